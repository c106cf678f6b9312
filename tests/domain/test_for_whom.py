"""For whom something is done, as said in passing; and sentences that only sound like it."""

import pytest

from backend.domain.for_whom import (
    SELF,
    age_told,
    changes_applicant,
    for_whom,
    gives_own,
    named,
    says_mine,
    says_theirs,
)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("想替我崽申请一个残疾证", "儿子"),
        ("帮屋里老娘问一下高龄补贴", "妈妈"),
        ("我女儿四岁了，要给她办康复救助", "女儿"),
        ("这个证是帮我爸办的，不是帮我办", "爸爸"),
        ("我是孩子的监护人", "孩子"),
        ("我是他妈妈，监护人", "孩子"),
        ("我孙子想申请残疾证", "孙子"),
        ("申请人写我老婆", "老婆"),
        ("替隔壁邻居打听下低保怎么申请", "邻居"),
        ("不是给我妈办，是给我自己办", SELF),
        ("申请人改成我自己", SELF),
    ],
)
def test_for_whom_is_heard(text: str, who: str) -> None:
    assert for_whom(text) == who


@pytest.mark.parametrize(
    "text",
    [
        "给我妈打电话问过了",
        "我女儿帮我办可以吧",
        "申请人写我还是写我儿子",
        "不等人工了，我自己办",
        "给小孩上户口",
        "我老公去年走了",
        "我要给公司换法人",
        "你帮我办一下",
        "我妈叫我来问问的",
        "我真是他妈的服了",
        "家里想开个店",
    ],
)
def test_what_only_sounds_like_it_says_for_nobody(text: str) -> None:
    assert for_whom(text) is None


def test_he_is_who_was_spoken_of() -> None:
    assert for_whom("想给他办个证") is None
    assert for_whom("想给他办个证", "儿子") == "儿子"
    assert named("我娘八十三了") == "妈妈"
    assert named("听说老人有补贴") is None


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("申请人改成我女儿，〔姓名〕", True),
        ("姓名换成我爸的，叫〔姓名〕", True),
        ("名字写错了，应该是〔姓名〕", False),
        ("申请人改成我还是我儿子", False),
        ("我要改时间", False),
    ],
)
def test_another_applicant_is_told_from_a_name_put_right(text: str, changes: bool) -> None:
    assert changes_applicant(text) == changes


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("我叫〔姓名〕，〔身份证号〕", True),
        ("我是〔姓名〕，他妈妈", True),
        ("我的身份证号码是〔身份证号〕", True),
        ("我儿子叫〔姓名〕", False),
        ("我叫〔姓名〕，我女儿叫〔姓名〕", False),
        ("〔姓名〕 〔身份证号〕", False),
        ("刚才那个号码是我的，他的号码〔身份证号〕", False),
    ],
)
def test_the_residents_own_name_is_known(text: str, own: bool) -> None:
    assert gives_own(text) == own


def test_whose_it_is_may_be_typed() -> None:
    assert all(map(says_mine, ("是我的", "那是我本人的", "我自己的", "这是我的，不是他的")))
    assert all(map(says_theirs, ("是他的", "我儿子的", "是我女儿的名字")))
    assert not any(map(says_mine, ("是他的", "我的材料呢", "我的天")))
    assert not any(map(says_theirs, ("是我的", "他的照片发了")))


@pytest.mark.parametrize(
    ("text", "age"),
    [("我儿子6岁", 6), ("六岁的", 6), ("今年十七岁", 17), ("二十一岁", 21), ("60岁以上才有", None), ("两周了", None)],
)
def test_an_age_is_read(text: str, age: int | None) -> None:
    assert age_told(text) == age
