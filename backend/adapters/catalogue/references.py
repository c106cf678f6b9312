"""What the catalogue's files say of each other must exist and fit together."""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping

from backend.adapters.catalogue.nodes import Document, Path_
from backend.domain.items import Catalogue, Item, ItemStatus, Opening, Question


class _Checker:
    def __init__(self, document: Document, problems: list[str]) -> None:
        self.document = document
        self.problems = problems

    def wrong(self, path: Path_, reason: str) -> None:
        self.problems.append(self.document.problem(path, reason))

    def known(self, path: Path_, keys: Iterable[str], known: Iterable[str], what: str) -> None:
        known = set(known)
        for key in keys:
            if key not in known:
                self.wrong(path, f"没有这个{what}：“{key}”")


def check_references(catalogue: Catalogue, documents: Mapping[str, Document], problems: list[str]) -> None:
    """Appends every broken reference to ``problems``."""
    for name, document in documents.items():
        if name.startswith("items/"):
            _check_file(catalogue, _Checker(document, problems))
    checker = _Checker(documents["windows.yaml"], problems)
    for n, raw in enumerate(documents["windows.yaml"].value["windows"]):
        checker.known(("windows", n, "site"), [raw["site"]], catalogue.sites, "办事点")
        checker.known(("windows", n, "items"), raw["items"], catalogue.items, "事项")
        _check_openings(checker, ("windows", n, "openings"), catalogue.windows[raw["key"]].openings)
    checker = _Checker(documents["contacts.yaml"], problems)
    for n, raw in enumerate(documents["contacts.yaml"].value["contacts"]):
        checker.known(("contacts", n, "department"), [raw["department"]], catalogue.departments, "部门")
    if "events.yaml" in documents:
        checker = _Checker(documents["events.yaml"], problems)
        for n, raw in enumerate(documents["events.yaml"].value["events"]):
            for m, step in enumerate(raw["steps"]):
                checker.known(("events", n, "steps", m, "item"), [step["item"]], catalogue.items, "事项")
    calendar = documents["calendar.yaml"]
    _Checker(calendar, problems).known(("source",), [calendar.value["source"]], catalogue.sources, "来源")


def _check_file(catalogue: Catalogue, checker: _Checker) -> None:
    raw_file = checker.document.value
    checker.known(("department",), [raw_file["department"]], catalogue.departments, "部门")
    for n, raw in enumerate(raw_file["items"]):
        item = catalogue.items[raw["id"]]
        path: Path_ = ("items", n)
        for field, value in raw.items():
            if isinstance(value, dict):
                _check_fact(catalogue, checker, (*path, field), value)
        for m, material in enumerate(raw["materials"]):
            _check_fact(catalogue, checker, (*path, "materials", m), material)
        checker.known((*path, "confused_with"), item.confused_with, catalogue.items, "事项")
        checker.known((*path, "replaced_by"), item.replaced_by, catalogue.items, "事项")
        if item.id in item.confused_with:
            checker.wrong((*path, "confused_with"), "事项不能和自己混淆")
        if item.contact:
            checker.known((*path, "contact"), [item.contact], catalogue.contacts, "对接人")
        _check_keys(checker, path, item)
        _check_cases(checker, path, item)
        if item.status is not ItemStatus.ACTIVE and raw.get("bookable"):
            checker.wrong((*path, "bookable"), "不是正在办的事项，不能预约")


def _check_fact(catalogue: Catalogue, checker: _Checker, path: Path_, raw: Mapping[str, object]) -> None:
    sources = raw.get("sources", [])
    assert isinstance(sources, list)
    checker.known((*path, "sources"), sources, catalogue.sources, "来源")
    if not sources and not raw.get("assumed"):
        checker.wrong(path, "没有来源的要写 assumed: true（待核实）")


def _check_keys(checker: _Checker, path: Path_, item: Item) -> None:
    for key, count in Counter(m.key for m in item.materials).items():
        if count > 1:
            checker.wrong((*path, "materials"), f"材料“{key}”写了两次")
    for key, count in Counter(q.key for q in item.questions).items():
        if count > 1:
            checker.wrong((*path, "questions"), f"问题“{key}”写了两次")
    for alias, count in Counter(item.aliases).items():
        if count > 1:
            checker.wrong((*path, "aliases"), f"俗称“{alias}”写了两次")


def _check_cases(checker: _Checker, path: Path_, item: Item) -> None:
    earlier: dict[str, Question] = {}
    for n, question in enumerate(item.questions):
        place: Path_ = (*path, "questions", n)
        keys = [a.key for a in question.answers]
        if len(set(keys)) < len(keys):
            checker.wrong((*place, "answers"), f"问题“{question.key}”有两个一样的答案")
        if question.unsure_answer not in keys:
            checker.wrong((*place, "unsure_answer"), f"问题“{question.key}”没有答案“{question.unsure_answer}”")
        _check_when(checker, (*place, "when"), question.when, earlier)
        earlier[question.key] = question
    for n, material in enumerate(item.materials):
        _check_when(checker, (*path, "materials", n, "when"), material.when, earlier)


def _check_when(
    checker: _Checker, path: Path_, when: Mapping[str, tuple[str, ...]], questions: Mapping[str, Question]
) -> None:
    for key, answers in when.items():
        if key not in questions:
            checker.wrong(path, f"没有问题“{key}”，或者它排在后面")
        else:
            checker.known(path, answers, (a.key for a in questions[key].answers), f"答案（问题“{key}”）")


def _check_openings(checker: _Checker, path: Path_, openings: tuple[Opening, ...]) -> None:
    for before, after in itertools.pairwise(openings):
        if before.weekday == after.weekday and after.start < before.end:
            checker.wrong(path, "同一天的开放时间重叠了")
