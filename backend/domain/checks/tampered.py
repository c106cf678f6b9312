"""Cheap signs for the contact; never told to the resident, never an accusation."""

from backend.domain.checks.subject import Subject, hint
from backend.domain.facts import Finding, Verdict

KEYS = ("looks_edited", "looks_like_screenshot", "has_scripts", "looks_like_screen")
_HINTS = {"edited": "looks_edited", "screenshot": "looks_like_screenshot", "scripts": "has_scripts"}


def check(subject: Subject) -> list[Finding]:
    seen = dict.fromkeys(name for page in subject.facts.pages for name in page.hints)
    findings = [hint("tampered", _HINTS[name]) for name in seen if name in _HINTS]
    if "screen" in seen:  # no original lay before the camera: somebody compares
        findings.append(Finding("tampered", False, "looks_like_screen", {}, Verdict.HUMAN, staff_only=True))
    return findings
