"""What residents say of a verdict on their papers."""

import pytest

from backend.domain.verdict_words import asks_how_it_stands, findings_asked


@pytest.mark.parametrize(
    ("said", "keys", "meant"),
    [
        ("合同上哪里冇签咯", ["unsigned"], ["unsigned"]),
        ("地址哪里对不上", ["address_unsure", "unsigned"], ["address_unsure"]),
        ("我到底满没满八十岁嘛", ["age_below", "register_own_missing"], ["age_below"]),
        ("这个会不会打回来", ["address_unsure"], ["address_unsure"]),
        ("登记照上面哪有字", ["portrait_blurred"], ["portrait_blurred"]),
        ("要什么底色的", ["photo_background"], ["photo_background"]),
    ],
)
def test_a_question_about_what_was_found(said: str, keys: list[str], meant: list[str]) -> None:
    assert findings_asked(said, keys) == meant


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("地址在哪里", ["unsigned"]),
        ("我签好了", ["unsigned"]),
        ("几点开门", ["address_unsure"]),
        ("要交多少钱", ["age_below", "unsigned"]),
        ("地址搬过了", ["address_unsure"]),
    ],
)
def test_what_only_sounds_like_one(said: str, keys: list[str]) -> None:
    assert findings_asked(said, keys) == []


@pytest.mark.parametrize("said", ["国徽那面收到冇", "身份证看完了吗", "我发的照片收到没有", "合同看得清不"])
def test_how_a_paper_stands_is_asked(said: str) -> None:
    assert asks_how_it_stands(said)


@pytest.mark.parametrize("said", ["身份证没有", "收到了谢谢", "我看看", "可以带到窗口吗", "没收到短信怎么办"])
def test_how_a_paper_stands_is_not_asked(said: str) -> None:
    assert not asks_how_it_stands(said)
