"""The talks of ``talks/*.yaml``: what may stand in them, checked before any is played. Their keys are Chinese words,
so that a clerk of the hall can read and write them; ``talks/README.md`` explains each."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FOLDER = Path(__file__).parent / "talks"

Specimen = Literal[
    "身份证", "身份证正面", "身份证反面", "模糊的身份证", "过期的身份证", "别人的身份证",
    "租赁合同", "申请书", "认不出的照片", "委托书", "个体户的执照",
]  # fmt: skip
Place = Literal["核实事项", "问情况", "申请人", "材料", "时间", "核对", "提交"]
Staff = Literal["接手", "交回", "通过", "退回", "不通过"]


def _several(value: Any) -> Any:
    """One thing or several; a bare number is the text it was written as."""
    several = value if isinstance(value, list) else [value]
    return [str(one) if isinstance(one, int) else one for one in several]


Texts = Annotated[list[str], BeforeValidator(_several)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Part(_Strict):
    """One thing that happens, and what must be heard after it."""

    says: Annotated[list[str] | None, BeforeValidator(lambda v: v if v is None else _several(v))] = Field(
        None, alias="群众"
    )  # several: typed one after the other without waiting
    presses: str | None = Field(None, alias="按")
    presses_twice: str | None = Field(None, alias="连按两次")
    presses_old: str | None = Field(None, alias="按旧的")
    uploads: Annotated[list[Specimen] | None, BeforeValidator(lambda v: v if v is None else _several(v))] = Field(
        None, alias="上传"
    )
    walks: Place | None = Field(None, alias="走到")
    staff: Staff | None = Field(None, alias="工作人员")
    staff_says: str | None = Field(None, alias="工作人员说")
    minutes: int | None = Field(None, alias="过了几分钟", gt=0)
    reloads: Literal[True] | None = Field(None, alias="刷新页面")

    as_material: str | None = Field(None, alias="当作")  # with 上传
    caption: str | None = Field(None, alias="附言")  # with 上传

    hears: Texts = Field(default_factory=list, alias="说到")  # "甲|乙": either
    hears_not: Texts = Field(default_factory=list, alias="不说")
    buttons: Texts = Field(default_factory=list, alias="按钮")
    asked_again: bool = Field(False, alias="接着问原来的")
    silent: bool = Field(False, alias="没回话")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        does = (self.says, self.presses, self.presses_twice, self.presses_old, self.uploads, self.walks, self.staff)
        happened = [one for one in (*does, self.staff_says, self.minutes, self.reloads) if one is not None]
        if len(happened) != 1:
            raise ValueError("一步只写一件事：群众、按、上传、走到……")
        if (self.as_material or self.caption) and self.uploads is None:
            raise ValueError("“当作”和“附言”只跟“上传”一起写")
        return self


class End(_Strict):
    """How things must stand at the end. What is left out is not looked at."""

    packages: dict[str, str] | None = Field(None, alias="事情")  # short name of the item → "准备中 材料"; {}: none
    appointment: Literal["没有", "留着", "约好了"] | None = Field(None, alias="预约")
    person: Literal["没叫", "在等", "来了"] | None = Field(None, alias="叫人")
    applicant: Literal["是本人", "还没有"] | None = Field(None, alias="申请人")
    answers: dict[str, str] | None = Field(None, alias="情况")  # question → answer, by their labels' beginning
    materials: dict[str, str] | None = Field(None, alias="材料")
    plain: bool | None = Field(None, alias="大字版")


class Talk(_Strict):
    """A whole conversation."""

    name: str = Field(alias="名", min_length=6)
    resident: str = Field(alias="居民", min_length=2)
    simple: bool = Field(False, alias="简单模式")
    fails_yet: str | None = Field(None, alias="还不行", min_length=4)  # what the assistant still does badly
    parts: list[Part] = Field(alias="经过", min_length=1)
    end: End = Field(default_factory=lambda: End.model_validate({}), alias="最后")

    @property
    def alone(self) -> bool:
        """Whether it changes what other talks share: the clock, or whether the assistant is there."""
        return self.simple or any(part.minutes for part in self.parts)


def load(folder: Path = FOLDER) -> list[Talk]:
    """All talks, in the order of their files."""
    talks = []
    for file in sorted(folder.glob("*.yaml")):
        for written in yaml.safe_load(file.read_text(encoding="utf-8")):
            try:
                talks.append(Talk.model_validate(written))
            except ValueError as error:
                raise ValueError(f"{file.name}，{written.get('名')}：{error}") from error
    return talks
