"""The format of the catalogue's files. ``docs/catalogue.md`` explains it to the people who write them."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backend.domain.checks import CHECKS, DEMANDING
from backend.domain.items import HolderClass, ItemStatus, MaterialKind, Need

WEEKDAYS = {"周一": 0, "周二": 1, "周三": 2, "周四": 3, "周五": 4, "周六": 5, "周日": 6}


def _key(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", value):
        raise ValueError("名字只能用英文字母、数字、- 和 _")
    return value


def _check_name(value: str) -> str:
    if value not in {step.name for step in CHECKS}:
        raise ValueError("没有这项检查，有的是：" + "、".join(step.name for step in CHECKS))
    return value


def _days(value: str) -> str:
    first, _, last = value.partition("至")
    if first not in WEEKDAYS or (last and (last not in WEEKDAYS or WEEKDAYS[last] <= WEEKDAYS[first])):
        raise ValueError("要写成“周一”或者“周一至周五”")
    return value


def _times(value: str) -> str:
    hour = r"(?:[01]\d|2[0-3]):[0-5]\d"
    if not re.fullmatch(f"{hour}-{hour}", value) or value[:5] >= value[6:]:
        raise ValueError("要写成“09:00-12:00”，前面的时间要早")
    return value


def _demand_name(value: str) -> str:
    if value not in DEMANDING:
        raise ValueError("这项检查不带数字，带数字的是：" + "、".join(DEMANDING))
    return value


Key = Annotated[str, AfterValidator(_key)]
CheckName = Annotated[str, AfterValidator(_check_name)]
DemandName = Annotated[str, AfterValidator(_demand_name)]
Text = Annotated[str, Field(min_length=1)]
When = dict[str, Annotated[list[str], Field(min_length=1)]]


class Model(BaseModel):
    """What is not in the format is refused: a mistyped field must not be lost in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SourcedModel(Model):
    value: Text | None = None
    sources: list[str] = []
    assumed: bool = False
    note: str | None = None


class AnswerModel(Model):
    key: Key
    label: Text
    words: list[Text] = []


class QuestionModel(Model):
    key: Key
    text: Text
    why: Text
    answers: Annotated[list[AnswerModel], Field(min_length=2)]
    unsure_help: Text
    unsure_answer: str
    when: When = {}


class UseModel(Model):
    """A shared question of ``questions.yaml`` by its key."""

    use: Key
    when: When = {}


class MaterialModel(Model):
    key: Key
    name: Text
    kind: MaterialKind
    need: Need
    form: Text
    sources: list[str] = []
    assumed: bool = False
    note: str | None = None
    when: When = {}
    title_words: list[Text] = []
    holder: Literal["", "applicant", "business"] = ""
    holder_class: HolderClass | None = None
    seal: bool = False
    checks: dict[CheckName, Literal["off", "human"]] = {}
    demands: dict[DemandName, Annotated[int, Field(ge=1, le=150)]] = {}
    shareable: bool = False
    reusable: bool | None = None


class ItemModel(Model):
    id: Key
    name: SourcedModel
    short_name: Annotated[str, Field(min_length=1, max_length=14)]
    status: ItemStatus
    department_name: Text
    applicant: Literal["person", "business"]
    trade: bool = False
    bookable: bool = True
    refer_to: Text | None = None
    replaced_by: list[str] = []
    contact: str = ""
    level: SourcedModel
    kind: SourcedModel
    who: SourcedModel
    days_statutory: SourcedModel
    days_promised: SourcedModel
    case_type: SourcedModel
    fee: SourcedModel
    result: SourcedModel
    basis: SourcedModel
    delegated_to_street: SourcedModel = SourcedModel(assumed=True)
    where: SourcedModel = SourcedModel(assumed=True)
    agent: SourcedModel = SourcedModel(assumed=True)
    onsite_check: SourcedModel = SourcedModel(assumed=True)
    confused_with: list[str] = []
    hints: list[Text] = []
    materials: list[MaterialModel]
    questions: list[UseModel | QuestionModel] = []
    aliases: list[Text] = []


class ItemsFile(Model):
    department: str
    compiled: date
    items: list[ItemModel]


class QuestionsFile(Model):
    questions: list[QuestionModel]


class DepartmentModel(Model):
    key: Key
    name: Text
    about: Text


class DepartmentsFile(Model):
    departments: list[DepartmentModel]


class SiteModel(Model):
    key: Key
    name: Text
    kind: Literal["hall", "street", "community"]
    address: Text
    phone: Text
    hours: Text
    access: Text
    sample: bool = False


class SitesFile(Model):
    sites: list[SiteModel]


class OpeningModel(Model):
    days: Annotated[str, AfterValidator(_days)]
    times: Annotated[list[Annotated[str, AfterValidator(_times)]], Field(min_length=1)]


class WindowModel(Model):
    key: Key
    name: Text
    site: str
    items: list[str]
    openings: list[OpeningModel]
    slot_minutes: Annotated[int, Field(ge=5, le=240)]
    capacity: Annotated[int, Field(ge=1, le=50)]
    sample: bool = False


class WindowsFile(Model):
    windows: list[WindowModel]


class ContactModel(Model):
    key: Key
    name: Text
    title: Text
    department: str
    phone: Text
    hours: list[OpeningModel] = []
    sample: bool = False


class ContactsFile(Model):
    contacts: list[ContactModel]


class SourceModel(Model):
    key: Key
    ref: Text
    place: Text
    trust: Text
    note: str | None = None


class SourcesFile(Model):
    sources: list[SourceModel]


class HolidayModel(Model):
    name: Text
    from_: Annotated[date, Field(alias="from")]
    to: date


class WorkdayModel(Model):
    name: Text
    day: date


class CalendarFile(Model):
    first: date
    last: date
    source: str
    holidays: list[HolidayModel]
    workdays: list[WorkdayModel]


class TopicModel(Model):
    key: Key
    name: Text
    advice: Text
    phrases: Annotated[list[Text], Field(min_length=1)]
    only_with: list[Text] = []


class ElsewhereFile(Model):
    topics: list[TopicModel]


class StepModel(Model):
    item: Text
    note: str = ""


class EventModel(Model):
    key: Key
    name: Text
    phrases: Annotated[list[Text], Field(min_length=1)]
    steps: Annotated[list[StepModel], Field(min_length=2)]
    also: Text | None = None
    signs: list[Text] = []
    only_with: list[Text] = []


class EventsFile(Model):
    events: list[EventModel]


class SynonymsFile(Model):
    groups: list[Annotated[list[Text], Field(min_length=2)]]
