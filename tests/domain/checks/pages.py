"""Pages as a reader would have seen them, and what they are judged against."""

from dataclasses import replace
from datetime import date
from typing import Any

from backend.domain.facts import Applicant, Box, Expectation, Field, FileFacts, Finding, Line, Page, Quality

DAY = date(2026, 11, 24)
#: Invented: region 4399 was never given out; the check digits fit.
NUMBER, OTHER_NUMBER = "439901198507150017", "439901198507150033"
CODE, OTHER_CODE = "92439901MA1234567Y", "92439901MA7654321U"
GOOD = Quality(width=1600, height=1000, sharpness=900.0, motion=1.0, brightness=150.0, glare=0.0, blur=0.15)
_BOX = Box(0.1, 0.1, 0.9, 0.2)


def value(text: str, *, score: float = 0.99, trusted: bool = True) -> Field:
    """A field somewhere on the page."""
    return Field(text, score, _BOX, trusted)


def line(text: str, *, score: float = 0.99, box: Box = _BOX) -> Line:
    """A line of text."""
    return Line(text, score, box)


def page(*kinds: str, text: str = "", quality: Quality = GOOD, **rest: Any) -> Page:
    """A page of these kinds; a field given as text is trusted."""
    known = {key: rest.pop(key) for key in ("lines", "seals", "codes", "hints", "number") if key in rest}
    fields = {key: value(item) if isinstance(item, str) else item for key, item in rest.items()}
    lines = known.pop("lines", (line(text),) if text else ())
    return Page(known.pop("number", 0), kinds, quality, lines, fields, **known)


def poor(**changes: Any) -> Quality:
    """A picture that differs from a good one in this."""
    return replace(GOOD, **changes)


def facts(*pages: Page, failure: str | None = None, digest: str = "a" * 64) -> FileFacts:
    """One file of these pages."""
    numbered = tuple(replace(one, number=number) for number, one in enumerate(pages))
    return FileFacts(digest, "image/jpeg", numbered, "test", failure)


def front(**changes: Any) -> Page:
    """The side of a card with the portrait."""
    return page("id_card_front", **{"text": "公民身份号码", "name": "陈建国", "id_number": NUMBER} | changes)


def back(**changes: Any) -> Page:
    """The side of a card with the emblem."""
    return page("id_card_back", **{"text": "居民身份证", "expires": "2035-03-07", "issuer": "样本市公安局"} | changes)


def licence(**changes: Any) -> Page:
    """A business licence."""
    return page(
        "business_license",
        **{"text": "营业执照登记机关", "name": "样本面馆", "uscc": CODE, "legal_person": "陈建国"} | changes,
    )


def form(**changes: Any) -> Page:
    """A form, filled in and signed."""
    title = "食品小经营许可申请书"
    return page(
        "application_form",
        **{"text": title, "title": title, "filled": "1.00", "signed": "yes", "date": "2026-11-20"} | changes,
    )


def lease(**changes: Any) -> Page:
    """A lease of one page."""
    return page(
        "lease",
        **{"text": "房屋租赁合同", "lessor": "刘房东", "lessee": "陈建国", "signed": "yes", "expires": "2029-01-31"}
        | changes,
    )


def want(kind: str, name: str = "", **changes: Any) -> Expectation:
    """A material of this kind, for 陈建国 and his shop."""
    applicant = Applicant("陈建国", NUMBER, "样本面馆", CODE)
    return Expectation(
        **{"material_key": kind, "material_name": name or kind, "kind": kind, "applicant": applicant} | changes
    )


CARD = want("id_card", "身份证", holder="applicant", sides_present=frozenset({"id_card_front", "id_card_back"}))
LICENCE = want("business_license", "营业执照", holder="business")
FORM = want("application_form", "食品小经营许可申请书", title_words=("食品小经营许可申请书", "申请书"))
PREMISES = want("premises", "租赁合同", title_words=("租赁合同",))
HEALTH = want("health_certificate", "健康证明")


def told(findings: list[Finding] | tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Key and verdict of each finding that the verdict comes from."""
    return [(finding.key, finding.verdict.value) for finding in findings if not finding.ok]


def keys(findings: list[Finding] | tuple[Finding, ...]) -> list[str]:
    """The keys of all findings."""
    return [finding.key for finding in findings]
