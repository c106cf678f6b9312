"""The item finder on sentences of its own (finder_questions.csv: written for this test, none of them an alias)."""

import csv
import re
import time
from pathlib import Path

import pytest

from backend.domain.items import Catalogue
from backend.services.finder import Finder, Outcome

QUESTIONS = Path(__file__).with_name("finder_questions.csv")
ROWS = list(csv.DictReader(QUESTIONS.open(encoding="utf-8")))
GOOD = [row for row in ROWS if row["kind"] != "none"]


def _ids(row: dict[str, str]) -> set[str]:
    return set(row["items"].split())


def test_no_question_is_an_alias(the_catalogue: Catalogue) -> None:
    bare = {re.sub(r"\W", "", row["text"]) for row in ROWS}
    for item in the_catalogue.items.values():
        assert not bare & {re.sub(r"\W", "", alias) for alias in item.aliases}, item.id


def test_every_question_names_items_of_the_catalogue(the_catalogue: Catalogue) -> None:
    assert {i for row in GOOD for i in _ids(row)} == set(the_catalogue.items)


def test_the_item_is_first_or_among_the_first_three(the_finder: Finder) -> None:
    strong = [row for row in GOOD if row["fit"] == "strong"]
    ranked = [[hit.item_id for hit in the_finder.rank(row["text"], 3)] for row in strong]
    first = sum(found[0] in _ids(row) for row, found in zip(strong, ranked, strict=True))
    three = sum(bool(_ids(row) & set(found)) for row, found in zip(strong, ranked, strict=True))
    assert first / len(strong) >= 0.95
    assert three / len(strong) >= 0.985


def test_other_matters_are_told_apart_and_good_questions_are_not_refused(the_finder: Finder) -> None:
    refused = [row["text"] for row in GOOD if the_finder.find(row["text"]).outcome in {Outcome.NONE, Outcome.EMERGENCY}]
    assert len(refused) / len(GOOD) <= 0.03, refused
    right = {"none": {Outcome.NONE, Outcome.EMERGENCY}, "refer": {Outcome.REFER}, "abolished": {Outcome.ABOLISHED}}
    rest = [row for row in ROWS if row["kind"] in right]
    told = sum(the_finder.find(row["text"]).outcome in right[row["kind"]] for row in rest)
    assert told / len(rest) >= 0.9


@pytest.mark.parametrize(
    ("said", "item_id"),
    [
        ("身分正掉了", "ga-shenfenzheng"),
        ("我要办生份证", "ga-shenfenzheng"),
        ("居住正到期哒", "ga-juzhuzheng"),
        ("屋里想搞个粉店要办么子证", "sc-sp-xiaocanyin"),
        ("我妈今年80了听说可以领钱", "mz-gaoling"),
        ("娭毑八十岁了有么里钱领", "mz-gaoling"),
        ("堂客怀毛毛了要办么子证", "wj-shengyu"),
        ("细伢子读一年级何什报名", "jy-ruxue"),
        ("公司朱销", "sc-qy-zhuxiao"),
        ("地保怎么申请", "mz-dibao"),
        ("失业今怎么领", "rs-shiyejin"),
        ("Ｋｔｖ要办什么证", "wl-yule"),
    ],
)
def test_dialect_and_voice_typing(the_finder: Finder, said: str, item_id: str) -> None:
    found = the_finder.find(said)
    assert found.outcome in {Outcome.FOUND, Outcome.CHOOSE}
    assert item_id in {hit.item_id for hit in found.hits[:3]}


def test_an_emergency_comes_first_and_names_the_number(the_finder: Finder) -> None:
    found = the_finder.find("我家着火了")
    assert (found.outcome, found.number, found.hits) == (Outcome.EMERGENCY, "119", ())


@pytest.mark.parametrize("said", ["", " ", "。。。", "😀", "a" * 3000, "的" * 2000, "/start", "\x00"])
def test_nothing_to_go_by_is_no_crash(the_finder: Finder, said: str) -> None:
    assert the_finder.find(said).outcome in {Outcome.NONE, Outcome.ASK, Outcome.CHOOSE}


def test_a_known_other_matter_is_named(the_finder: Finder, the_catalogue: Catalogue) -> None:
    found = the_finder.find("器官捐献登记")
    assert found.outcome is Outcome.NONE
    assert found.elsewhere == "donation"
    assert "红十字会" in the_catalogue.elsewhere["donation"].advice


def test_scores_lie_between_nought_and_one(the_finder: Finder) -> None:
    for row in ROWS:
        assert all(0 <= hit.score <= 1 for hit in the_finder.find(row["text"]).hits)


def test_a_query_takes_milliseconds(the_finder: Finder) -> None:
    taken = []
    for row in ROWS:
        start = time.thread_time()
        the_finder.find(row["text"])
        taken.append(time.thread_time() - start)
    assert sorted(taken)[len(taken) // 2] < 0.01


@pytest.mark.parametrize(
    ("said", "event"),
    [("想开个饭店要办哪些证", "restaurant"), ("生孩子要办哪些手续", "baby"), ("想开民宿要办哪些证", "hotel")],
)
def test_a_life_event_is_told_with_its_items(the_finder: Finder, said: str, event: str) -> None:
    assert the_finder.find(said).event == event


@pytest.mark.parametrize("said", ["开餐馆的食品许可证怎么办", "身份证丢了", "宝宝的出生证丢了"])
def test_one_item_named_is_no_life_event(the_finder: Finder, said: str) -> None:
    assert the_finder.find(said).event is None


def test_too_many_are_parted_by_a_question(the_finder: Finder) -> None:
    found = the_finder.find("执照")
    assert found.outcome is Outcome.ASK
    assert found.split is not None
    assert 2 <= len(found.split.groups) <= 4


def test_a_short_list_says_how_many_are_worth_offering(the_finder: Finder) -> None:
    found = the_finder.find("残疾人")
    assert found.outcome is Outcome.CHOOSE
    assert 2 <= found.offered <= 4


@pytest.mark.parametrize("said", ["广州的公租房怎么申请", "成都的营业执照在成都怎么注销"])
def test_another_citys_affairs_are_none_of_ours(the_finder: Finder, said: str) -> None:
    assert the_finder.find(said).outcome is Outcome.NONE


def test_a_clear_hit_is_nearly_always_right(the_finder: Finder) -> None:
    found = [(row, the_finder.find(row["text"])) for row in GOOD]
    clear = [result.hits[0].item_id in _ids(row) for row, result in found if result.outcome is Outcome.FOUND]
    assert len(clear) > len(GOOD) / 2
    assert sum(clear) / len(clear) >= 0.95


@pytest.mark.parametrize("said", ["补贴", "津贴", "证明", "小孩", "公司的事", "社保的事情"])
def test_a_word_that_many_items_share_is_asked_about(the_finder: Finder, said: str) -> None:
    found = the_finder.find(said)
    assert found.outcome is Outcome.ASK
    assert found.split is not None


@pytest.mark.parametrize("said", ["发票", "退休", "工资", "天气", "哈哈", "噪音"])
def test_a_word_of_another_matter_is_not(the_finder: Finder, said: str) -> None:
    assert the_finder.find(said).outcome is Outcome.NONE


@pytest.mark.parametrize("said", ["可以让家里人代办吗", "不晓得去哪里搞", "请问周末可以去办吗"])
def test_who_names_no_matter_is_asked_and_not_refused(the_finder: Finder, said: str) -> None:
    assert the_finder.find(said).outcome == "ask"


@pytest.mark.parametrize("said", ["老公一个人去行不行 他户口本是外地的", "老公的户口在衡阳"])
def test_nobody_is_said_to_have_died_who_was_not(the_finder: Finder, said: str) -> None:
    assert the_finder.find(said).elsewhere not in {"death-register", "death-certificate", "death-account"}


def test_who_died_is_still_told_of(the_finder: Finder) -> None:
    assert the_finder.find("人死了户口怎么销").elsewhere == "death-register"


@pytest.mark.parametrize("said", ["我问的是办了证以后有哪些补助，先办哪个再办哪个", "人家办完了要办哪些补助"])
def test_no_death_is_heard_where_none_is_told_of(the_finder: Finder, said: str) -> None:
    assert the_finder.find(said).event != "death"
