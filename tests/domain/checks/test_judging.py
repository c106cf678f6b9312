"""From findings to a verdict; a file alone; words."""

from dataclasses import replace
from typing import Any

import pytest

from backend.adapters.texts import Texts
from backend.domain.checks import CHECKS, all_finding_keys, describe, expect, judge, judge_alone, render, suits
from backend.domain.checks.judging import CRASHED, Step
from backend.domain.checks.subject import Subject, believed
from backend.domain.checks.words import contains, distance, same_name
from backend.domain.facts import Applicant, Finding, Verdict
from backend.domain.items import Catalogue
from backend.services.upload_verdicts import FINDING_KEYS
from tests.domain.checks.pages import (
    CARD,
    DAY,
    NUMBER,
    OTHER_NUMBER,
    back,
    facts,
    form,
    front,
    lease,
    licence,
    page,
    poor,
    told,
    value,
)


def test_a_good_card_passes_and_every_finding_is_well() -> None:
    judgement = judge(facts(front(), back()), replace(CARD, sides_present=frozenset()), DAY)
    assert judgement.verdict is Verdict.PASS
    assert judgement.kind == "id_card_front"
    assert judgement.sides == {"id_card_front", "id_card_back"}
    assert told(judgement.findings) == []
    assert judgement.fields["expires"].page == 1


def test_the_worst_finding_decides_and_what_can_be_mended_comes_first() -> None:
    human = judge(facts(back(expires=value("2020-01-01", trusted=False))), CARD, DAY)
    assert human.verdict is Verdict.HUMAN
    both = judge(facts(front(id_number=OTHER_NUMBER), back(expires=value("2020-01-01", trusted=False))), CARD, DAY)
    assert both.verdict is Verdict.FIX
    assert {finding.verdict for finding in both.findings} >= {Verdict.FIX, Verdict.HUMAN}


def test_after_a_cause_its_consequences_are_not_told() -> None:
    blurred = page("id_card_front", text="姓名", quality=poor(blur=0.9))
    assert told(judge(facts(blurred), CARD, DAY).findings) == [("blurred", "fix")]
    assert told(judge(facts(failure="encrypted"), CARD, DAY).findings) == [("cannot_open_encrypted", "fix")]


def test_a_check_that_crashes_sends_to_a_person_and_the_others_still_run() -> None:
    def broken(subject: Subject) -> list[Finding]:
        raise ZeroDivisionError

    steps = [Step("broken", broken, ()), *CHECKS]
    judgement = judge(facts(front(id_number=OTHER_NUMBER)), CARD, DAY, steps)
    assert [one.key for one in judgement.findings if one.staff_only] == [CRASHED]
    assert ("other_id_number", "fix") in told(judgement.findings)
    assert judge(facts(front()), CARD, DAY, [Step("broken", broken, ())]).verdict is Verdict.HUMAN


@pytest.mark.parametrize(("how", "verdict"), [("off", Verdict.PASS), ("human", Verdict.HUMAN), ("", Verdict.FIX)])
def test_the_catalogue_softens_a_check(how: str, verdict: Verdict) -> None:
    wanted = replace(CARD, strictness={"agrees_with_applicant": how})
    assert judge(facts(front(id_number=OTHER_NUMBER)), wanted, DAY).verdict is verdict


def test_what_a_material_demands_comes_from_the_guide(the_catalogue: Catalogue) -> None:
    for item in the_catalogue.items.values():
        for material in item.materials:
            wanted = expect(material, Applicant("陈建国"))
            assert (wanted.material_key, wanted.kind) == (material.key, material.kind.value)
            assert (wanted.title_words, wanted.holder, wanted.seal) == (
                material.title_words,
                material.holder,
                material.seal,
            )
            assert wanted.applicant.name == "陈建国"


@pytest.mark.parametrize(
    ("pages", "kind", "verdict", "said"),
    [
        ([front()], "id_card_front", "pass", []),  # one side alone is what it is
        ([back(expires="2020-01-01")], "id_card_back", "fix", ["expired"]),
        ([front(id_number=value(NUMBER[:17], trusted=False))], "id_card_front", "fix", ["number_misfit"]),
        ([page("id_card_front", text="姓名陈建国", name="陈建国")], "id_card_front", "fix", ["number_unread"]),
        ([licence()], "business_license", "pass", []),
        ([page("floor_plan", text="平面图")], "floor_plan", "pass", []),
        ([page("photo")], "photo", "human", ["photo_unsure"]),
        ([page(text="今日菜单")], None, "human", ["kind_unknown"]),
        ([page(text="今日菜单", quality=poor(blur=0.9))], None, "fix", ["blurred"]),
        ([form(filled="0.00")], "application_form", "fix", ["form_blank"]),
        ([lease(), page()], "lease", "pass", []),
        ([page(text="报告"), licence(), page(text="附注")], None, "human", ["kind_unknown"]),  # a report's annex
    ],
)
def test_a_file_alone(pages: Any, kind: str | None, verdict: str, said: list[str]) -> None:
    judgement = judge_alone(facts(*pages), DAY)
    assert (judgement.kind, judgement.verdict.value) == (kind, verdict)
    assert [key for key, _ in told(judgement.findings)] == said


def test_the_two_sides_of_a_card_are_one_paper() -> None:
    kind, fields = describe(facts(back(), front()))
    assert kind == "id_card_front"
    assert (fields["id_number"].value, fields["expires"].value) == (NUMBER, "2035-03-07")
    _, signed = describe(facts(page("lease", lessor="刘房东", lessee="陈建国"), page("lease", signed="yes")))
    assert (signed["lessee"].value, signed["signed"].value) == ("陈建国", "yes")  # a lease's second page
    assert suits(facts(back(), licence())) == ("id_card", "business_license")


def test_the_better_reading_of_two_pages_counts() -> None:
    twice = facts(front(name=value("陈建图", score=0.8, trusted=False)), front())
    assert judge(twice, CARD, DAY).fields["name"].value == "陈建国"


@pytest.mark.parametrize(
    ("key", "score", "trusted", "shown"),
    [
        ("name", 0.94, False, False),
        ("name", 0.95, False, True),
        ("legal_person", 0.9, False, False),
        ("legal_person", 0.5, True, True),
        ("address", 0.9, False, True),
        ("address", 0.89, False, False),
    ],
)
def test_what_was_read_doubtfully_is_not_shown_as_read(key: str, score: float, trusted: bool, shown: bool) -> None:
    assert bool(believed({key: value("某某", score=score, trusted=trusted)})) is shown


def test_every_finding_has_its_words(texts: Texts) -> None:
    missing = [key for key in (*all_finding_keys(), *FINDING_KEYS) if not texts.has(f"finding_{key}")]
    assert missing == []


def test_everything_to_be_fixed_says_how(texts: Texts) -> None:
    """Findings that send back, by every way this file and the tables next to it know."""
    sends_back = {
        "blank",
        "dark",
        "blurred",
        "portrait_blurred",
        "too_small",
        "glare",
        "cut_off",
        "same_file",
        "wrong_kind",
        "wrong_form",
    }
    sends_back |= {"not_recognised", "side_missing_front", "side_missing_back", "number_unread", "fields_unread"}
    sends_back |= {"number_misfit", "expired", "expired_by_then", "other_id_number", "other_uscc", "number_conflict"}
    sends_back |= {"form_blank", "form_incomplete", "unsigned"}
    sends_back |= {key for key in all_finding_keys() if key.startswith("cannot_open_")}
    assert [key for key in sends_back if not texts.has(f"remedy_{key}")] == []


def test_a_finding_is_put_into_words() -> None:
    texts = {
        "utter_finding_wrong_kind": "这是{seen_kind}，要的是{material}",
        "utter_remedy_wrong_kind": "请发{material}",
        "utter_kind_business_license": "营业执照",
        "utter_finding_number_unread": "{missing_fields}没看清",
        "utter_field_id_number": "身份证号码",
        "utter_field_expires": "有效期",
    }
    wrong = Finding("right_kind", False, "wrong_kind", {"seen_kind": "business_license", "material": "身份证"})
    assert render(wrong, texts) == ("这是营业执照，要的是身份证", "请发身份证")
    unread = Finding("fields_present", False, "number_unread", {"missing_fields": "id_number,expires"})
    assert render(unread, texts) == ("身份证号码、有效期没看清", "")
    assert render(Finding("x", True, "nobody_wrote_it"), texts) == ("nobody_wrote_it", "")


def test_an_identity_number_never_comes_out_of_a_finding_whole() -> None:
    said, _ = render(Finding("x", False, "k", {"seen": f"陈建国{NUMBER}"}), {"utter_finding_k": "读到{seen}"})
    assert NUMBER not in said
    assert said.endswith("0017")


def test_names_are_the_same_but_for_marks() -> None:
    assert same_name("致同会计师事务所(特殊普通合伙)", "致同会计师事务所（特殊普通合伙）")
    assert same_name("古丽·买买提", "古丽•买买提")
    assert not same_name("陈建国", "陈建图")


def test_a_title_with_one_character_in_five_misread() -> None:
    assert contains("本店食品小经营许可申清书", "食品小经营许可申请书")
    assert not contains("道路运输证", "食品经营许可证")
    assert not contains("委托", "委托书")
    assert distance("abcdef", "", 3) == 4
