"""What a reader saw on the pages of a file, and what the checks make of it.

Facts and rules are apart: facts are read once and cached by content and reader version; a changed guide or
appointment day judges them again without reading.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


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
    blur: float = 0.0  # 0 sharp to 1 blurred in the worse direction; unlike sharpness it hardly depends on the content


@dataclass(frozen=True)
class Paper:
    """One of several papers on one page: a card beside another, a page of an open register above another."""

    kind: str
    fields: dict[str, Field]
    box: Box


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
    #: cheap signs: "screenshot", "screen", "grey", "edited", "scripts" for the contact, never for the resident;
    #: "cut_left", "cut_top" …: the paper leaves the picture on that side;
    #: "mixed": several papers that could not be told apart, so nothing of a person was read
    hints: tuple[str, ...] = ()
    likeness: str = ""  # 64-bit perceptual hash, hex; the same photo recompressed differs in few bits
    #: the papers, when they are several; ``fields`` then has the first one's of each kind. Empty: the page is one paper
    papers: tuple[Paper, ...] = ()

    @property
    def text(self) -> str:
        """All that was read, without blanks."""
        return "".join(line.text for line in self.lines).replace(" ", "")


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
    #: a masked picture of the first page for lists, JPEG; kept apart from the facts and not in their JSON
    thumbnail: bytes = field(default=b"", compare=False, repr=False)


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
class Mate:
    """Another live upload of the same material."""

    facts: FileFacts
    sides: frozenset[str] = frozenset()  # what its own judgement said it shows
    faulty: bool = False  # must be sent again for a reason of its own, not for what is still missing beside it


@dataclass(frozen=True)
class People:
    """Whose cards were sent for a material that takes several people's, when as many are there as it asks for."""

    material: str  # its name
    numbers: frozenset[str]
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Expectation:
    """What a file is judged against."""

    material_key: str
    material_name: str
    kind: str  # a MaterialKind value
    form: str = ""
    title_words: tuple[str, ...] = ()
    item_name: str = ""  # of the item it is for; a form called just 申请书 is any item's
    holder: str = ""
    holder_class: str = ""  # a HolderClass value; "": any
    seal: bool = False
    applicant: Applicant = Applicant()
    on: date | None = None  # the day it must be valid: the appointment's, else today
    #: names and numbers read from the package's other materials: material name → fields
    others: dict[str, dict[str, str]] = field(default_factory=dict)
    #: the sides of a card that the material's other live uploads show: "id_card_front", "id_card_back"
    sides_present: frozenset[str] = frozenset()
    #: files sent before for this package: digest → name of the material they were sent for
    digests: dict[str, str] = field(default_factory=dict)
    mates: tuple[Mate, ...] = ()
    #: what an earlier judgement said this same file shows, so that it keeps its place beside the others
    sides_before: frozenset[str] = frozenset()
    #: what was read from files sent for other materials of the package: name of the material and facts
    elsewhere: tuple[tuple[str, FileFacts], ...] = ()
    #: of the package's materials that take several people's cards: who they are
    people: tuple[People, ...] = ()
    #: check name → "off" or "human" (never sends back by itself): how the catalogue softens a check for a material
    strictness: Mapping[str, str] = field(default_factory=dict)
    #: check name → the number the catalogue demands of it for a material; such a check looks at no other material
    demands: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """The verdict on one file for one material, with everything that was seen."""

    verdict: Verdict
    kind: str | None
    fields: dict[str, Field]
    findings: tuple[Finding, ...]
    #: what this file shows, for ``Expectation.sides_present`` of the material's other files: sides of a card
    #: ("id_card_front"; of a second person "id_card_front_2"), pages of a register ("register_head" …)
    sides: frozenset[str] = frozenset()


def facts_to_json(facts: FileFacts) -> str:
    """The facts as JSON, for the pipe from a checker and for the cache."""
    document = {key: value for key, value in asdict(facts).items() if key != "thumbnail"}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def facts_from_json(text: str | bytes) -> FileFacts:
    """What ``facts_to_json`` wrote. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
    data = json.loads(text)
    return FileFacts(**{**data, "pages": tuple(_page(page) for page in data["pages"])})


def _page(data: dict[str, Any]) -> Page:
    return Page(
        **{
            **data,
            "kinds": tuple(data["kinds"]),
            "quality": Quality(**data["quality"]),
            "lines": tuple(Line(line["text"], line["score"], Box(**line["box"])) for line in data["lines"]),
            "fields": {key: _field(value) for key, value in data["fields"].items()},
            "seals": tuple(Box(**box) for box in data["seals"]),
            "codes": tuple(data["codes"]),
            "hints": tuple(data["hints"]),
            "papers": tuple(_paper(paper) for paper in data["papers"]),
        }
    )


def _paper(data: dict[str, Any]) -> Paper:
    fields = {key: _field(value) for key, value in data["fields"].items()}
    return Paper(data["kind"], fields, Box(**data["box"]))


def _field(data: dict[str, Any]) -> Field:
    return Field(**{**data, "box": Box(**data["box"]) if data["box"] else None})
