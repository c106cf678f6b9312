"""What is said about the talk itself."""

import pytest

from backend.adapters.texts import Texts
from backend.domain.plain_words import asks_for_person, question_for_person
from backend.domain.talk_words import WORDS, about_talk, asks_privacy, word_asked
from backend.settings import ROOT


@pytest.mark.parametrize(
    "text",
    [
        "你们不会把他的病传出去吧",
        "学校老师会不会知道",
        "我不想让单位晓得这个事",
        "这些东西保不保密",
        "谁能看到我发的照片",
        "号码不会泄露吧?",
    ],
)
def test_who_sees_it_is_asked(text: str) -> None:
    assert asks_privacy(text)


@pytest.mark.parametrize(
    "text",
    [
        "我女儿电话是〔手机号〕",
        "让我知道一下进度",
        "别人知道怎么办的吗",
        "去哪个医院看病",
        "哪个窗口看材料",
        "我要保密局的证明吗",
        "老师给我看了",
    ],
)
def test_what_is_no_worry(text: str) -> None:
    assert not asks_privacy(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("待核实是么子意思", "to_verify"),
        ("什么叫承诺件", "promised"),
        ("地址写的样例是什么意思", "sample"),
        ("一式二份什么意思", "twice"),
        ("对接人是哪个", None),
        ("承诺件几天能办好", None),
        ("我的预约码是多少", None),
        ("这是么子意思", None),
    ],
)
def test_a_word_of_ours_is_asked_for(text: str, word: str | None) -> None:
    assert word_asked(text) == word


def test_each_word_is_heard_and_explained() -> None:
    texts = Texts(ROOT / "domain.yml")
    assert [word for word, key in WORDS.items() if word_asked(f"{word}是什么意思") != key] == []
    assert [key for key in WORDS.values() if not texts.has(f"word_{key}")] == []


@pytest.mark.parametrize(
    "text", ["你不会把我记成那个人吧", "什么叫以后不用了", "我又没说要改名称", "哪里没签，我还是房东", "刚才那个还在吗"]
)
def test_an_objection_is_about_the_talk(text: str) -> None:
    assert about_talk(text)


@pytest.mark.parametrize("text", ["合租的室友要不要也写上", "户口能不能跟着一起转", "旧证要交回来吗"])
def test_a_question_of_the_matter_is_not(text: str) -> None:
    assert not about_talk(text)


def test_a_question_goes_with_the_call_for_a_person() -> None:
    assert asks_for_person("帮我问下真人，证没下来能不能先开门")
    assert asks_for_person("帮我问一下你们的工作人员，能不能先开门")
    assert question_for_person("帮我问下真人，证没下来能不能先开门")
    assert not question_for_person("帮我问一下工作人员")
    assert not question_for_person("转人工")
    assert not asks_for_person("我问过工作人员了")
    assert not asks_for_person("不要问工作人员")
