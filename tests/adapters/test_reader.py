"""The reader on the project's own specimens: kinds and fields exactly, faults caught, good photos let through."""

from dataclasses import replace

import pytest

from backend.adapters.specimens import Business, Person, business, person
from backend.adapters.specimens.make import DAY
from backend.domain.checks import judge, judge_alone
from backend.domain.checks.subject import believed
from backend.domain.facts import Applicant, Expectation, FileFacts, Verdict
from tests.adapters.conftest import Reading

SEED = 3
WHO: Person = person(SEED, today=DAY)
SHOP: Business = business(SEED, WHO)
_SIDES = frozenset({"id_card_front", "id_card_back"})
_MATERIALS = {
    "id_card_front": ("id_card", "身份证", "applicant"),
    "id_card_back": ("id_card", "身份证", "applicant"),
    "id_card_both": ("id_card", "身份证", "applicant"),
    "business_license": ("business_license", "营业执照", "business"),
    "lease": ("premises", "租赁合同", ""),
    "property_certificate": ("premises", "产权证", ""),
    "application_form": ("application_form", "食品小经营许可申请书", ""),
    "health_certificate": ("health_certificate", "从业人员健康证明", ""),
    "floor_plan": ("other", "场所平面布局说明", ""),
    "power_of_attorney": ("power_of_attorney", "委托书", "applicant"),
}


def wanted(kind: str) -> Expectation:
    """The material that a specimen is made for."""
    material, name, holder = _MATERIALS[kind]
    applicant = Applicant(WHO.name, WHO.id_number, SHOP.name, SHOP.uscc)
    return Expectation(
        kind, name, material, title_words=(name,), holder=holder, applicant=applicant, sides_present=_SIDES
    )


def values(facts: FileFacts) -> dict[str, str]:
    """What may be shown of a file."""
    return {key: field.value for key, field in believed(judge_alone(facts, DAY).fields).items()}


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("id_card_front", None),
        ("id_card_back", "turned"),
        ("id_card_both", "upside_down"),
        ("business_license", "angled"),
        ("lease", None),
        ("property_certificate", None),
        ("application_form", None),
        ("health_certificate", "angled"),
        ("floor_plan", None),
        ("power_of_attorney", None),
    ],
)
def test_a_good_paper_passes_however_it_was_held(reading: Reading, kind: str, fault: str | None) -> None:
    judgement = judge(reading(kind, fault), wanted(kind), DAY)
    assert [one.key for one in judgement.findings if not one.ok] == []
    assert judgement.verdict is Verdict.PASS


def test_the_front_of_a_card(reading: Reading) -> None:
    facts = reading("id_card_front")
    assert facts.pages[0].kinds == ("id_card_front",)
    read = values(facts)
    assert (read["name"], read["id_number"], read["sex"]) == (WHO.name, WHO.id_number, WHO.sex)
    assert facts.pages[0].fields["nation"].value == "汉"
    assert read["birth"] == WHO.birth.isoformat()
    assert read["address"] == WHO.address
    number = facts.pages[0].fields["id_number"]
    assert number.trusted
    assert number.box is not None
    assert number.box.top > 0.6  # where a screen will mark it


def test_the_back_of_a_card_that_was_turned(reading: Reading) -> None:
    facts = reading("id_card_back", "turned")
    assert facts.pages[0].turned in (90, 270)
    read = values(facts)
    assert WHO.expires is not None
    assert (read["issuer"], read["valid_from"], read["expires"]) == (
        WHO.issuer,
        WHO.valid_from.isoformat(),
        WHO.expires.isoformat(),
    )


def test_both_sides_on_one_sheet_upside_down(reading: Reading) -> None:
    facts = reading("id_card_both", "upside_down")
    assert set(facts.pages[0].kinds) == _SIDES
    assert facts.pages[0].turned == 180
    read = values(facts)
    assert WHO.expires is not None
    assert (read["name"], read["id_number"], read["expires"]) == (WHO.name, WHO.id_number, WHO.expires.isoformat())


def test_a_licence_photographed_at_an_angle(reading: Reading) -> None:
    facts = reading("business_license", "angled")
    read = values(facts)
    assert (read["uscc"], read["name"], read["legal_person"]) == (SHOP.uscc, SHOP.name, SHOP.legal_person)
    assert (read["start"], read["expires"]) == (SHOP.start.isoformat(), "长期")
    assert read["address"] == SHOP.address
    assert len(facts.pages[0].seals) == 1
    assert any(SHOP.uscc in code for code in facts.pages[0].codes)


def test_a_scanned_lease_of_two_pages(reading: Reading) -> None:
    facts = reading("lease")
    assert (facts.media_type, len(facts.pages)) == ("application/pdf", 2)
    assert all("lease" in page.kinds for page in facts.pages)
    read = values(facts)
    assert (read["lessee"], read["signed"]) == (WHO.name, "yes")
    assert facts.pages[0].fields["lessor"].value == person(SEED + 900, today=DAY).name
    assert SHOP.address in read["address"]
    assert read["expires"] > DAY.isoformat()


def test_other_papers(reading: Reading) -> None:
    deed = values(reading("property_certificate"))
    assert (deed["holder"], deed["address"]) == (WHO.name, SHOP.address)
    health = values(reading("health_certificate", "angled"))
    assert health["name"] == WHO.name
    assert health["expires"] > health["issued"]
    form = reading("application_form").pages[0].fields
    assert form["title"].value == "食品小经营许可申请书"
    assert (form["signed"].value, form["date"].value) == ("yes", DAY.isoformat())


@pytest.mark.parametrize(
    ("kind", "fault", "key"),
    [
        ("id_card_front", "blurred", "blurred"),
        ("id_card_front", "motion", "blurred"),
        ("id_card_front", "dark", "dark"),
        ("id_card_front", "small", "too_small"),
        ("id_card_front", "cut", "cut_off"),
        ("business_license", "glare", "glare"),
        ("id_card_front", "altered_number", "number_misfit"),
        ("id_card_front", "other_person", "other_id_number"),
        ("id_card_back", "expired", "expired"),
        ("id_card_front", "wrong_document", "wrong_kind"),
        ("application_form", "unsigned", "unsigned"),
        ("lease", "unsigned", "unsigned"),
        ("power_of_attorney", "unsigned", "unsigned"),
        ("application_form", "half_filled", "form_incomplete"),
        ("application_form", "blank", "form_blank"),
    ],
)
def test_a_fault_is_caught_and_named(reading: Reading, kind: str, fault: str, key: str) -> None:
    judgement = judge(reading(kind, fault), wanted(kind), DAY)
    assert key in [one.key for one in judgement.findings if one.verdict is Verdict.FIX]


def test_a_wrong_paper_of_a_known_kind_is_named(reading: Reading) -> None:
    judgement = judge(reading("business_license", "angled"), wanted("id_card_front"), DAY)
    (wrong,) = [one for one in judgement.findings if not one.ok]
    assert (wrong.key, wrong.fields["seen_kind"], wrong.fields["material"]) == (
        "wrong_kind",
        "business_license",
        "身份证",
    )


def test_a_lamp_over_print_that_was_read_is_no_glare(reading: Reading) -> None:
    """Burnt-out paper hides something only where nothing is read in it."""
    assert reading("business_license", "glare").pages[0].quality.glare > 0.03
    assert reading("business_license", "angled").pages[0].quality.glare == 0.0


def test_the_same_photo_is_like_itself_and_unlike_others(reading: Reading) -> None:
    def bits(a: FileFacts, b: FileFacts) -> int:
        return (int(a.pages[0].likeness, 16) ^ int(b.pages[0].likeness, 16)).bit_count()

    front = reading("id_card_front")
    assert bits(front, reading("id_card_front", "dark")) <= 8
    assert bits(front, reading("property_certificate")) > 12


def test_facts_are_judged_again_without_reading(reading: Reading) -> None:
    """A changed appointment day: milliseconds, no engine."""
    facts = reading("health_certificate", "angled")
    assert judge(facts, wanted("health_certificate"), DAY).verdict is Verdict.PASS
    later = replace(wanted("health_certificate"), on=DAY.replace(year=DAY.year + 2))
    assert "expired_by_then" in [one.key for one in judge(facts, later, DAY).findings]
