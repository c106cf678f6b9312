"""Do the people belong together? A third person's card or certificate goes to a person and is told, never passed."""

from dataclasses import replace
from typing import Any

import pytest

from backend.domain.checks import judge, judge_together, people_of
from backend.domain.facts import Applicant, FileFacts, Page, People, Verdict
from backend.domain.items import Material, MaterialKind, Need
from backend.domain.numbers import id_check_digit
from tests.domain.checks.pages import DAY, NUMBER, OTHER_NUMBER, back, facts, front, lease, page, told, value, want

THIRD = "43990119920301003" + id_check_digit("43990119920301003")
COUPLE = want("id_card", "双方身份证", demands={"persons": 2})
BOTH = People("双方身份证", frozenset({NUMBER, OTHER_NUMBER}), frozenset({"陈建国", "李小红"}))
CERTIFICATE = want("marriage_certificate", "结婚证", holder="applicant", people=(BOTH,))
REGISTER = want("household_register", "户口簿", people=(BOTH,))
LEASE = want("premises", "租赁合同", title_words=("租赁合同",), people=(BOTH,))

HIS = [front(), back(valid_from="2015-03-07", expires="2035-03-07")]
HERS = [front(name="李小红", id_number=OTHER_NUMBER), back(valid_from="2019-06-01", expires="2039-06-01")]
THEIRS = [front(name="赵文博", id_number=THIRD), back(valid_from="2021-08-09", expires="2041-08-09")]


def file(*pages: Page, digest: str = "a") -> FileFacts:
    return facts(*pages, digest=digest * 64)


def said(judgements: list[Any]) -> list[list[tuple[str, str]]]:
    return [told(judgement.findings) for judgement in judgements]


def certificate(**fields: Any) -> Page:
    known: dict[str, Any] = {"number": "J439901-2020-000001", "name": "陈建国", "spouse": "李小红"}
    return page("marriage_certificate", **{"text": "结婚证"} | known | fields)


def member(number: str) -> Page:
    return page("household_register", text="常住人口登记卡", leaf="member", name="某人", id_number=number)


THREE = [("third_person", "human")]


@pytest.mark.parametrize(
    "files",
    [
        [file(*HIS), file(*HERS, digest="b"), file(*THEIRS, digest="c")],
        [file(*HIS, *HERS, *THEIRS)],
        [file(*HIS), file(*HERS, digest="b"), file(THEIRS[0], digest="c")],  # only a front
        [file(*HIS), file(*HERS, digest="b"), file(THEIRS[1], digest="c")],  # only a back
    ],
)
def test_a_third_persons_card_goes_to_a_person_with_all_of_them(files: list[FileFacts]) -> None:
    judgements = judge_together(files, COUPLE, DAY)
    assert said(judgements) == [THREE] * len(files)
    finding = next(one for one in judgements[-1].findings if one.key == "third_person")
    assert finding.fields == {"count": "2", "seen": "3"}


def test_two_people_and_one_of_them_again_are_two() -> None:
    files = [file(*HIS), file(*HERS, digest="b"), file(*HIS, digest="c")]
    assert said(judge_together(files, COUPLE, DAY)) == [[], [], []]


def test_what_must_be_sent_again_is_no_third_person() -> None:
    """An expired card of the wife's, and her new one: the old one is told, and two people are two."""
    old = back(valid_from="2009-06-01", expires="2019-06-01")
    files = [file(*HIS), file(*HERS, digest="b"), file(old, digest="c")]
    first, second, third = judge_together(files, COUPLE, DAY)
    assert told(first.findings) == told(second.findings) == []
    assert ("expired", "fix") in told(third.findings)
    assert third.verdict is Verdict.FIX


def test_three_are_told_also_while_a_side_is_missing() -> None:
    judgement = judge(file(HIS[0], HERS[0], THEIRS[0]), COUPLE, DAY)
    assert judgement.verdict is Verdict.FIX
    assert ("third_person", "human") in told(judgement.findings)


def test_where_two_are_the_least_more_are_no_mistake() -> None:
    wanted = replace(COUPLE, strictness={"third_person": "off"})
    assert judge(file(*HIS, *HERS, *THEIRS), wanted, DAY).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"id_number": NUMBER, "id_number_2": OTHER_NUMBER}, []),
        ({"id_number": NUMBER, "id_number_2": THIRD, "spouse": "赵文博"}, [("third_person_number", "human")]),
        ({"id_number": THIRD, "id_number_2": NUMBER, "name": "赵文博"}, [("third_person_number", "human")]),
        # a number decides: the name beside it may be misread
        ({"id_number": NUMBER, "id_number_2": OTHER_NUMBER, "spouse": "季小红"}, []),
        ({"id_number": NUMBER}, []),
        ({"id_number": NUMBER, "spouse": "赵文博"}, [("third_person_name", "human")]),
        ({"id_number": NUMBER, "spouse": value("赵文博", score=0.8)}, []),  # not surely read
        ({"id_number": NUMBER, "id_number_2": value(THIRD, trusted=False)}, []),
        ({}, []),
    ],
)
def test_a_certificate_of_somebody_elses_marriage_goes_to_a_person(
    fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    judgement = judge(file(certificate(**fields)), CERTIFICATE, DAY)
    assert [one for one in told(judgement.findings) if one[0].startswith("third")] == expected
    assert (judgement.verdict is Verdict.HUMAN) or not expected
    alone = judge(file(certificate(**fields)), replace(CERTIFICATE, people=()), DAY)
    assert not [one for one in told(alone.findings) if one[0].startswith("third")]


def test_numbers_are_masked_in_what_is_told() -> None:
    judgement = judge(file(certificate(id_number=NUMBER, id_number_2=THIRD)), CERTIFICATE, DAY)
    finding = next(one for one in judgement.findings if one.key == "third_person_number")
    assert THIRD not in str(finding.fields)
    assert finding.fields["number"].endswith(THIRD[-4:])
    assert finding.box is not None


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([NUMBER], []),
        ([THIRD, NUMBER], []),  # grandfather's register, with the applicant in it
        ([THIRD], [("third_person_register", "human")]),
        ([], []),
    ],
)
def test_a_register_of_strangers_goes_to_a_person(numbers: list[str], expected: list[tuple[str, str]]) -> None:
    pages = [member(number) for number in numbers] or [page("household_register", text="户口簿", householder="某人")]
    found = told(judge(file(*pages), REGISTER, DAY).findings)
    assert [one for one in found if one[0].startswith("third")] == expected


def test_a_lease_between_others_goes_to_a_person() -> None:
    theirs = lease(id_number=NUMBER, id_number_2=THIRD)
    assert ("third_person_number", "human") in told(judge(file(theirs), LEASE, DAY).findings)
    ours = lease(id_number=NUMBER, id_number_2=OTHER_NUMBER)
    assert not [one for one in told(judge(file(ours), LEASE, DAY).findings) if one[0].startswith("third")]


def test_people_are_known_when_as_many_are_there_as_are_asked_for() -> None:
    cards = _material("both", {"persons": 2})
    other = _material("mine", {})
    one, both = [("both", file(*HIS))], [("both", file(*HIS)), ("both", file(HERS[0]))]
    assert people_of([cards, other], one) == ()
    assert people_of([cards, other], both) == (replace(BOTH, material="both"),)
    assert people_of([other], [("mine", file(*HIS))]) == ()
    unsure = file(front(id_number=value(OTHER_NUMBER, trusted=False)))
    assert people_of([cards], [*one, ("both", unsure)]) == ()


def test_the_applicant_alone_says_nothing_of_the_others() -> None:
    wanted = replace(COUPLE, applicant=Applicant())
    assert judge(file(*HIS, *HERS), wanted, DAY).verdict is Verdict.PASS


def _material(key: str, demands: dict[str, int]) -> Material:
    return Material(key, key, MaterialKind.ID_CARD, Need.REQUIRED, "原件", demands=demands)
