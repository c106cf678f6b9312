"""The checks: one check, one file, one ordered list.

A check is a pure function from page facts, expectation and day to findings; no I/O.
"""

from backend.domain.checks.expecting import expect
from backend.domain.checks.judging import (
    CHECKS,
    DEMANDING,
    INCOMPLETE,
    all_finding_keys,
    describe,
    judge,
    judge_alone,
    sides_of,
    suits,
)
from backend.domain.checks.third_person import people_of
from backend.domain.checks.together import is_faulty, judge_together
from backend.domain.checks.wording import render

__all__ = [
    "CHECKS",
    "DEMANDING",
    "INCOMPLETE",
    "all_finding_keys",
    "describe",
    "expect",
    "is_faulty",
    "judge",
    "judge_alone",
    "judge_together",
    "people_of",
    "render",
    "sides_of",
    "suits",
]
