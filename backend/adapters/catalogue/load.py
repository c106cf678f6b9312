"""From the YAML files under ``data/catalogue`` to a checked ``Catalogue``."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from backend.adapters.catalogue import schema
from backend.adapters.catalogue.nodes import Document, Path_, read
from backend.adapters.catalogue.reasons import problems_of
from backend.adapters.catalogue.references import check_references
from backend.domain.errors import CatalogueError
from backend.domain.items import (
    Answer,
    Catalogue,
    Contact,
    DayRules,
    Department,
    Elsewhere,
    Item,
    LifeEvent,
    Material,
    Opening,
    Question,
    Site,
    Source,
    Sourced,
    Step,
    Window,
)

F = TypeVar("F", bound=schema.Model)
K = TypeVar("K")
M = TypeVar("M")


class _Reader:
    """Reads files of one folder and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.documents: dict[str, Document] = {}

    def maybe(self, name: str, model: type[F], empty: F) -> F | None:
        """A file that a catalogue need not have."""
        return self.file(name, model) if (self.folder / name).exists() else empty

    def file(self, name: str, model: type[F]) -> F | None:
        document = read(self.folder / name, name)
        self.documents[name] = document
        self.problems += document.problems
        if document.problems:
            return None
        try:
            return model.model_validate(document.value)
        except ValidationError as error:
            self.problems += problems_of(document, error)
            return None

    def keyed(self, name: str, place: str, things: Iterable[M], make: Callable[[M], K]) -> dict[str, K]:
        """Things by key; a key that stands twice is a problem."""
        result: dict[str, K] = {}
        for n, thing in enumerate(things):
            key: str = thing.key  # type: ignore[attr-defined]
            if key in result:
                self.wrong(name, (place, n, "key"), f"“{key}”已经有了，不能写两次")
            result[key] = make(thing)
        return result

    def wrong(self, name: str, path: Path_, reason: str) -> None:
        self.problems.append(self.documents[name].problem(path, reason))


def load(folder: Path) -> Catalogue:
    """The catalogue in this folder.

    Raises:
        CatalogueError: with every problem found, each with its file, line and reason.
    """
    reader = _Reader(folder)
    if not folder.is_dir():
        raise CatalogueError([f"{folder} 不是文件夹"])
    departments = reader.file("departments.yaml", schema.DepartmentsFile)
    sites = reader.file("sites.yaml", schema.SitesFile)
    windows = reader.file("windows.yaml", schema.WindowsFile)
    contacts = reader.file("contacts.yaml", schema.ContactsFile)
    sources = reader.file("sources.yaml", schema.SourcesFile)
    calendar = reader.file("calendar.yaml", schema.CalendarFile)
    shared = reader.file("questions.yaml", schema.QuestionsFile)
    elsewhere = reader.file("elsewhere.yaml", schema.ElsewhereFile)
    events = reader.maybe("events.yaml", schema.EventsFile, schema.EventsFile(events=[]))
    synonyms = reader.maybe("synonyms.yaml", schema.SynonymsFile, schema.SynonymsFile(groups=[]))
    names = sorted(f"items/{path.name}" for path in (folder / "items").glob("*.yaml"))
    files = {name: reader.file(name, schema.ItemsFile) for name in names}
    if (
        not (departments and sites and windows and contacts and sources and calendar and shared and elsewhere)
        or not (events and synonyms)
        or None in files.values()
    ):
        raise CatalogueError(reader.problems)

    questions = reader.keyed("questions.yaml", "questions", shared.questions, _question)
    catalogue = Catalogue(
        items=_items(reader, {n: f for n, f in files.items() if f}, questions),
        departments=reader.keyed(
            "departments.yaml", "departments", departments.departments, lambda d: Department(**d.model_dump())
        ),
        sites=reader.keyed("sites.yaml", "sites", sites.sites, lambda s: Site(**s.model_dump())),
        windows=reader.keyed("windows.yaml", "windows", windows.windows, _window),
        contacts=reader.keyed("contacts.yaml", "contacts", contacts.contacts, _contact),
        sources=reader.keyed("sources.yaml", "sources", sources.sources, lambda s: Source(**s.model_dump())),
        days=_days(reader, calendar),
        elsewhere=reader.keyed("elsewhere.yaml", "topics", elsewhere.topics, _elsewhere),
        events=reader.keyed("events.yaml", "events", events.events, _event),
        synonyms=tuple(tuple(group) for group in synonyms.groups),
    )
    check_references(catalogue, reader.documents, reader.problems)
    if reader.problems:
        raise CatalogueError(reader.problems)
    return catalogue


def _items(reader: _Reader, files: Mapping[str, schema.ItemsFile], shared: Mapping[str, Question]) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for name, file in files.items():
        for n, model in enumerate(file.items):
            if model.id in items:
                reader.wrong(name, ("items", n, "id"), f"事项“{model.id}”已经有了，不能写两次")
            asked: list[Question] = []
            for q, each in enumerate(model.questions):
                if isinstance(each, schema.QuestionModel):
                    asked.append(_question(each))
                elif each.use in shared:
                    asked.append(replace(shared[each.use], when=_when(each.when)))
                else:
                    reader.wrong(name, ("items", n, "questions", q, "use"), f"questions.yaml 里没有问题“{each.use}”")
            items[model.id] = _item(model, file, tuple(asked))
    return items


def _item(model: schema.ItemModel, file: schema.ItemsFile, questions: tuple[Question, ...]) -> Item:
    item = Item(
        id=model.id,
        name=_sourced(model.name),
        status=model.status,
        department=file.department,
        department_name=model.department_name,
        level=_sourced(model.level),
        kind=_sourced(model.kind),
        who=_sourced(model.who),
        days_statutory=_sourced(model.days_statutory),
        days_promised=_sourced(model.days_promised),
        case_type=_sourced(model.case_type),
        fee=_sourced(model.fee),
        result=_sourced(model.result),
        basis=_sourced(model.basis),
        delegated_to_street=_sourced(model.delegated_to_street),
        where=_sourced(model.where),
        agent=_sourced(model.agent),
        onsite_check=_sourced(model.onsite_check),
        materials=tuple(_material(m) for m in model.materials),
        aliases=tuple(model.aliases),
        questions=questions,
        confused_with=tuple(model.confused_with),
        refer_to=model.refer_to,
        replaced_by=tuple(model.replaced_by),
        short_name=model.short_name,
        applicant=model.applicant,
        trade=model.trade,
        bookable=model.bookable and model.status == "active",
        contact=model.contact,
        hints=tuple(model.hints),
        compiled=file.compiled,
    )
    return replace(item, version=_digest(item))


def _digest(item: Item) -> str:
    """Twelve hex digits that change when anything a resident is told or asked for changes.

    Aliases are left out, and whether a paper may be used again: what is demanded stays the same.
    """
    content = asdict(replace(item, aliases=(), version=""))
    for material in content["materials"]:
        del material["reusable"]
        if material["holder_class"] is None:
            del material["holder_class"]  # guides that say nothing of it are the ones they were
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[
        :12
    ]


def _sourced(model: schema.SourcedModel) -> Sourced:
    return Sourced(model.value, tuple(model.sources), model.assumed, model.note)


def _when(when: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in when.items()}


def _question(model: schema.QuestionModel) -> Question:
    answers = tuple(Answer(a.key, a.label, tuple(a.words)) for a in model.answers)
    return Question(
        model.key, model.text, model.why, answers, model.unsure_help, model.unsure_answer, _when(model.when)
    )


def _material(model: schema.MaterialModel) -> Material:
    values = model.model_dump()
    values.update(sources=tuple(model.sources), when=_when(model.when), title_words=tuple(model.title_words))
    return Material(**values)


def _openings(models: Iterable[schema.OpeningModel]) -> tuple[Opening, ...]:
    result = []
    for model in models:
        first, _, last = model.days.partition("至")
        for weekday in range(schema.WEEKDAYS[first], schema.WEEKDAYS[last or first] + 1):
            for span in model.times:
                result.append(Opening(weekday, time.fromisoformat(span[:5]), time.fromisoformat(span[6:])))
    return tuple(sorted(result, key=lambda o: (o.weekday, o.start)))


def _window(model: schema.WindowModel) -> Window:
    values = model.model_dump()
    values.update(items=tuple(model.items), openings=_openings(model.openings))
    return Window(**values)


def _contact(model: schema.ContactModel) -> Contact:
    return Contact(**{**model.model_dump(), "hours": _openings(model.hours)})


def _event(model: schema.EventModel) -> LifeEvent:
    steps = tuple(Step(**s.model_dump()) for s in model.steps)
    signs, only_with = tuple(model.signs), tuple(model.only_with)
    return LifeEvent(model.key, model.name, tuple(model.phrases), steps, model.also or "", signs, only_with)


def _elsewhere(model: schema.TopicModel) -> Elsewhere:
    return Elsewhere(model.key, model.name, model.advice, tuple(model.phrases), tuple(model.only_with))


def _days(reader: _Reader, calendar: schema.CalendarFile) -> DayRules:
    holidays: set[date] = set()
    names: dict[date, str] = {}
    for n, holiday in enumerate(calendar.holidays):
        if holiday.to < holiday.from_:
            reader.wrong("calendar.yaml", ("holidays", n, "to"), f"{holiday.name}的最后一天早于第一天")
        for offset in range((holiday.to - holiday.from_).days + 1):
            day = holiday.from_ + timedelta(days=offset)
            holidays.add(day)
            names[day] = holiday.name
    for n, workday in enumerate(calendar.workdays):
        if workday.day in holidays or workday.day.weekday() < 5:
            reader.wrong("calendar.yaml", ("workdays", n, "day"), f"{workday.day} 不是周末，或者已经写成放假")
        names[workday.day] = workday.name
    workdays = frozenset(w.day for w in calendar.workdays)
    return DayRules(frozenset(holidays), workdays, calendar.first, calendar.last, names)
