"""What a text answers to a question that decides the case."""

import pytest

from actions.case_answers import answer_told, match_answer
from backend.domain.items import Catalogue, Question


def question(catalogue: Catalogue, item: str, key: str) -> Question:
    return next(q for q in catalogue.items[item].questions if q.key == key)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("学生证？我早就不是学生了", None),
        ("我又没读书", None),
        ("我没在读书了，现在是打工的", "work"),
        ("我在厂里上班，不是学生", "work"),
        ("那就按租房来", "home"),
    ],
)
def test_what_is_denied_or_only_echoed_is_no_answer(the_catalogue: Catalogue, said: str, answer: str | None) -> None:
    assert match_answer(question(the_catalogue, "ga-juzhuzheng", "ground"), said) == answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("法人要换，地址也搬了，两个都改", "several"),
        ("地址跟法人代表都动", "several"),
        ("公司搬了家", "address"),
        ("不是换股东，是换法人", "officers"),
    ],
)
def test_two_answers_at_once_are_the_one_for_several(the_catalogue: Catalogue, said: str, answer: str) -> None:
    assert match_answer(question(the_catalogue, "sc-qy-biangeng", "change"), said) == answer


@pytest.mark.parametrize(
    ("item", "key", "said", "answer"),
    [
        ("rs-shiye", "worked", "我没在单位上过班", "no"),
        ("rs-shiye", "worked", "上过班，去年辞职的", "yes"),
        ("mz-linshi", "dibao", "没有吃低保", "no"),
        ("mz-linshi", "dibao", "我屋里冇吃低保", "no"),
        ("mz-linshi", "dibao", "吃低保的", "yes"),
        ("mz-linshi", "dibao", "没有", "no"),
        ("sc-gth-sheli", "premises", "没有房产证，是住宅改的", "other"),
        ("sc-gth-sheli", "premises", "又不是租的，我自己屋里的", "owned"),
    ],
)
def test_of_two_answers_the_denied_one_leaves_the_other(
    the_catalogue: Catalogue, item: str, key: str, said: str, answer: str
) -> None:
    assert match_answer(question(the_catalogue, item, key), said) == answer


def test_two_answers_told_with_the_need_are_the_one_for_several(the_catalogue: Catalogue) -> None:
    change = question(the_catalogue, "sc-qy-biangeng", "change")
    assert answer_told(change, "公司法人要换，注册地址也搬了") == "several"
    assert answer_told(change, "公司法人要换") == "officers"


def test_what_is_told_with_the_need_may_not_be_a_denial(the_catalogue: Catalogue) -> None:
    assert answer_told(question(the_catalogue, "ga-juzhuzheng", "ground"), "没读书了，想办居住证") is None


@pytest.mark.parametrize(("intent", "answer"), [("affirm", "yes"), ("deny", "no")])
def test_a_plain_yes_or_no_answers_a_yes_or_no_question(the_catalogue: Catalogue, intent: str, answer: str) -> None:
    assert match_answer(question(the_catalogue, "cl-canji", "guardian"), "嗯呐", intent) == answer


@pytest.mark.parametrize(
    ("item", "key", "said", "answer"),
    [
        ("rs-shiyejin", "worked", "厂里没给我开证明，是他们把我开除的", "yes"),
        ("rs-shiyejin", "worked", "没给我开证明", None),
        ("cl-canji", "records", "诊断证明有一张", "yes"),
        ("cl-canji", "records", "诊断书有", "yes"),
        ("cl-canji", "records", "我没有病历", "no"),
        ("cl-canji", "records", "有，去年住院开的", "yes"),
        ("cl-canji", "records", "我没空去大厅", None),
        ("mz-linshi", "dibao", "没吃低保", "no"),
        ("mz-linshi", "dibao", "有没有人管", None),
    ],
)
def test_a_bare_yes_or_no_counts_only_by_itself(
    the_catalogue: Catalogue, item: str, key: str, said: str, answer: str | None
) -> None:
    assert match_answer(question(the_catalogue, item, key), said) == answer


def test_no_denied_answer_of_the_catalogue_is_taken_for_a_yes(the_catalogue: Catalogue) -> None:
    taken = [
        (item.id, asked.key, denial + word)
        for item in the_catalogue.items.values()
        for asked in item.questions
        if len(asked.answers) == 2
        for word in asked.answers[0].words
        if len(word) > 1 and word[0] not in "不没有是对"
        for denial in ("没有", "没", "不是", "冇")
        if match_answer(asked, denial + word) == asked.answers[0].key
    ]
    assert taken == []
