"""Several papers in one picture: each read by itself, none of one person's taken for another's."""

from dataclasses import replace

import pytest

from backend.adapters.reader.layout import Layout
from backend.adapters.reader.parting import parts_of
from backend.adapters.reader.words import plain
from backend.adapters.specimens import HELD_OUT, Person, person
from backend.adapters.specimens.make import DAY
from backend.adapters.specimens.people import partner
from backend.domain.checks import judge
from backend.domain.facts import Applicant, Expectation, Paper, Verdict, facts_from_json, facts_to_json
from tests.adapters.conftest import Reading

SEED = 3
SEEDS = (SEED, HELD_OUT + SEED)


def wanted(seed: int, kind: str, **rest: object) -> Expectation:
    who = person(seed, today=DAY)
    base = Expectation(kind, kind, kind, applicant=Applicant(who.name, who.id_number))
    return replace(base, **rest)  # type: ignore[arg-type]


def on(paper: Paper) -> tuple[str, str, str]:
    return tuple(paper.fields[key].value for key in ("name", "id_number", "birth"))  # type: ignore[return-value]


def of(who: Person) -> tuple[str, str, str]:
    return who.name, who.id_number, who.birth.isoformat()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", [None, "turned"])
def test_the_cards_of_two_people_in_one_picture(reading: Reading, seed: int, fault: str | None) -> None:
    who = person(seed, today=DAY)
    both = {of(who), of(partner(who, seed, today=DAY))}
    assert {on(paper) for paper in reading("id_card_fronts", fault, seed).pages[0].papers} == both
    facts = reading("id_card_couple", fault, seed)
    papers = facts.pages[0].papers
    assert {on(paper) for paper in papers if paper.kind == "id_card_front"} == both
    ends = {paper.fields["expires"].value for paper in papers if paper.kind == "id_card_back"}
    assert ends == {str(one.expires) for one in (who, partner(who, seed, today=DAY))}
    judgement = judge(facts, wanted(seed, "id_card", demands={"persons": 2}), DAY)
    assert (judgement.verdict, judgement.sides) == (
        Verdict.PASS,
        {"id_card_front", "id_card_front_2", "id_card_back", "id_card_back_2"},
    )
    assert facts_from_json(facts_to_json(facts)) == facts


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("person_missing", "person_missing"),
        ("same_person", "person_front_missing"),
        ("side_missing", "person_back_missing"),
        ("expired", "expired"),
        ("altered_number", "number_misfit"),
    ],
)
def test_what_is_wrong_with_one_of_two_people(reading: Reading, seed: int, fault: str, key: str) -> None:
    judgement = judge(
        reading("id_card_couple", fault, seed + 1), wanted(seed + 1, "id_card", demands={"persons": 2}), DAY
    )
    assert key in [finding.key for finding in judgement.findings if finding.verdict is Verdict.FIX]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (None, (Verdict.PASS, [])),
        ("head_missing", (Verdict.FIX, ["register_head_missing"])),
        ("own_page_missing", (Verdict.FIX, ["register_member_missing"])),
        ("other_member", (Verdict.HUMAN, ["register_own_missing"])),
    ],
)
def test_an_open_register(reading: Reading, seed: int, fault: str | None, expected: tuple[Verdict, list[str]]) -> None:
    demanded = wanted(seed, "household_register", holder="applicant", demands={"register_pages": 1})
    judgement = judge(reading("household_booklet", fault, seed), demanded, DAY)
    assert (judgement.verdict, [finding.key for finding in judgement.findings if not finding.ok]) == expected


def test_a_single_card_and_both_sides_of_one_are_not_parted(reading: Reading) -> None:
    for kind in ("id_card_front", "id_card_back", "id_card_both", "household_register", "household_head"):
        page = reading(kind).pages[0]
        assert (page.papers, "mixed" in page.hints) == ((), False)


def test_cards_that_lie_over_each_other_are_not_guessed_apart() -> None:
    """Both numbers in lines that no straight cut separates."""
    words = [
        plain(text, 0.99, (left, top, left + 30 * len(text), top + 40))
        for text, left, top in (
            ("姓名何文博", 100, 100), ("姓名魏小红", 180, 120), ("出生1987年1月24日", 100, 160),
            ("住址样例路", 140, 185), ("出生1976年2月23日", 190, 210), ("公民身份号码439901198701243743", 100, 240),
            ("公民身份号码439901197602230651", 160, 270),
        )
    ]  # fmt: skip
    assert parts_of(Layout(words, 1000, 600), ("id_card_front",)) == ((), False)
