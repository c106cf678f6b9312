"""An item 事项 and its guide 办事指南, as the catalogue holds them.

Every field that states a fact keeps where it comes from. What the catalogue marks as assumed is shown to people as
待核实 (to be verified), never as fact.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

_DAYS = re.compile(r"(\d) ?工作日")
_FULL_WIDTH = str.maketrans("(),;", "（），；")


@dataclass(frozen=True)
class Sourced:
    """One stated fact: its value (None: not known), the keys of its sources, and whether it is only assumed."""

    value: str | None
    sources: tuple[str, ...] = ()
    assumed: bool = True
    note: str | None = None

    @property
    def text(self) -> str:
        """The value as people write it: 个 before 工作日, full-width marks. Empty when it is not known."""
        return _DAYS.sub(r"\1个工作日", self.value or "").translate(_FULL_WIDTH)


@dataclass(frozen=True)
class Source:
    """Where facts come from, and how far it can be trusted."""

    key: str
    ref: str
    place: str
    trust: str
    note: str | None = None


class ItemStatus(StrEnum):
    """Whether an item can be had here."""

    ACTIVE = "active"
    ABOLISHED = "abolished"  # can no longer be obtained; people still ask
    REFER_OUT = "refer-out"  # not the district's; ``refer_to`` says whose


class Need(StrEnum):
    """材料必要性. The file's words are the Chinese ones."""

    REQUIRED = "必要"
    OPTIONAL = "非必要"
    CONDITIONAL = "视情形必要"
    DEFERRABLE = "容缺可后补"


class MaterialKind(StrEnum):
    """What a material is, as far as the checks can tell it from a picture."""

    ID_CARD = "id_card"  # 居民身份证, both sides
    BUSINESS_LICENSE = "business_license"  # 营业执照
    PREMISES = "premises"  # 租赁合同, 不动产权证 or 房产证: the right to use a place
    APPLICATION_FORM = "application_form"  # a form of the hall's, filled in
    HEALTH_CERTIFICATE = "health_certificate"  # 健康证明
    HOUSEHOLD_REGISTER = "household_register"  # 户口簿
    BANK_ACCOUNT = "bank_account"  # 银行卡 or 存折
    PHOTO = "photo"  # 证件照
    POWER_OF_ATTORNEY = "power_of_attorney"  # 委托书
    LICENSE = "license"  # another licence or permit
    MARRIAGE_CERTIFICATE = "marriage_certificate"  # 结婚证
    OTHER = "other"  # judged by its title words only


class HolderClass(StrEnum):
    """Whose licence or form it must be: one of another class is refused at the window."""

    ENTERPRISE = "enterprise"  # 企业: companies, partnerships, sole proprietorships
    INDIVIDUAL = "individual"  # 个体工商户
    COOPERATIVE = "cooperative"  # 农民专业合作社


@dataclass(frozen=True)
class Answer:
    """One possible answer to a question, in the resident's words."""

    key: str
    label: str
    #: words that mean this answer when a resident types them ("租的", "租房")
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question that decides the case 情形."""

    key: str
    text: str
    why: str  # why it is asked, one sentence
    answers: tuple[Answer, ...]
    #: what to say to "不清楚", one or two sentences, and which answer is then taken (the one that asks for more)
    unsure_help: str
    unsure_answer: str
    #: asked only when these earlier answers were given
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Material:
    """One thing the guide demands."""

    key: str
    name: str
    kind: MaterialKind
    need: Need
    form: str  # 原件, 复印件 …, as the guide words it
    sources: tuple[str, ...] = ()
    assumed: bool = True
    note: str | None = None
    #: the material is needed when every listed question has one of the listed answers; empty: always
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: title words of which one must be read on the page, for kinds the checks know no better
    title_words: tuple[str, ...] = ()
    #: whose name it must carry: "applicant", "business" or "" for nobody's
    holder: str = ""
    #: the class of holder whose licence or form it must be; None: any
    holder_class: HolderClass | None = None
    #: whether a red seal must be on it
    seal: bool = False
    #: check → "off" or "human" (never sends back by itself): where this material is judged more gently
    checks: Mapping[str, str] = field(default_factory=dict)
    #: check → how much of it the guide demands: persons, pages of a register, years of age
    demands: Mapping[str, int] = field(default_factory=dict)
    #: fetched by the hall itself when it can be shared (免交), so a missing one does not hold up a package
    shareable: bool = False
    #: whether a paper that was passed may serve the same person's next package; None: by its kind (``domain.reuse``)
    reusable: bool | None = None


@dataclass(frozen=True)
class Item:
    """A service item and the guide in force for it."""

    id: str
    name: Sourced
    status: ItemStatus
    department: str  # key of a Department
    department_name: str  # as the source words it
    level: Sourced
    kind: Sourced
    who: Sourced
    days_statutory: Sourced
    days_promised: Sourced
    case_type: Sourced
    fee: Sourced
    result: Sourced
    basis: Sourced
    materials: tuple[Material, ...]
    aliases: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    delegated_to_street: Sourced = Sourced(None)
    where: Sourced = Sourced(None)
    #: whether somebody else may come (代办), and with what
    agent: Sourced = Sourced(None)
    onsite_check: Sourced = Sourced(None)
    confused_with: tuple[str, ...] = ()
    #: for refer-out and abolished items: where to go or what replaced it, in plain words
    refer_to: str | None = None
    replaced_by: tuple[str, ...] = ()
    #: official short name used in lists and chat, at most about 14 characters
    short_name: str = ""
    #: "person" or "business": whose identity the applicant gives
    applicant: str = "person"
    #: what a person applies for to trade with: a shop, a stall, a lorry
    trade: bool = False
    #: whether a slot can be booked and materials pre-reviewed for it here
    bookable: bool = True
    contact: str = ""  # key of a Contact
    #: plain sentences a resident should know before coming (先办执照，再办许可)
    hints: tuple[str, ...] = ()
    compiled: date | None = None  # the day the facts were put together (数据截至)
    version: str = ""  # short digest of the guide's content

    def material(self, key: str) -> Material | None:
        """The material with this key."""
        return next((m for m in self.materials if m.key == key), None)


@dataclass(frozen=True)
class Department:
    """A department 部门 whose items these are."""

    key: str
    name: str
    #: what its matters are about, as residents say it: nobody knows who does what
    about: str


@dataclass(frozen=True)
class Site:
    """A place 办事点: the district hall, a street's or a community's."""

    key: str
    name: str
    kind: str  # "hall" or "street"
    address: str
    phone: str
    hours: str  # in words, for people
    access: str  # parking, step-free access …, in words
    sample: bool = True  # invented until the hall replaces it


@dataclass(frozen=True)
class Opening:
    """When a window is open on one weekday: wall-clock times in Asia/Shanghai. weekday 0 is Monday."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True)
class Window:
    """A window 窗口 at a site: what it does, when, and how many residents a slot takes."""

    key: str
    name: str
    site: str
    items: tuple[str, ...]  # item ids
    openings: tuple[Opening, ...]  # a break is the gap between two openings of a day
    slot_minutes: int
    capacity: int
    sample: bool = True


@dataclass(frozen=True)
class Contact:
    """The named person 对接人 who answers for items."""

    key: str
    name: str
    title: str
    department: str
    phone: str
    hours: tuple[Opening, ...] = ()
    sample: bool = True


@dataclass(frozen=True)
class DayRules:
    """Public holidays and adjusted workdays 调休 of the years the calendar knows, and the last day it knows."""

    holidays: frozenset[date]
    workdays: frozenset[date]  # weekend days that are worked
    first: date
    last: date
    names: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Elsewhere:
    """What residents ask that is no item here: known, so that it is not mistaken for one."""

    key: str
    name: str
    advice: str  # one sentence: what to do instead
    phrases: tuple[str, ...]
    #: meant only where one of these words is said; empty: no word is asked for
    only_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One item of a life event, and why or when it comes in."""

    item: str  # item id
    note: str  # a few words for people; may be empty


@dataclass(frozen=True)
class LifeEvent:
    """What happens in a life and takes several items, in order."""

    key: str
    name: str
    phrases: tuple[str, ...]
    steps: tuple[Step, ...]
    #: what else it takes that no item is for, in a sentence or two; may be empty
    also: str = ""
    #: words by which a long story that names no item is known to tell of it
    signs: tuple[str, ...] = ()
    #: meant only where one of these words is said; empty: no word is asked for
    only_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Everything under ``data/catalogue``, checked and joined."""

    items: Mapping[str, Item]
    departments: Mapping[str, Department]
    sites: Mapping[str, Site]
    windows: Mapping[str, Window]
    contacts: Mapping[str, Contact]
    sources: Mapping[str, Source]
    days: DayRules
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)
    events: Mapping[str, LifeEvent] = field(default_factory=dict)
    #: groups of words that mean the same to the finder
    synonyms: tuple[tuple[str, ...], ...] = ()


def needed_materials(item: Item, answers: Mapping[str, str]) -> tuple[Material, ...]:
    """The materials this resident must or may bring, given the answers that decide the case.

    A material whose deciding question was not answered yet is included: asking for too much is put right by the
    answer, asking for too little sends somebody home.
    """
    return tuple(m for m in item.materials if _applies(m.when, answers))


def open_questions(item: Item, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions still to be asked, in order."""
    return tuple(q for q in item.questions if q.key not in answers and _applies(q.when, answers, unknown=False))


def _applies(when: Mapping[str, tuple[str, ...]], answers: Mapping[str, str], *, unknown: bool = True) -> bool:
    return all(answers[key] in allowed if key in answers else unknown for key, allowed in when.items())
