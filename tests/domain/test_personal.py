"""No identity number, licence code or phone number gets past the mask, however it is written; other numbers do."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.numbers import id_check_digit, uscc_check_digit
from backend.domain.personal import MARKS, take

_CHINESE = "零一二三四五六七八九"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    region, serial = draw(st.integers(110000, 659999)), draw(st.integers(0, 999))
    first = f"{region}{draw(st.dates(min_value=date(1920, 1, 1))).strftime('%Y%m%d')}{serial:03}"
    return first[:17] + id_check_digit(first[:17])


@st.composite
def usccs(draw: st.DrawFn) -> str:
    first = "91430103" + draw(st.text(_ALPHABET, min_size=9, max_size=9))
    return first + uscc_check_digit(first)


phones = st.builds(lambda a, b: f"1{a}{b:09}", st.integers(3, 9), st.integers(0, 999_999_999))


@st.composite
def written(draw: st.DrawFn, numbers: st.SearchStrategy[str]) -> tuple[str, str]:
    """A number, and one of the ways it can be typed or dictated."""
    number = draw(numbers)
    style = draw(st.sampled_from(["plain", "lower", "full", "chinese"]))
    shown = {
        "plain": number,
        "lower": number.lower(),
        "full": "".join(chr(ord(c) + 0xFEE0) for c in number),
        "chinese": "".join(_CHINESE[int(c)] if c.isdigit() else c for c in number),
    }[style]
    gap = draw(st.sampled_from(["", " ", "-", "　", ".", " - ", "\n"]))[:2]
    every = draw(st.integers(1, 6))
    return number, gap.join(shown[i : i + every] for i in range(0, len(shown), every))


around = st.sampled_from([("", ""), ("我的号码是", ""), ("", "，帮我记下"), ("号码:", "谢谢"), ("（", "）")])


@settings(deadline=None, max_examples=300)
@given(written(id_numbers()) | written(usccs()) | written(phones), around)
def test_no_number_survives(case: tuple[str, str], words: tuple[str, str]) -> None:
    number, shown = case
    taken = take(words[0] + shown + words[1])
    assert number in taken.values.values()
    assert any(mark in taken.text for mark in MARKS.values())
    assert not re.search(r"[0-9０-９]{4}|[零一二三四五六七八九]{4}", taken.text)
    assert taken.text.startswith(words[0])
    assert taken.text.endswith(words[1])


@pytest.mark.parametrize(
    "text",
    [
        "我要办3个证",
        "2026年11月24日下午3点半",
        "2026-11-24 15:30",
        "查进度 TX-7KQ2-M4HN",
        "12345热线",
        "0731-85580000",
        "120平米，租金2000元一个月",
        "第二个",
        "十三楼一五零二室",
        "一九九八年退伍的",
        "1、2、3、4、5",
        "满六十五岁，住了二十一年",
    ],
)
def test_ordinary_numbers_survive(text: str) -> None:
    assert take(text).text == text


def test_a_number_one_digit_short_or_long_is_masked_too() -> None:
    assert "4301" not in take("43010319900101123").text
    assert "4301" not in take("4301031990010112345").text


def test_two_numbers_in_one_text() -> None:
    taken = take("身份证430103199001011234电话13812345678")
    assert taken.text == "身份证〔身份证号〕电话〔手机号〕"
    assert taken.values == {"id_number": "430103199001011234", "phone": "13812345678"}


def test_a_country_code_is_no_part_of_the_phone() -> None:
    assert take("+86 138 1234 5678").values == {"phone": "13812345678"}
    assert take("8613812345678").values == {"phone": "13812345678"}


def test_names_when_introduced_or_asked_for() -> None:
    assert take("我叫王小明").values == {"name": "王小明"}
    assert take("王小明").values == {}
    assert take("王小明", expect_name=True).text == "〔姓名〕"
    assert take("取消", expect_name=True).values == {}


@pytest.mark.parametrize(
    "text",
    ["我是魏思远 439901196305116815", "他叫魏思远，身份证439901196305116815", "不是魏四远是魏思远 439901196305116815"],
)
def test_a_name_beside_a_number_is_taken_with_it(text: str) -> None:
    taken = take(text, expect_name=True)
    assert taken.values == {"name": "魏思远", "id_number": "439901196305116815"}
    assert "魏思远" not in taken.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("好咯 我叫韩晓玲身份证439901199001016909", "韩晓玲"),
        ("不对不对我名字是韩晓玲你莫记错哒", "韩晓玲"),
        ("我叫韩玲电话13812345678", "韩玲"),
        ("名字是欧阳小红身份证号码是439901199001016909", "欧阳小红"),
        ("我叫莫小别", "莫小别"),
    ],
)
def test_a_name_ends_where_something_else_is_said_in_one_breath(text: str, name: str) -> None:
    assert take(text, expect_name=True).values["name"] == name
