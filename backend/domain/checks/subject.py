"""What every check looks at: the facts of one file, what is expected of it, and the day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from backend.domain.checks.papers import best_fields, own_papers, single_papers
from backend.domain.checks.words import contains, core_name, plain
from backend.domain.facts import Expectation, Field, FileFacts, Finding, Page, Verdict
from backend.domain.items import MaterialKind

#: The page kinds that answer each kind of material. A kind that is not here is judged by its title words.
ACCEPTED: Mapping[str, frozenset[str]] = {
    MaterialKind.ID_CARD: frozenset({"id_card_front", "id_card_back"}),
    MaterialKind.BUSINESS_LICENSE: frozenset({"business_license"}),
    MaterialKind.PREMISES: frozenset({"lease", "property_certificate"}),
    MaterialKind.APPLICATION_FORM: frozenset({"application_form"}),
    MaterialKind.HEALTH_CERTIFICATE: frozenset({"health_certificate"}),
    MaterialKind.HOUSEHOLD_REGISTER: frozenset({"household_register"}),
    MaterialKind.BANK_ACCOUNT: frozenset({"bank_card"}),
    MaterialKind.PHOTO: frozenset({"photo"}),
    MaterialKind.POWER_OF_ATTORNEY: frozenset({"power_of_attorney"}),
    MaterialKind.LICENSE: frozenset({"food_license", "license"}),
    MaterialKind.MARRIAGE_CERTIFICATE: frozenset({"marriage_certificate"}),
}
#: Materials whose kind says nothing about their pages.
_BY_TITLE = frozenset(str(kind) for kind in MaterialKind) - frozenset(str(kind) for kind in ACCEPTED)
SIDES = ("id_card_front", "id_card_back")

#: What must be read on a page of a kind; "a|b": one of them.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "id_card_front": ("id_number", "name"),
    "id_card_back": ("expires", "issuer"),
    "business_license": ("uscc|reg_number", "name"),
    "lease": ("lessor", "lessee"),
    "property_certificate": ("holder", "address"),
    "health_certificate": ("name", "expires|issued"),
    "food_license": ("number", "expires"),
    "bank_card": ("last_four",),
    "household_register": ("name|householder",),
    "marriage_certificate": ("number|registered",),
}
#: The one number of a kind that a check digit can judge.
NUMBERS: Mapping[str, str] = {"id_card_front": "id_number", "business_license": "uscc"}
#: Kinds whose pages are recognised without fail when they can be read at all (measured: 128 of 128 licences).
UNMISTAKABLE = frozenset({"id_card_front", "id_card_back", "business_license"})

SURE = 0.95  # the reading engine's score; below it a personal name was wrong in most of the measured errors


@dataclass(frozen=True)
class Subject:
    """One file under judgement."""

    facts: FileFacts
    expectation: Expectation
    today: date

    @property
    def day(self) -> date:
        """The day on which the material must be valid."""
        return self.expectation.on or self.today

    @cached_property
    def accepted(self) -> frozenset[str]:
        return accepted_kinds(self.expectation.kind, self.expectation.title_words)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Every kind seen in the file, in page order."""
        return tuple(dict.fromkeys(kind for page in self.facts.pages for kind in page.kinds))

    @cached_property
    def matching(self) -> tuple[Page, ...]:
        """The pages of the right kind; for a material judged by its title, the pages that carry it."""
        if self.accepted:
            return tuple(page for page in self.facts.pages if self.accepted.intersection(page.kinds))
        return tuple(page for page in self.facts.pages if self.titled(page))

    @cached_property
    def papers(self) -> tuple[Page, ...]:
        """The pages that count, each of several papers on one page as a page of its own."""
        return tuple(paper for page in self.matching for paper in single_papers(page))

    @cached_property
    def parts(self) -> tuple["Subject", ...]:
        """A subject for each card, when the file shows a side of more than one; else only this one."""
        known = self.expectation.applicant.id_number
        several = "persons" in self.expectation.demands
        papers = self.papers if several else own_papers(self.papers, known, strict=True)
        if all(sum(1 for paper in papers if side in paper.kinds) < 2 for side in SIDES):
            return (self,)
        return tuple(self._only((paper,)) for paper in papers)

    def _only(self, papers: tuple[Page, ...]) -> "Subject":
        return Subject(replace(self.facts, pages=papers), self.expectation, self.today)

    @property
    def judged(self) -> tuple[Page, ...]:
        """The pages whose picture matters: the right ones, or all when there are none."""
        return self.matching or self.facts.pages

    @cached_property
    def right_kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind in self.kinds if kind in self.accepted)

    @cached_property
    def seen_kinds(self) -> frozenset[str]:
        """The kinds of the pages that count, also for a material that is judged by its title."""
        return frozenset(kind for page in self.matching for kind in page.kinds)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The best reading of each field over the papers of the right kind; of several people's, one person's."""
        own = own_papers(self.papers, self.expectation.applicant.id_number)
        found = best_fields(own)
        for paper in self.papers:
            number = paper.fields.get("id_number")
            if paper not in own and number is not None and number.trusted:
                found.setdefault("id_number_2", replace(number, page=paper.number))
        return found

    @cached_property
    def title_words(self) -> tuple[str, ...]:
        """The words of which one must be on the page, when the kind does not decide."""
        return tuple(plain(word) for word in self.expectation.title_words) or (
            core_name(self.expectation.material_name),
        )

    def titled(self, page: Page) -> bool:
        """Whether one of the title words is on the page, one misread character in five allowed."""
        text = plain(page.text)
        return any(word and contains(text, word) for word in self.title_words)

    def missing(self, kind: str) -> tuple[str, ...]:
        """The required fields of a kind that were not read."""
        return tuple(
            key.split("|")[0] for key in REQUIRED.get(kind, ()) if not any(k in self.fields for k in key.split("|"))
        )

    @cached_property
    def legible(self) -> bool:
        """Whether everything that must be read was read: then no measure of the picture matters any more."""
        if not self.matching:
            return False
        for kind in self.right_kinds:
            if self.missing(kind):
                return False
            number = self.fields.get(NUMBERS.get(kind, ""))
            if number is not None and not number.trusted:
                return False
        return True


def accepted_kinds(wanted: str, title_words: tuple[str, ...]) -> frozenset[str]:
    """The page kinds that answer a material of this kind; none when only the words of its title decide."""
    if wanted == MaterialKind.PREMISES:
        return _premises(title_words)
    return ACCEPTED.get(wanted, frozenset() if wanted in _BY_TITLE else frozenset({wanted}))


def _premises(title_words: tuple[str, ...]) -> frozenset[str]:
    """Lease or title deed, or both: a guide that names one of them does not want the other."""
    rented = any("租" in word for word in title_words)
    owned = any(mark in word for word in title_words for mark in ("产权", "所有权", "房产"))
    if rented == owned:
        return ACCEPTED[MaterialKind.PREMISES]
    return frozenset({"lease" if rented else "property_certificate"})


#: Fields that hold a personal or business name.
_NAMES = frozenset({"name", "legal_person", "business_name", "lessor", "lessee", "holder"})
_LIKELY = 0.9


def believed(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields that may be shown as what the page says: confirmed ones, and those read without doubt."""
    return {
        key: value
        for key, value in fields.items()
        if value.trusted or value.score >= (SURE if key in _NAMES else _LIKELY)
    }


Check = Callable[[Subject], list[Finding]]


def passed(check: str, key: str, **fields: str) -> list[Finding]:
    """One finding that all is well."""
    return [Finding(check, True, key, fields)]


def failed(check: str, key: str, verdict: Verdict, page: Page | None = None, **fields: str) -> Finding:
    """A finding that something is not."""
    return Finding(check, False, key, fields, verdict, page.number if page else None)


def at(finding: Finding, field: Field | None) -> Finding:
    """The finding, pointing at where the field stands on the page."""
    if field is None:
        return finding
    return Finding(
        finding.check,
        finding.ok,
        finding.key,
        finding.fields,
        finding.verdict,
        field.page,
        field.box,
        finding.staff_only,
    )


def hint(check: str, key: str, **fields: str) -> Finding:
    """Something for the contact to look at; the resident never hears of it."""
    return Finding(check, True, key, fields, staff_only=True)
