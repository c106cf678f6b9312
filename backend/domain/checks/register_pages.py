"""Does a household register come with its first page and the pages of the people it is asked for?"""

from backend.domain.checks.numbering import Numbered, Sort, numbered
from backend.domain.checks.papers import number_of
from backend.domain.checks.subject import Subject, failed, passed
from backend.domain.checks.words import same_name
from backend.domain.facts import FileFacts, Finding, Page, Verdict

KEYS = (
    "register_ok", "register_head_missing", "register_member_missing", "register_members_missing",
    "register_unsure", "register_own_missing",
)  # fmt: skip
_CHECK = "register_pages"
_KIND, _HEAD, _MEMBER = "household_register", "register_head", "register_member"
_SURE = 0.9  # of which page it is


def check(subject: Subject) -> list[Finding]:
    wanted = subject.expectation.demands[_CHECK]
    if _KIND not in subject.right_kinds:
        return []
    there = subject.expectation.sides_present | shown(subject)
    members = sum(1 for one in there if one == _MEMBER or one.startswith(f"{_MEMBER}_"))
    if (_HEAD not in there or members < wanted) and any(_doubtful(facts) for facts in _files(subject)):
        return [failed(_CHECK, "register_unsure", Verdict.HUMAN)]
    findings = [] if _HEAD in there else [failed(_CHECK, "register_head_missing", Verdict.FIX)]
    if members < wanted:
        key = "register_member_missing" if wanted == 1 else "register_members_missing"
        findings.append(failed(_CHECK, key, Verdict.FIX, count=str(wanted), lack=str(wanted - members)))
    if findings:
        return findings
    if subject.expectation.holder == "applicant" and not _own_page(subject):
        return [failed(_CHECK, "register_own_missing", Verdict.HUMAN)]
    return passed(_CHECK, "register_ok")


def shown(subject: Subject) -> frozenset[str]:
    """What the file's pages are called beside the material's other uploads."""
    return frozenset(one.called for one in _numbered(subject))


def _numbered(subject: Subject) -> list[Numbered]:
    members = numbered(subject.facts, _MEMBERS, subject.expectation, subject.expectation.demands[_CHECK])
    return [*(Numbered(page, _HEAD) for page in _HEADS.among(subject.facts)), *members]


def _files(subject: Subject) -> list[FileFacts]:
    return [subject.facts, *(mate.facts for mate in subject.expectation.mates)]


def _doubtful(facts: FileFacts) -> bool:
    """Whether a page of a register is among these of which it can't be told which one it is."""
    return bool(_DOUBTFUL.among(facts))


def _own_page(subject: Subject) -> bool:
    """Whether one of the people's pages is the applicant's, as far as the applicant is known. The number decides; a
    page whose number was not read goes by its name."""
    applicant = subject.expectation.applicant
    if not applicant.id_number and not applicant.name:
        return True
    return any(
        _is(page, applicant.id_number, applicant.name) for facts in _files(subject) for page in _MEMBERS.among(facts)
    )


def _is(page: Page, id_number: str | None, name: str | None) -> bool:
    number, read = number_of(page), page.fields.get("name")
    if id_number and number:
        return number == id_number.upper()
    return bool(name and read and same_name(read.value, name))


def _whose(page: Page) -> str | None:
    name = page.fields.get("name")
    return number_of(page) or (name.value if name else None)


def _leaf(page: Page) -> str:
    """head, member, or "" when it can't be told."""
    leaf = page.fields.get("leaf")
    return leaf.value if leaf is not None and leaf.score >= _SURE else ""


_HEADS = Sort(_HEAD, lambda page: _KIND in page.kinds and _leaf(page) == "head", lambda page: _HEAD)
_MEMBERS = Sort(_MEMBER, lambda page: _KIND in page.kinds and _leaf(page) == "member", _whose)
_DOUBTFUL = Sort("", lambda page: _KIND in page.kinds and not _leaf(page), lambda page: None)
