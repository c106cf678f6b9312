"""Who must not be called, a number that is left, and sentences that only sound like it."""

import pytest

from backend.domain.calls import leaves_only_phone, leaves_phone, no_calls, without_no_calls


@pytest.mark.parametrize(
    "text",
    [
        "我听不见，莫打电话，写字回我",
        "打电话 不行 发字 给我",
        "我是聋的",
        "我耳朵听不到，要写字",
        "我接不了电话，用文字回复我",
        "电话我听不清",
        "请勿打电话",
        "发短信给我就行，不方便接电话",
    ],
)
def test_who_must_not_be_called_says_so(text: str) -> None:
    assert no_calls(text)


@pytest.mark.parametrize(
    "text",
    [
        "听力残疾几级能办证",
        "我爸聋了想办残疾证",
        "你们电话总是没人接",
        "能不能打电话问",
        "要不要打电话约",
        "听不见你说什么，大声点",
        "打电话给我",
        "电话打不通",
    ],
)
def test_what_only_sounds_like_it_does_not(text: str) -> None:
    assert not no_calls(text)


def test_what_else_is_said_is_left() -> None:
    assert without_no_calls("我听不见，别打电话，想办残疾证") == "想办残疾证"
    assert without_no_calls("我听不见，别打电话") == ""


@pytest.mark.parametrize(
    ("text", "left", "only"),
    [
        ("好的，我老公电话是〔手机号〕", True, True),
        ("有事打这个 〔手机号〕", True, True),
        ("〔手机号〕", True, True),
        ("打我手机〔手机号〕，约下周四上午", True, False),
        ("房东电话〔手机号〕", False, False),
        ("我的号码〔身份证号〕", False, False),
    ],
)
def test_a_number_is_left_to_be_called_at(text: str, left: bool, only: bool) -> None:
    assert leaves_phone(text) == left
    assert leaves_only_phone(text) == only
