"""Which earlier paper may serve a new package, and when it may be asked."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.facts import Verdict
from backend.domain.items import Material, MaterialKind, Need
from backend.domain.packages import PackageStatus
from backend.domain.reuse import (
    SOURCES,
    ConsentStatus,
    Paper,
    Said,
    Wanted,
    can_lack_be_served,
    can_serve,
    is_spoilt,
    is_used_again,
    may_ask,
)

TODAY = date(2026, 11, 24)
CARD = Material("id_card", "身份证", MaterialKind.ID_CARD, Need.REQUIRED, "原件", holder="applicant")
PAPER = Paper(
    CARD, "someone", PackageStatus.ACCEPTED, Verdict.PASS, False, ("id_card_front",), date(2026, 10, 3),
    ("2035-03-07",), True,
)  # fmt: skip
WANTED = Wanted(replace(CARD, key="owner_card", name="经营者身份证"), "someone", date(2026, 12, 1))


def serves(paper: Paper = PAPER, wanted: Wanted = WANTED, days: int = 180) -> bool:
    return can_serve(paper, wanted, TODAY, days)


def material(kind: MaterialKind, **rest: Any) -> Material:
    return replace(CARD, kind=kind, **rest)


def test_the_same_persons_card_serves_the_next_package() -> None:
    assert serves()


@pytest.mark.parametrize(
    "changed",
    [
        {"person": "somebody else"},
        {"person": None},
        {"kept": False},
        {"returned": True},
        {"verdict": Verdict.FIX},
        {"verdict": None},
        {"status": PackageStatus.DRAFT},
        {"status": PackageStatus.WITHDRAWN},
        {"status": PackageStatus.REJECTED},
        {"status": PackageStatus.SUBMITTED, "verdict": Verdict.HUMAN},
        {"status": PackageStatus.RETURNED, "verdict": Verdict.HUMAN},
        {"expires": ("2026-11-30",)},
        {"expires": ("2035-03-07", "2026-11-30")},
        {"expires": ("看不清",)},
        {"sent_on": TODAY - timedelta(days=181)},
        {"sent_on": TODAY + timedelta(days=1)},
        {"material": replace(CARD, holder="")},
        {"material": replace(CARD, reusable=False)},
        {"material": material(MaterialKind.HOUSEHOLD_REGISTER)},
    ],
    ids=lambda changed: "-".join(f"{key}={getattr(value, 'name', value)}"[:30] for key, value in changed.items()),
)
def test_one_thing_that_is_not_so_and_it_does_not(changed: dict[str, Any]) -> None:
    assert not serves(replace(PAPER, **changed))


def test_nobodys_number_is_nobodys_paper() -> None:
    assert not serves(replace(PAPER, person=None), replace(WANTED, person=None))


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.HUMAN])
def test_what_a_contact_accepted_counts_as_passed(verdict: Verdict) -> None:
    assert serves(replace(PAPER, verdict=verdict))


@pytest.mark.parametrize("expires", ["2026-12-01", "长期"])
def test_it_holds_on_its_last_day_and_for_ever(expires: str) -> None:
    assert serves(replace(PAPER, expires=(expires,)))


def test_no_days_means_never() -> None:
    assert not serves(replace(PAPER, sent_on=TODAY), days=0)


def test_a_paper_of_nobody_named_serves_the_material_of_the_same_key_only() -> None:
    agents = replace(PAPER, material=replace(CARD, holder="", key="agent_id_card"))
    assert serves(agents, replace(WANTED, material=agents.material))
    assert not serves(agents, replace(WANTED, material=replace(agents.material, key="owner_card")))


@pytest.mark.parametrize("kind", list(MaterialKind))
def test_forms_mandates_photos_and_leases_are_sent_anew(kind: MaterialKind) -> None:
    again = {"id_card", "household_register", "business_license", "license", "marriage_certificate", "bank_account"}
    assert is_used_again(material(kind), ("lease",)) is (kind.value in again)
    assert can_lack_be_served(material(kind)) is (kind.value in again or kind is MaterialKind.PREMISES)


@given(kind=st.sampled_from(MaterialKind), word=st.booleans())
def test_the_catalogue_has_the_last_word(kind: MaterialKind, word: bool) -> None:
    assert is_used_again(material(kind, reusable=word), ("lease",)) is word


@pytest.mark.parametrize(
    ("kinds", "again"),
    [(("property_certificate",), True), (("property_certificate", "lease"), False), (("lease",), False), ((), False)],
)
def test_of_premises_papers_a_title_deed_alone_outlasts_an_item(kinds: tuple[str, ...], again: bool) -> None:
    assert is_used_again(material(MaterialKind.PREMISES), kinds) is again


papers = st.builds(
    Paper,
    material=st.builds(
        material,
        st.sampled_from(MaterialKind),
        holder=st.sampled_from(["", "applicant", "business"]),
        reusable=st.sampled_from([None, True, False]),
    ),
    person=st.sampled_from([None, "a", "b"]),
    status=st.sampled_from(PackageStatus),
    verdict=st.sampled_from([None, *Verdict]),
    returned=st.booleans(),
    kinds=st.lists(st.sampled_from([None, "lease", "property_certificate", "id_card_front"]), max_size=2).map(tuple),
    sent_on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    expires=st.lists(st.sampled_from(["长期", "2026-11-23", "2026-12-24", "x"]), max_size=2).map(tuple),
    kept=st.booleans(),
)


@given(papers, st.sampled_from([None, "a", "b"]), st.integers(0, 400), st.integers(0, 60))
def test_whatever_is_offered_is_the_same_persons_kept_valid_and_not_old(
    paper: Paper, person: str | None, days: int, ahead: int
) -> None:
    on = TODAY + timedelta(days=ahead)
    if not can_serve(paper, Wanted(paper.material, person, on), TODAY, days):
        return
    assert person is not None
    assert person == paper.person
    assert paper.kept
    assert paper.status in SOURCES
    assert not paper.returned
    assert TODAY - timedelta(days=days) <= paper.sent_on <= TODAY
    assert all(day == "长期" or day >= on.isoformat() for day in paper.expires)
    assert paper.material.reusable is not False


def test_a_paper_in_use_goes_when_it_is_anothers_or_was_not_taken() -> None:
    accepted, rejected = PackageStatus.ACCEPTED, PackageStatus.REJECTED
    assert not is_spoilt("a", "a", accepted, returned=False)
    assert is_spoilt("b", "a", accepted, returned=False)
    assert is_spoilt(None, None, accepted, returned=False)
    assert is_spoilt("a", "a", PackageStatus.RETURNED, returned=True)
    assert is_spoilt("a", "a", rejected, returned=False)


AGREED, REFUSED, WITHDRAWN = ConsentStatus.AGREED, ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ([], True),
        ([Said("new", REFUSED)], False),
        ([Said("old", REFUSED)], True),
        ([Said("new", WITHDRAWN)], False),
        ([Said("new", AGREED)], True),
        ([Said(None, REFUSED)], False),
        ([Said("old", AGREED), Said(None, REFUSED)], False),
        ([Said(None, REFUSED), Said("old", AGREED)], True),
        ([Said(None, REFUSED), Said("old", ConsentStatus.ENDED)], True),
        ([Said(None, REFUSED), Said("new", AGREED)], True),
        ([Said("new", AGREED), Said(None, REFUSED)], False),
    ],
)
def test_a_no_is_remembered(said: list[Said], asked: bool) -> None:
    assert may_ask(said, "new") is asked


said = st.lists(
    st.builds(Said, st.sampled_from([None, "new", "old"]), st.sampled_from([AGREED, REFUSED, WITHDRAWN])), max_size=6
)


@given(said)
def test_after_a_no_to_everything_nothing_is_asked_until_somebody_says_yes(before: list[Said]) -> None:
    assert not may_ask([*before, Said(None, REFUSED)], "new")
    assert may_ask([*before, Said(None, REFUSED), Said("new", AGREED)], "new")
