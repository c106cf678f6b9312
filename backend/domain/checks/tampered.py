"""Cheap signs for the contact; never told to the resident, never an accusation."""

from backend.domain.checks.subject import Subject, hint
from backend.domain.facts import Finding

KEYS = ("looks_edited", "looks_like_screenshot", "has_scripts")
_HINTS = {"edited": "looks_edited", "screenshot": "looks_like_screenshot", "scripts": "has_scripts"}


def check(subject: Subject) -> list[Finding]:
    seen = dict.fromkeys(name for page in subject.facts.pages for name in page.hints)
    return [hint("tampered", _HINTS[name]) for name in seen if name in _HINTS]
