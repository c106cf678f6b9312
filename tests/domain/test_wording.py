"""What residents write, brought nearer to what guides write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.wording import asks, complains, elsewhere_meant, fold, gist, names_nothing, spoken


@pytest.mark.parametrize(
    ("spoken", "written"),
    [("么子证", "什么证"), ("身份证掉了", "身份证丢了"), ("开个店子", "开个店"), ("ＫＴＶ", "ktv"), ("娭毑", "奶奶")],
)
def test_words_of_changsha(spoken: str, written: str) -> None:
    assert fold(spoken) == written


def test_the_gist_leaves_out_places_and_politeness() -> None:
    assert gist("您好，请问A市低保怎么申请？") == ", 低保 ?"


def test_a_text_of_empty_words_is_kept() -> None:
    assert gist("请问怎么办理") == "请问怎么办理"


def test_a_complaint_is_no_request() -> None:
    assert complains("楼下饭店油烟太大没人管") >= 2
    assert complains("油烟", meant="油烟净化") == 0
    assert asks("低保怎么申请")
    assert not asks("吵死了")


@given(st.text(max_size=80))
def test_the_gist_of_something_is_never_nothing(text: str) -> None:
    assert bool(gist(text)) == bool(fold(text).strip())


def test_another_places_affairs() -> None:
    assert elsewhere_meant("广州的公租房怎么申请")
    assert elsewhere_meant("我在深圳怎么办居住证")
    assert not elsewhere_meant("广州户口能在这里领结婚证吗")
    assert not elsewhere_meant("我想去香港旅游要办什么证")
    assert not elsewhere_meant("从深圳迁户口到长沙")


@pytest.mark.parametrize(
    "said", ["可以让儿子代办吗", "不晓得去哪里搞", "要本人去吗", "可以网上办吗", "几天能拿到证", "不知道找哪个窗口申请"]
)
def test_a_question_that_names_no_matter(said: str) -> None:
    assert names_nothing(fold(said))


@pytest.mark.parametrize(
    "said", ["身份证可以代办吗", "狗丢了找谁", "楼上太吵找哪个部门", "公证在哪办", "你好", "好的", "我想领钱"]
)
def test_a_question_that_names_one(said: str) -> None:
    assert not names_nothing(fold(said))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("我又失业了 先做什么", "我又失业了 先做什么"),
        ("我 去 哪里", "我去哪里"),
        ("残疾证 掉了 要 新的", "残疾证掉了要新的"),
        ("办ID卡 和 WIFI", "办id卡 和 wifi"),
        ("", ""),
    ],
)
def test_blanks_that_part_clauses_are_kept(typed: str, said: str) -> None:
    assert spoken(typed) == said


@given(st.text(alphabet="我去哪里办证 abc\n", max_size=60))
def test_what_is_spoken_keeps_every_word(text: str) -> None:
    assert "".join(spoken(text).split()) == "".join(text.lower().split())


def test_a_yes_at_the_beginning_keeps_its_blank() -> None:
    assert spoken("是 这个手机上能不能办") == "是 这个手机上能不能办"
