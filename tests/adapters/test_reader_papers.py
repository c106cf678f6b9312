"""Papers beside cards and licences: registers, certificates, bank cards, promises, photos; boxes, dates and screens."""

import numpy as np
import pytest

from backend.adapters.reader.fields.civil import luhn_fits, masked
from backend.adapters.reader.limits import Limits
from backend.adapters.reader.pictures import decode
from backend.adapters.reader.portraits import background
from backend.adapters.reader.screens import from_a_screen
from backend.adapters.reader.seals import find_seals
from backend.adapters.specimens import HELD_OUT, business, make, person
from backend.adapters.specimens.certificates import bank_number, food_number, marriage_number
from backend.adapters.specimens.make import DAY
from backend.domain.checks import judge, judge_alone
from backend.domain.checks.subject import believed
from backend.domain.facts import Applicant, Expectation, FileFacts, Verdict
from tests.adapters.conftest import Reading

SEED = 3
WHO = person(SEED, today=DAY)
SHOP = business(SEED, WHO)


def values(facts: FileFacts) -> dict[str, str]:
    return {key: field.value for key, field in believed(judge_alone(facts, DAY).fields).items()}


def verdict(facts: FileFacts, kind: str, name: str, *, holder: str = "applicant") -> tuple[Verdict, list[str]]:
    who = Applicant(WHO.name, WHO.id_number, SHOP.name, SHOP.uscc)
    wanted = Expectation(kind, name, kind, title_words=(name,), holder=holder, applicant=who)
    judgement = judge(facts, wanted, DAY)
    return judgement.verdict, [finding.key for finding in judgement.findings if not finding.ok]


def test_a_page_of_a_household_register(reading: Reading) -> None:
    facts = reading("household_register")
    read = values(facts)
    assert (read["name"], read["id_number"], read["relation"]) == (WHO.name, WHO.id_number, "户主")
    assert read["birth"] == WHO.birth.isoformat()
    assert verdict(facts, "household_register", "户口簿") == (Verdict.PASS, [])


def test_a_marriage_certificate_names_two(reading: Reading) -> None:
    facts = reading("marriage_certificate")
    read = facts.pages[0].fields
    day = read["registered"].value
    assert day.endswith("-05-20")
    assert (read["holder"].value, read["name"].value) == (WHO.name, WHO.name)
    assert read["number"].value == marriage_number(DAY.fromisoformat(day), SEED)
    assert {read["id_number"].value, read["id_number_2"].value} > {WHO.id_number}
    assert verdict(facts, "marriage_certificate", "结婚证") == (Verdict.PASS, [])


def test_a_food_licence(reading: Reading) -> None:
    facts = reading("food_license")
    read = values(facts)
    assert (read["number"], read["name"], read["uscc"]) == (food_number(SEED), SHOP.name, SHOP.uscc)
    assert read["legal_person"] == WHO.name
    assert verdict(facts, "license", "食品经营许可证", holder="business") == (Verdict.PASS, [])


def test_of_a_bank_card_only_the_last_four_digits_are_kept(reading: Reading) -> None:
    for seed in (SEED, HELD_OUT + SEED):
        facts = reading("bank_card", None, seed)
        number = bank_number(seed)
        assert facts.pages[0].fields["last_four"].value == number[-4:]
        assert number not in repr(facts)
        assert number[:12] not in repr(facts)


def test_a_promise_without_a_signature_is_sent_back(reading: Reading) -> None:
    assert verdict(reading("commitment"), "other", "承诺书") == (Verdict.PASS, [])
    assert verdict(reading("commitment", "unsigned"), "other", "承诺书") == (Verdict.FIX, ["unsigned"])


@pytest.mark.parametrize(
    ("fault", "seed", "expected"),
    [
        ("undated", SEED, (Verdict.FIX, ["undated"])),
        ("unticked", HELD_OUT + SEED, (Verdict.HUMAN, ["unticked"])),
    ],
)
def test_a_form_that_lacks_a_date_or_a_tick(
    reading: Reading, fault: str, seed: int, expected: tuple[Verdict, list[str]]
) -> None:
    facts = reading("application_form", fault, seed)
    owner = person(seed, today=DAY)
    wanted = Expectation(
        "form", "食品小经营许可申请书", "application_form", title_words=("食品小经营许可申请书",),
        applicant=Applicant(owner.name, owner.id_number),
    )  # fmt: skip
    judgement = judge(facts, wanted, DAY)
    assert (judgement.verdict, [one.key for one in judgement.findings if not one.ok]) == expected


def pixels(kind: str, fault: str | None = None, seed: int = SEED) -> np.ndarray:
    return decode(make(kind, fault=fault, seed=seed), Limits())[0].pixels


@pytest.mark.parametrize("seed", [SEED, HELD_OUT + SEED])
@pytest.mark.parametrize("kind", ["id_card_front", "household_register"])
def test_a_photo_of_a_screen_is_told_from_one_of_paper(kind: str, seed: int) -> None:
    assert from_a_screen(pixels(kind, "screen", seed))
    assert not from_a_screen(pixels(kind, None, seed))


@pytest.mark.parametrize("seed", [2, 4, HELD_OUT + 2])
def test_a_seal_is_found_and_the_streaks_of_a_table_are_none(seed: int) -> None:
    assert find_seals(pixels("health_certificate", None, seed))
    assert not find_seals(pixels("health_certificate", "no_seal", seed))


@pytest.mark.parametrize(("seed", "colour"), [(3, "white"), (4, "blue"), (5, "red")])
def test_the_ground_of_a_portrait(seed: int, colour: str) -> None:
    assert background(pixels("photo", None, seed)) == colour


def test_a_ground_of_two_colours_is_not_plain() -> None:
    picture = np.full((400, 300, 3), 250, np.uint8)
    picture[:, 150:] = (200, 120, 40)
    assert background(picture) == "uneven"


def test_numbers_of_banks_are_hidden_and_others_are_not() -> None:
    number = bank_number(SEED)
    assert luhn_fits(number)
    assert masked(f"卡号{number}") == "卡号" + "*" * 15 + number[-4:]
    assert masked(WHO.id_number) == WHO.id_number
    assert masked("1234567890123456", always=True) == "************3456"
