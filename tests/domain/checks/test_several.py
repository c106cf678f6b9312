"""Papers of several people: counted, told apart, never mixed; pages of a register; several in one picture."""

from dataclasses import replace
from typing import Any

import pytest

from backend.domain.checks import judge, judge_together
from backend.domain.facts import Applicant, Box, FileFacts, Judgement, Page, Paper, Verdict
from tests.domain.checks.pages import DAY, NUMBER, OTHER_NUMBER, back, facts, front, page, told, value, want

COUPLE = want("id_card", "双方身份证", demands={"persons": 2})
ONE = want("id_card", "身份证", holder="applicant")
REGISTER = want("household_register", "户口簿", holder="applicant", demands={"register_pages": 1})
HIS = {"name": "陈建国", "id_number": NUMBER}
HERS = {"name": "李小红", "id_number": OTHER_NUMBER}
HIS_BACK = {"valid_from": "2015-03-07", "expires": "2035-03-07"}
HER_BACK = {"valid_from": "2019-06-01", "expires": "2039-06-01"}


def one(of: Page, digest: str = "a") -> FileFacts:
    return facts(of, digest=digest * 64)


def several(*pages: Page) -> Page:
    """One picture of several papers."""
    box = Box(0.1, 0.1, 0.5, 0.5)
    papers = tuple(Paper(one.kinds[0], one.fields, box) for one in pages)
    merged: dict[str, Any] = {}
    for paper in papers:
        merged = {**paper.fields, **merged}
    kinds = dict.fromkeys(paper.kind for paper in papers)
    return replace(page(*kinds, text="公民身份号码居民身份证"), fields=merged, papers=papers)


def said(judgements: list[Judgement]) -> list[list[tuple[str, str]]]:
    return [told(judgement.findings) for judgement in judgements]


def head(**changes: Any) -> Page:
    """The first page of a register."""
    known = {"text": "户主姓名户号", "householder": "陈建国", "household": "439900001", "leaf": value("head")}
    return page("household_register", **known | changes)


def member(**changes: Any) -> Page:
    """A person's page of a register."""
    known = {"text": "常住人口登记卡", "relation": "户主", "leaf": value("member"), **HIS}
    return page("household_register", **known | changes)


FOUR = [front(**HIS), back(**HIS_BACK), front(**HERS), back(**HER_BACK)]


def test_two_peoples_cards_with_both_sides_pass_in_four_files_in_two_and_in_one() -> None:
    for files in (
        [one(each) for each in FOUR],
        [facts(*FOUR[:2]), facts(*FOUR[2:])],
        [facts(*FOUR)],
        [one(several(*FOUR))],
        [one(several(FOUR[0], FOUR[2])), one(several(FOUR[1], FOUR[3]))],
    ):
        judgements = judge_together(files, COUPLE, DAY)
        assert said(judgements) == [[] for _ in files]
        assert {judgement.verdict for judgement in judgements} == {Verdict.PASS}


@pytest.mark.parametrize(
    ("pages", "missing"),
    [
        (FOUR[:2], [("person_missing", "fix")]),
        (FOUR[:1], [("person_missing", "fix"), ("person_back_missing", "fix")]),
        (FOUR[:3], [("person_back_missing", "fix")]),
        ([FOUR[0], FOUR[1], FOUR[3]], [("person_front_missing", "fix")]),
        ([FOUR[0], FOUR[1], FOUR[0], FOUR[3]], [("person_front_missing", "fix")]),  # the same person twice
        # two cards that end on the same day, or one taken twice: a person compares
        ([FOUR[0], FOUR[1], FOUR[2], FOUR[1]], [("persons_unsure", "human")]),
        ([FOUR[0], FOUR[1], FOUR[2], back(expires="2039-06-01")], [("persons_unsure", "human")]),
    ],
)
def test_what_is_missing_of_two_people_is_named(pages: list[Page], missing: list[tuple[str, str]]) -> None:
    files = [one(each) for each in pages]
    assert said(judge_together(files, COUPLE, DAY))[-1] == missing
    assert missing[0] in told(judge(facts(*pages), COUPLE, DAY).findings)


def test_one_spouse_alone_never_passes_whoever_applies() -> None:
    for applicant in (COUPLE.applicant, Applicant()):
        judgement = judge(facts(*FOUR[:2]), replace(COUPLE, applicant=applicant), DAY)
        assert judgement.verdict is Verdict.FIX


def test_two_people_of_whom_none_is_the_applicant_go_to_a_person() -> None:
    wanted = replace(COUPLE, applicant=Applicant("赵文博", "439901199001010014"))
    assert said(judge_together([facts(*FOUR)], wanted, DAY)) == [[("persons_not_applicant", "human")]]


def test_the_partners_expired_card_and_wrong_number_are_seen_too() -> None:
    old = back(valid_from=value("2010-01-01"), expires=value("2020-01-01"))
    assert ("expired", "fix") in told(judge(facts(*FOUR[:3], old), COUPLE, DAY).findings)
    assert ("expired", "fix") in told(judge(one(several(*FOUR[:3], old)), COUPLE, DAY).findings)
    wrong = front(name="李小红", id_number=value(OTHER_NUMBER[:17] + "1", trusted=False))
    assert ("number_misfit", "fix") in told(judge(one(several(FOUR[0], FOUR[1], wrong, FOUR[3])), COUPLE, DAY).findings)


def test_a_second_try_takes_the_place_of_the_card_it_is_for() -> None:
    """Names of places are what the services keep of an upload: who replaces whom follows from them."""
    blurred = front(name=value("李", score=0.4), id_number=value("4399", trusted=False))
    old = back(valid_from=value("2010-01-01"), expires=value("2020-01-01"))
    for good, bad, better in ((FOUR[0], blurred, FOUR[2]), (FOUR[1], old, FOUR[3])):
        side = good.kinds[0]
        before = judge_together([one(good), one(bad)], COUPLE, DAY)
        assert [judgement.sides for judgement in before] == [{side}, {f"{side}_2"}]
        after = judge_together([one(good), one(bad), one(better)], COUPLE, DAY)
        assert [after[0].sides, after[2].sides] == [{side}, {f"{side}_2"}]


def test_a_back_that_came_with_a_front_is_that_persons() -> None:
    """Two spouses whose cards end on the same day: sure when each back lies beside its front."""
    hers = [front(**HERS), back(**HIS_BACK)]
    assert said(judge_together([facts(*FOUR[:2]), facts(*hers)], COUPLE, DAY)) == [[], []]
    again = judge_together([facts(*FOUR[:2]), facts(*FOUR[:2], digest="b" * 64)], COUPLE, DAY)
    assert again[0].sides == again[1].sides == {"id_card_front", "id_card_back"}


def test_of_two_cards_in_one_picture_the_applicants_counts_and_is_not_mixed_with_the_other() -> None:
    wanted = replace(ONE, sides_present=frozenset({"id_card_back"}))
    for pages in ([several(front(**HERS), front(**HIS))], [front(**HERS), front(**HIS)]):
        judgement = judge(facts(*pages), wanted, DAY)
        assert (judgement.verdict, told(judgement.findings)) == (Verdict.PASS, [])
        assert judgement.fields["name"].value == "陈建国"
        assert (judgement.fields["id_number"].value, judgement.fields["id_number_2"].value) == (NUMBER, OTHER_NUMBER)


def test_two_cards_and_nobody_known_is_for_a_person() -> None:
    wanted = replace(ONE, applicant=Applicant(), sides_present=frozenset({"id_card_back"}))
    assert told(judge(one(several(front(**HERS), front(**HIS))), wanted, DAY).findings) == [("several_people", "human")]


def test_papers_that_could_not_be_told_apart_are_for_a_person() -> None:
    mixed = replace(front(), fields={}, hints=("mixed",))
    assert told(judge(one(mixed), COUPLE, DAY).findings) == [("papers_mixed", "human")]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([head(), member()], []),
        ([head()], [("register_member_missing", "fix")]),
        ([member()], [("register_head_missing", "fix")]),
        ([head(), member(**HERS)], [("register_own_missing", "human")]),
        ([head(householder="李大山"), member(**HERS), member()], []),  # the whole family's
        ([head(), member(id_number=value("4399", trusted=False))], []),  # the name says whose it is
        ([head(), member(leaf=value("member", score=0.6))], [("register_unsure", "human")]),
        ([page("household_register", text="居民户口簿", householder="陈建国")], [("register_unsure", "human")]),
    ],
)
def test_a_register_comes_with_its_first_page_and_the_applicants(
    pages: list[Page], expected: list[tuple[str, str]]
) -> None:
    assert said(judge_together([one(each) for each in pages], REGISTER, DAY))[0] == expected
    assert told(judge(facts(*pages), REGISTER, DAY).findings) == expected


def test_two_parents_pages_are_counted() -> None:
    wanted = replace(REGISTER, holder="", demands={"register_pages": 2})
    assert said(judge_together([one(head()), one(member())], wanted, DAY))[0] == [("register_members_missing", "fix")]
    judgements = judge_together([one(head()), one(member()), one(member(**HERS))], wanted, DAY)
    assert said(judgements) == [[], [], []]
    assert [sorted(judgement.sides) for judgement in judgements] == [
        ["register_head"],
        ["register_member"],
        ["register_member_2"],
    ]


@pytest.mark.parametrize(
    ("text", "changes", "cut"),
    [
        ("常住人口登记卡职业", {}, False),
        ("常住人口登记卡", {}, True),
        ("常住人口登记卡职业", {"id_number": value("4399", trusted=False)}, True),
    ],
)
def test_a_page_of_a_register_that_was_read_to_its_end_is_whole(text: str, changes: dict[str, Any], cut: bool) -> None:
    seen = member(text=text, hints=("cut_left",), **changes)
    assert ("cut_off", "fix") in told(judge(facts(head(), seen), REGISTER, DAY).findings) or not cut
    assert bool(told(judge(facts(head(), seen), REGISTER, DAY).findings)) == cut
