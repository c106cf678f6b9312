"""A package 预审件: one resident's materials for one item, from the first question to the contact's decision."""

import re
from enum import StrEnum

from backend.domain.states import StateTable, Turn


class PackageStatus(StrEnum):
    """Where a package stands between the resident and the contact."""

    DRAFT = "draft"  # the resident is still putting it together
    SUBMITTED = "submitted"  # in the contact's queue
    RETURNED = "returned"  # the contact asks for a correction 补正
    ACCEPTED = "accepted"  # the pre-review is passed: come with the originals
    REJECTED = "rejected"  # can't be done; the reason is told
    WITHDRAWN = "withdrawn"  # the resident gave it up


_S = PackageStatus
PACKAGE_STATES = StateTable(
    noun="package",
    start=_S.DRAFT,
    transitions={
        _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
        _S.SUBMITTED: frozenset({_S.RETURNED, _S.ACCEPTED, _S.REJECTED, _S.WITHDRAWN}),
        _S.RETURNED: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
        _S.ACCEPTED: frozenset({_S.WITHDRAWN}),
        _S.REJECTED: frozenset(),
        _S.WITHDRAWN: frozenset(),
    },
    turns={
        _S.DRAFT: Turn.RESIDENT,
        _S.SUBMITTED: Turn.STAFF,
        _S.RETURNED: Turn.RESIDENT,
        _S.ACCEPTED: Turn.NOBODY,
        _S.REJECTED: Turn.NOBODY,
        _S.WITHDRAWN: Turn.NOBODY,
    },
)

#: The states in which the resident may change answers and materials.
OPEN_PACKAGES = frozenset({_S.DRAFT, _S.RETURNED})


class Step(StrEnum):
    """The question a conversation stands at for a package that is open. Asked again after every digression."""

    CONFIRM = "confirm"  # is this the item?
    QUESTIONS = "questions"  # what decides the case 情形
    APPLICANT = "applicant"  # name, and identity number or licence code
    MATERIALS = "materials"  # send what is needed
    SLOT = "slot"  # when to come
    SUMMARY = "summary"  # all right like this?
    DONE = "done"  # submitted; nothing is asked


#: The order of the steps; "back" goes one to the left.
STEP_ORDER = (Step.CONFIRM, Step.QUESTIONS, Step.APPLICANT, Step.MATERIALS, Step.SLOT, Step.SUMMARY, Step.DONE)

#: Working days in which the contact answers when the guide promises nothing (the hall's own rule).
DEFAULT_DAYS = 5

_WORKING_DAYS = re.compile(r"(\d{1,3})\s*个?\s*工作日")
_AT_ONCE = ("当场", "即办", "即时", "当日")


def promised_days(text: str | None) -> int | None:
    """The working days that a guide promises in words, None when it names none.

    Of several ("5-10工作日", "告知承诺1工作日…非承诺13工作日") the longest counts: nothing in the text says which case
    applies. "当场" alone is one day, the shortest that a queue can be measured by.
    """
    if not text:
        return None
    days = [int(found) for found in _WORKING_DAYS.findall(text)]
    if days:
        return max(1, *days)
    return 1 if any(word in text for word in _AT_ONCE) else None
