"""Is it valid on the day of the appointment?"""

from datetime import date

from backend.domain.checks.subject import SURE, Subject, at, failed, hint, passed
from backend.domain.facts import Field, Finding, Verdict

KEYS = ("valid_ok", "expired", "expired_by_then", "expiry_unsure", "expires_soon", "health_old")
_FOREVER = "长期"
#: Health certificates hold for a year (食品安全法 art. 45: food workers are examined every year).
_HEALTH_DAYS = 366


def check(subject: Subject) -> list[Finding]:
    expires = subject.fields.get("expires")
    if expires is None:
        return _by_age(subject)
    if expires.value == _FOREVER:
        return passed("valid_on_day", "valid_ok", day=_FOREVER)
    last = _day(expires.value)
    if last is None:
        return [at(failed("valid_on_day", "expiry_unsure", Verdict.HUMAN, day=expires.value), expires)]
    if last >= subject.day:
        left = (last - subject.day).days
        soon = [hint("valid_on_day", "expires_soon", day=expires.value)] if left < 30 else []
        return [*passed("valid_on_day", "valid_ok", day=expires.value), *soon]
    return [at(_expired(subject, expires, last), expires)]


def _expired(subject: Subject, expires: Field, last: date) -> Finding:
    # a misread digit makes a good card look expired: only a date that something confirms is sent back
    if not expires.trusted and not (expires.score >= SURE and "health_certificate" in subject.right_kinds):
        return failed("valid_on_day", "expiry_unsure", Verdict.HUMAN, day=expires.value)
    if last < subject.today:
        return failed("valid_on_day", "expired", Verdict.FIX, day=expires.value)
    return failed("valid_on_day", "expired_by_then", Verdict.FIX, day=expires.value, on=subject.day.isoformat())


def _by_age(subject: Subject) -> list[Finding]:
    issued = subject.fields.get("issued")
    if "health_certificate" not in subject.right_kinds or issued is None:
        return []
    day = _day(issued.value)
    if day is None or (subject.day - day).days > _HEALTH_DAYS:
        return [at(failed("valid_on_day", "health_old", Verdict.HUMAN, day=issued.value), issued)]
    return passed("valid_on_day", "valid_ok", day=issued.value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
