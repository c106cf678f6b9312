"""Which of an item's papers a text speaks of, and whether it says that one isn't there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.papers import (
    asks_by_whom,
    asks_need,
    denies_loss,
    either_of,
    lacks,
    lost,
    material_asked,
    material_lacking,
    material_named,
    materials_asked,
)

NAMES = [
    "食品小经营许可申请书/申请书",
    "营业执照",
    "经营者身份证/居民身份证",
    "场所平面布局说明/平面图",
    "从业人员健康证明/健康证",
    "监护人证明/民事判决书",
    "登记照/证件照/自拍/底色",
]
PAPERS = ["身份证", "户口簿", "健康证", "租赁合同"]


@given(
    st.sampled_from(PAPERS),
    st.sampled_from(["没有", "冇得", "还没签", "丢了", "掉了", "找不到了", "不在身边", "还没办", "找不着"]),
    st.sampled_from(["", " ", "我", "我的"]),
)
def test_a_paper_that_is_said_to_be_missing_is_missing(paper: str, missing: str, between: str) -> None:
    said = f"{paper}{between}{missing}" if not between.strip() else f"{between}{paper}{missing}"
    assert lacks(said)
    assert material_lacking(said, PAPERS) == PAPERS.index(paper)


@given(
    st.sampled_from(PAPERS),
    st.sampled_from(
        [
            "{}收到没",
            "{}看完冇咯",
            "{}冇丢呀",
            "{}没丢啊 在我手上",
            "没丢，{}在我手里",
            "我没说{}丢了",
            "还没到六十 我的{}上写错了",
            "我没听懂 {}是哪个的",
            "{}还没过期",
            "{}拍好了没有",
            "有没有{}的样子看",
        ]
    ),
)
def test_where_nothing_lacks_nothing_is_heard_to(paper: str, sentence: str) -> None:
    assert material_lacking(sentence.format(paper), PAPERS) is None


def test_the_clause_that_lacks_is_not_the_one_that_names() -> None:
    assert material_lacking("没领 户口簿我是有的", PAPERS) is None
    assert material_lacking("身份证发给你了 手机没电了", PAPERS) is None
    assert material_lacking("健康证 公司还没给我", PAPERS) == 2


def test_a_loss_that_is_denied() -> None:
    assert denies_loss("我的证冇丢，还在")
    assert denies_loss("没说丢了")
    assert not denies_loss("身份证丢了")
    assert not denies_loss("没有身份证")


def test_what_was_never_had_was_not_lost() -> None:
    assert lost("身份证掉了")
    assert not lost("娃娃没办过身份证")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("监护人证明又是个么子鬼", [5]),
        ("民事判决书去哪里开", [5]),
        ("平面图我自己画，可以吗", [3]),
        ("布局说明要请人画不", [3]),
        ("自拍的行不行", [6]),
        ("什么底色的", [6]),
        ("健康证还冇办 去哪里办咯", [4]),
        ("申请书在哪里搞，我冇得打印机，平面图要请设计师画不", [0, 3]),
        ("申请书 谁 填", [0]),
        ("营业执照带去可以吗", []),
        ("营业执照收费吗", []),
        ("我今天开心", []),
    ],
)
def test_each_paper_that_is_asked_about_is_found(text: str, asked: list[int]) -> None:
    assert materials_asked(text, NAMES) == asked


def test_one_of_the_names_that_a_name_lists_is_enough() -> None:
    assert material_named("判决书我有", ["户口簿", "监护人证明/民事判决书"]) == 1
    assert material_asked("诊断证明哪里开", ["户口簿", "病历/诊断证明"]) == 1


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("病历/诊断证明", ("病历", "诊断证明")),
        ("租赁合同或产权证明", ("租赁合同", "产权证明")),
        ("变更/延续申请表", ()),
        ("资金来源/票务方案", ()),
        ("使用证明（产权证、租赁合同或其他）", ()),
        ("户口簿", ()),
    ],
)
def test_only_a_name_that_lists_papers_says_that_one_will_do(name: str, parts: tuple[str, ...]) -> None:
    assert either_of(name) == parts


def test_what_is_asked_of_a_paper() -> None:
    assert asks_need("股权转让协议要不要")
    assert not asks_need("要不要带身份证")
    assert asks_by_whom("评定表 谁 填")
    assert not asks_by_whom("评定表哪里拿")


def test_a_card_that_nobody_went_to_have_made_is_lacking_and_not_lost() -> None:
    assert material_lacking("她身份证从来没去办过，就户口本上一页", ["身份证", "户口簿"]) == 0
    assert not lost("她身份证从来没去办过")


def test_what_is_dictated_in_one_breath_lacks_only_what_is_near() -> None:
    names = ["身份证或社保卡", "解除劳动合同材料"]
    assert material_lacking("就是冇得工作哒厂里交了十几年社保我想问下失业金么子搞有多少钱一个月", ["社保卡"]) is None
    assert material_lacking("厂里没给我解除劳动合同材料", names) == 1
