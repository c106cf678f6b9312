"""The name of a business among other words; a trade or a wish to open one is no name."""

import pytest

from backend.domain.business_names import business_named, legal_name
from backend.domain.personal import MARKS, take


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("湖南青禾建材有限公司，代码等下给你", "湖南青禾建材有限公司"),
        ("申请人应该写单位，名称改成长沙望月广告有限公司", "长沙望月广告有限公司"),
        ("我们公司叫长沙蓝天科技有限公司", "长沙蓝天科技有限公司"),
        ("店名叫马记面馆", "马记面馆"),
        ("李记小吃店", "李记小吃店"),
        ("我是金色年华商贸有限公司的会计", "金色年华商贸有限公司"),
    ],
)
def test_a_business_is_named(text: str, name: str) -> None:
    assert business_named(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "我要开个小吃店",
        "我们公司",
        "换法人，有限公司",
        "另外还有一家公司",
        "去你们中心",
        "注册一家公司",
        "这个店不开了",
    ],
)
def test_a_business_that_is_only_spoken_of_has_no_name(text: str) -> None:
    assert business_named(text) is None


def test_a_business_is_no_person() -> None:
    taken = take("名字改成金色年华商贸有限公司", expect_name=True)
    assert taken.values == {}
    assert taken.text == "名字改成金色年华商贸有限公司"
    both = take("马记面馆，我叫邹小梅", expect_name=True)
    assert both.values == {"name": "邹小梅"}
    assert both.text == f"马记面馆，我叫{MARKS['name']}"


@pytest.mark.parametrize(
    "text", ["申请人改成我儿子，郑小宇", "名字换成我妈的，叫郑小宇", "申请人改一下，改成郑小宇", "申请人换成郑小宇"]
)
def test_the_new_name_is_taken_from_the_message_that_changes_it(text: str) -> None:
    assert take(text).values == {"name": "郑小宇"}


def test_of_two_names_the_others_is_taken_and_neither_is_shown() -> None:
    taken = take("我叫邹小梅，我儿子叫郑小宇", expect_name=True, for_other=True)
    assert taken.values == {"name": "郑小宇"}
    assert "邹" not in taken.text
    assert take("我女儿叫李小红，我叫张桂英", expect_name=True).values == {"name": "张桂英"}


def test_only_a_full_name_is_one_beyond_doubt() -> None:
    assert legal_name("刚才发了啊，长沙望月广告有限公司。我们没转股权") == "长沙望月广告有限公司"
    assert legal_name("我去你们中心") is None
    assert legal_name("望月面馆") is None
