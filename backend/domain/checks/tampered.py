"""Cheap signs for the contact; never told to the resident, never an accusation."""

from backend.domain.checks.subject import Subject, hint
from backend.domain.facts import Finding, Verdict

KEYS = ("looks_edited", "looks_like_screenshot", "has_scripts", "looks_like_screen", "looks_like_copy")
_HINTS = {"edited": "looks_edited", "screenshot": "looks_like_screenshot", "scripts": "has_scripts"}


def check(subject: Subject) -> list[Finding]:
    seen = dict.fromkeys(name for page in subject.facts.pages for name in page.hints)
    findings = [hint("tampered", _HINTS[name]) for name in seen if name in _HINTS]
    if "screen" in seen:  # no original lay before the camera: somebody compares
        findings.append(Finding("tampered", False, "looks_like_screen", {}, Verdict.HUMAN, staff_only=True))
    wanted = subject.expectation.form
    if "原件" in wanted and "复印" not in wanted and any("grey" in page.hints for page in subject.matching):
        findings.append(hint("tampered", "looks_like_copy"))
    return findings
