"""What is odd in a catalogue that loads: contradictions, gaps, and what is still a sample.

Rules after a city's guide-audit script (办件类型 agrees with 承诺时限, a fee has a basis, 承诺 ≤ 法定 …) and our own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.domain.items import Catalogue, ItemStatus, MaterialKind, Need, Sourced


class Level(StrEnum):
    """How bad a finding is. Only errors fail a lint."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class LintFinding:
    """One odd thing: ``where`` is the key of the item, window … it is about, ``rule`` the rule's name."""

    level: Level
    rule: str
    where: str
    message: str


Rule = Callable[[Catalogue], Iterator[LintFinding]]
_FACTS = (
    "name",
    "level",
    "kind",
    "who",
    "days_statutory",
    "days_promised",
    "case_type",
    "fee",
    "result",
    "basis",
    "delegated_to_street",
    "where",
    "agent",
    "onsite_check",
)
#: The kinds whose holder's class the checks can tell.
_OF_A_CLASS = frozenset({MaterialKind.BUSINESS_LICENSE, MaterialKind.APPLICATION_FORM})
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


def lint(catalogue: Catalogue, today: date | None = None) -> list[LintFinding]:
    """Every finding, errors first. ``today`` lets the calendar's end be judged."""
    findings = [finding for rule in _RULES for finding in rule(catalogue)]
    if today is not None:
        findings += _calendar_end(catalogue, today)
    order = list(Level)
    return sorted(findings, key=lambda f: (order.index(f.level), f.rule, f.where))


def working_days(text: str | None) -> int | None:
    """The working days a limit names, 0 for 当场 or 即办; ``None`` when it names none, or more than one."""
    if not text:
        return None
    found = {int(n) for n in re.findall(r"(\d+)\s*个?工作日", text)}
    found |= {_NUMBERS[n] for n in re.findall(r"([一二两三四五六七八九十])个工作日", text)}
    if re.search(r"当场|即办|即时|当日", text):
        found.add(0)
    return found.pop() if len(found) == 1 else None


def _days(catalogue: Catalogue) -> Iterator[LintFinding]:
    for item in catalogue.items.values():
        legal, promised = working_days(item.days_statutory.value), working_days(item.days_promised.value)
        if legal is not None and promised is not None and promised > legal:
            yield LintFinding(
                Level.ERROR, "days", item.id, f"承诺时限（{promised}个工作日）比法定时限（{legal}个工作日）长"
            )
        if item.status is ItemStatus.ACTIVE and not (item.days_statutory.value or item.days_promised.value):
            yield LintFinding(Level.NOTE, "days-unknown", item.id, "没有写多久办好")


def _case_type(catalogue: Catalogue) -> Iterator[LintFinding]:
    for item in catalogue.items.values():
        kind = item.case_type.value or ""
        promised = working_days(item.days_promised.value)
        if promised == 0 and "即" not in kind:
            yield LintFinding(Level.ERROR, "case-type", item.id, f"承诺当场办结，办件类型却是“{kind}”")
        if promised is not None and promised > 1 and kind.startswith("即办件"):
            yield LintFinding(Level.ERROR, "case-type", item.id, f"办件类型是即办件，却承诺{promised}个工作日")


def _fee(catalogue: Catalogue) -> Iterator[LintFinding]:
    for item in catalogue.items.values():
        fee = item.fee.value or ""
        if not fee:
            yield LintFinding(Level.WARNING, "fee", item.id, "没有写收不收费")
        elif not re.search(r"不收费|免费|不收|政府买单", fee) and not item.basis.value:
            yield LintFinding(Level.WARNING, "fee-basis", item.id, f"收费（{fee}），却没有写依据")


def _elsewhere(catalogue: Catalogue) -> Iterator[LintFinding]:
    for item in catalogue.items.values():
        if item.status is ItemStatus.REFER_OUT and not item.refer_to:
            yield LintFinding(Level.ERROR, "refer-to", item.id, "不归区里办，却没有写到哪里去办")
        if item.status is ItemStatus.ABOLISHED and not (item.refer_to or item.replaced_by):
            yield LintFinding(Level.ERROR, "abolished", item.id, "已经停办，却没有写为什么、换成了什么")
        if item.status is ItemStatus.ACTIVE and not item.bookable and not item.refer_to:
            yield LintFinding(Level.ERROR, "not-bookable", item.id, "不能预约，却没有写该怎么办")


def _served(catalogue: Catalogue) -> Iterator[LintFinding]:
    windows = {key for window in catalogue.windows.values() if window.openings for key in window.items}
    for item in catalogue.items.values():
        if item.status is ItemStatus.ACTIVE and not item.contact:
            yield LintFinding(Level.ERROR, "contact", item.id, "没有对接人")
        if item.bookable and item.id not in windows:
            yield LintFinding(Level.ERROR, "window", item.id, "没有哪个窗口办它，预约不了")
        if not item.bookable and item.id in windows:
            yield LintFinding(Level.WARNING, "window", item.id, "不能预约，窗口里却写了它")
    for window in catalogue.windows.values():
        if not window.openings or not window.items:
            yield LintFinding(Level.WARNING, "window-idle", window.key, "窗口没有开放时间，或者什么也不办")


def _materials(catalogue: Catalogue) -> Iterator[LintFinding]:
    for item in catalogue.items.values():
        if item.status is not ItemStatus.ACTIVE:
            continue
        if not item.materials:
            yield LintFinding(Level.WARNING, "materials", item.id, "没有写要带什么")
        for material in item.materials:
            if material.need is Need.CONDITIONAL and not material.when:
                yield LintFinding(
                    Level.WARNING, "case", item.id, f"“{material.name}”视情形必要，却没有写是什么情形（when）"
                )
            if material.holder_class and material.kind not in _OF_A_CLASS:
                yield LintFinding(
                    Level.ERROR,
                    "holder-class",
                    item.id,
                    f"“{material.name}”不是执照，也不是申请表，holder_class 没有用",
                )
        used = {key for m in item.materials for key in m.when} | {key for q in item.questions for key in q.when}
        for question in item.questions:
            if question.key not in used:
                yield LintFinding(Level.WARNING, "question", item.id, f"问题“{question.key}”的答案不改变任何材料")


def _aliases(catalogue: Catalogue) -> Iterator[LintFinding]:
    owners: dict[str, str] = {}
    for item in catalogue.items.values():
        if len(item.aliases) < 8:
            yield LintFinding(Level.NOTE, "aliases", item.id, f"俗称只有{len(item.aliases)}个，居民可能找不到")
        for alias in item.aliases:
            if alias in owners and owners[alias] != item.id:
                yield LintFinding(Level.WARNING, "alias-twice", item.id, f"俗称“{alias}”也写在 {owners[alias]}")
            owners.setdefault(alias, item.id)


def _samples(catalogue: Catalogue) -> Iterator[LintFinding]:
    for things in (catalogue.sites, catalogue.windows, catalogue.contacts):
        for key, thing in things.items():
            if thing.sample:
                yield LintFinding(Level.WARNING, "sample", key, f"“{thing.name}”还是样例，请换成真的")


def _assumed(catalogue: Catalogue) -> Iterator[LintFinding]:
    for item in catalogue.items.values():
        facts: list[Sourced] = [getattr(item, name) for name in _FACTS]
        guessed = sum(f.assumed and f.value is not None for f in facts) + sum(m.assumed for m in item.materials)
        if guessed:
            yield LintFinding(Level.NOTE, "assumed", item.id, f"有{guessed}处没有来源（待核实）")
    for key in catalogue.sources.keys() - _used_sources(catalogue):
        yield LintFinding(Level.NOTE, "source-unused", key, "没有哪条事实用这个来源")


def _used_sources(catalogue: Catalogue) -> set[str]:
    used: set[str] = set()
    for item in catalogue.items.values():
        for name in _FACTS:
            used.update(getattr(item, name).sources)
        for material in item.materials:
            used.update(material.sources)
    return used


def _calendar_end(catalogue: Catalogue, today: date) -> Iterator[LintFinding]:
    days_left = (catalogue.days.last - today).days
    if days_left < 0:
        yield LintFinding(Level.ERROR, "calendar", "calendar", f"放假安排只到{catalogue.days.last}，已经过期")
    elif days_left < 60:
        yield LintFinding(
            Level.WARNING, "calendar", "calendar", f"放假安排只到{catalogue.days.last}，之后的日子还不知道是不是工作日"
        )


_RULES: tuple[Rule, ...] = (
    _days,
    _case_type,
    _fee,
    _elsewhere,
    _served,
    _materials,
    _aliases,
    _samples,
    _assumed,
)
