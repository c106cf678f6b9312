"""Items over HTTP: found by a resident's own words, and the guide of each with its sources."""

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from backend.api.guard import Permission
from backend.api.models import Sent, Told
from backend.api.routing import Call, Route
from backend.domain.items import Catalogue, Item, Sourced
from backend.services import forms, guides
from backend.services.hall import Hall

#: What a plain list of all items shows at most.
MOST = 50


class ItemsQuery(Sent):
    """What is looked for; without ``q`` all items, by department."""

    q: str = Field("", max_length=200)
    limit: int = Field(8, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=10_000)


class ItemBrief(Told):
    """An item in a list."""

    id: str
    name: str
    short_name: str
    department: str
    status: str
    score: float | None = None


class Items(Told):
    """What was found, best first. ``outcome`` says what to make of it."""

    query: str
    outcome: str
    number: str | None = Field(description="In an emergency: the number to call first.")
    items: list[ItemBrief]
    total: int


class Fact(Told):
    """One stated fact. ``assumed``: not verified yet, so it must be shown as 待核实."""

    value: str | None
    assumed: bool
    note: str | None
    sources: list[str]


class MaterialTold(Told):
    """One thing the guide demands."""

    key: str
    name: str
    need: str
    form: str
    note: str | None
    assumed: bool
    when: dict[str, list[str]]
    form_files: list[str] = Field(description="Addresses of the form, blank and as a filled sample; none: no form.")
    sample: str | None = Field(description="Address of a picture of a good sample.")


class AnswerTold(Told):
    """One possible answer."""

    key: str
    label: str


class QuestionTold(Told):
    """A question that decides which materials are needed."""

    key: str
    text: str
    why: str
    answers: list[AnswerTold]


class ContactTold(Told):
    """The named person who answers for the item."""

    name: str
    title: str
    phone: str
    sample: bool


class SiteTold(Told):
    """Where a window serves the item."""

    key: str
    name: str
    address: str
    phone: str
    hours: str
    sample: bool


class Guide(Told):
    """The guide in force."""

    id: str
    name: Fact
    short_name: str
    status: str
    department: str
    bookable: bool
    applicant: str
    who: Fact
    days_statutory: Fact
    days_promised: Fact
    fee: Fact
    result: Fact
    basis: Fact
    where: Fact
    materials: list[MaterialTold]
    questions: list[QuestionTold]
    hints: list[str]
    refer_to: str | None
    replaced_by: list[ItemBrief]
    sites: list[SiteTold]
    contact: ContactTold | None
    compiled: date | None
    version: str


async def find(call: Call) -> Items:
    """The items a text may mean."""
    query = call.query(ItemsQuery)
    known = call.hall.catalogue.items
    text = query.q.strip()
    if not text:
        all_items = sorted(known.values(), key=lambda item: (item.department, item.id))
        page = all_items[query.offset : query.offset + query.limit]
        briefs = [brief(call.hall.catalogue, item) for item in page]
        return Items(query="", outcome="all", number=None, items=briefs, total=len(all_items))
    found = call.hall.finder.find(text, limit=query.limit + query.offset)
    hits = [hit for hit in found.hits if hit.item_id in known]
    briefs = [brief(call.hall.catalogue, known[hit.item_id], hit.score) for hit in hits[query.offset :]]
    return Items(query=text, outcome=str(found.outcome), number=found.number, items=briefs, total=len(hits))


async def show(call: Call) -> Guide:
    """The guide of one item."""
    return guide(call.hall, guides.item(call.hall, call.path("item_id")))


def brief(catalogue: Catalogue, item: Item, score: float | None = None) -> ItemBrief:
    """The item in a list."""
    department = catalogue.departments.get(item.department)
    return ItemBrief(
        id=item.id,
        name=item.name.value or item.short_name,
        short_name=item.short_name or item.name.value or item.id,
        department=department.name if department else item.department_name,
        status=item.status.value,
        score=score,
    )


def guide(hall: Hall, item: Item) -> Guide:
    """The whole guide."""
    catalogue = hall.catalogue

    def fact(stated: Sourced) -> Fact:
        return Fact(
            value=stated.text or None,
            assumed=stated.assumed,
            note=stated.note,
            sources=_places(catalogue, stated),
        )

    short = brief(catalogue, item)
    contact = catalogue.contacts.get(item.contact)
    return Guide(
        id=item.id,
        name=fact(item.name),
        short_name=short.short_name,
        status=short.status,
        department=short.department,
        bookable=item.bookable,
        applicant=item.applicant,
        who=fact(item.who),
        days_statutory=fact(item.days_statutory),
        days_promised=fact(item.days_promised),
        fee=fact(item.fee),
        result=fact(item.result),
        basis=fact(item.basis),
        where=fact(item.where),
        materials=_materials(hall, item),
        questions=_questions(item),
        hints=list(item.hints),
        refer_to=item.refer_to,
        replaced_by=[brief(catalogue, catalogue.items[key]) for key in item.replaced_by if key in catalogue.items],
        sites=_sites(catalogue, item),
        contact=ContactTold(name=contact.name, title=contact.title, phone=contact.phone, sample=contact.sample)
        if contact
        else None,
        compiled=item.compiled,
        version=item.version,
    )


def _places(catalogue: Catalogue, stated: Sourced) -> list[str]:
    """Where a fact comes from in plain words, each once; the exact locators are for staff."""
    return list(dict.fromkeys(catalogue.sources[key].place for key in stated.sources if key in catalogue.sources))


def _materials(hall: Hall, item: Item) -> list[MaterialTold]:
    return [
        MaterialTold(
            key=material.key,
            name=material.name,
            need=material.need.value,
            form=material.form,
            note=material.note,
            assumed=material.assumed,
            when={key: list(allowed) for key, allowed in material.when.items()},
            form_files=forms.form_addresses(hall, item, material),
            sample=forms.picture_address(hall, item, material),
        )
        for material in item.materials
    ]


def _questions(item: Item) -> list[QuestionTold]:
    return [
        QuestionTold(
            key=question.key,
            text=question.text,
            why=question.why,
            answers=[AnswerTold(key=answer.key, label=answer.label) for answer in question.answers],
        )
        for question in item.questions
    ]


def _sites(catalogue: Catalogue, item: Item) -> list[SiteTold]:
    keys: Sequence[str] = tuple(dict.fromkeys(w.site for w in catalogue.windows.values() if item.id in w.items))
    sites = [catalogue.sites[key] for key in keys]
    return [
        SiteTold(key=s.key, name=s.name, address=s.address, phone=s.phone, hours=s.hours, sample=s.sample)
        for s in sorted(sites, key=lambda site: site.kind != "hall")
    ]


ROUTES = (
    Route(
        "GET", "/items", find, Permission.PUBLIC, "Find items by a resident's own words.", "items",
        query=ItemsQuery, answer=Items, limit="look_up",
    ),
    Route("GET", "/items/{item_id}", show, Permission.PUBLIC, "The guide of an item.", "items",
          answer=Guide, limit="look_up"),
)  # fmt: skip
