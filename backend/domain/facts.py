"""What a reader saw on the pages of a file, and what the checks make of it.

Facts and rules are apart: facts are read once and cached by content and reader version; a changed guide or
appointment day judges them again without reading.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, as fractions of its width and height (0 to 1), upright."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """One line of text the reader saw."""

    text: str
    score: float  # 0 to 1, the reader's own; says little about names
    box: Box


@dataclass(frozen=True)
class Field:
    """One value found on a page. ``trusted`` means that a check digit or a second source agrees."""

    value: str
    score: float
    box: Box | None = None
    trusted: bool = False
    page: int = 0


@dataclass(frozen=True)
class Quality:
    """What can be said of a picture without reading it. Lengths in pixels of the upright picture."""

    width: int
    height: int
    sharpness: float  # variance of the Laplacian at 1000 px long side
    motion: float  # mean |Sobel x| / mean |Sobel y|
    brightness: float  # mean grey, 0 to 255
    glare: float  # share of pixels above 250 in the page area
    blank: bool = False


@dataclass(frozen=True)
class Page:
    """One page or picture."""

    number: int  # from 0
    kinds: tuple[str, ...]  # recognised kinds, best first ("id_card_front", "business_license" …); empty: unknown
    quality: Quality
    lines: tuple[Line, ...] = ()
    fields: dict[str, Field] = field(default_factory=dict)  # name, id_number, uscc, issued, expires …
    seals: tuple[Box, ...] = ()  # red seals found; none found is not "not sealed"
    codes: tuple[str, ...] = ()  # texts of QR codes; never opened
    turned: int = 0  # how far the picture was turned clockwise: 0, 90, 180, 270
    hints: tuple[str, ...] = ()  # cheap signs for the contact ("screenshot", "edited"), never for the resident


@dataclass(frozen=True)
class FileFacts:
    """All that was read from one file."""

    digest: str  # SHA-256 of the bytes, hex
    media_type: str  # what it really is
    pages: tuple[Page, ...] = ()
    reader: str = ""  # the reader's version; facts are cached under it
    #: why nothing could be read: a key such as "encrypted", "broken", "too_many_pages"; None when it was read
    failure: str | None = None
    seconds: float = 0.0


class Verdict(StrEnum):
    """What the checks make of an upload."""

    PASS = "pass"  # noqa: S105
    FIX = "fix"
    HUMAN = "human"


@dataclass(frozen=True)
class Finding:
    """One thing a check saw.

    ``key`` names the texts in ``domain.yml`` (``utter_finding_<key>`` for what was seen, ``utter_remedy_<key>`` for
    how to fix it); ``fields`` fill them and never hold a whole identity number.
    """

    check: str
    ok: bool
    key: str
    fields: dict[str, str] = field(default_factory=dict)
    verdict: Verdict = Verdict.PASS
    page: int | None = None
    box: Box | None = None
    staff_only: bool = False  # a hint for the contact, never told to the resident


@dataclass(frozen=True)
class Applicant:
    """Who the package is for, as far as it is known."""

    name: str | None = None
    id_number: str | None = None
    business_name: str | None = None
    uscc: str | None = None


@dataclass(frozen=True)
class Expectation:
    """What a file is judged against."""

    material_key: str
    material_name: str
    kind: str  # a MaterialKind value
    form: str = ""
    title_words: tuple[str, ...] = ()
    holder: str = ""
    seal: bool = False
    applicant: Applicant = Applicant()
    on: date | None = None  # the day it must be valid: the appointment's, else today
    #: names and numbers read from the package's other materials: material name → fields
    others: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """The verdict on one file for one material, with everything that was seen."""

    verdict: Verdict
    kind: str | None
    fields: dict[str, Field]
    findings: tuple[Finding, ...]
