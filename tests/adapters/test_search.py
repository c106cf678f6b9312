"""Searching phrases by characters and sounds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.adapters.search import Phrase, PhraseIndex, normalise
from backend.adapters.sounds import sound
from backend.adapters.synonyms import Synonyms

INDEX = PhraseIndex(
    [
        Phrase(0, "身份证办理"),
        Phrase(0, "补办身份证"),
        Phrase(1, "居住证办理"),
        Phrase(2, "开粉店"),
        Phrase(2, "租赁合同", 0.1),
    ],
    3,
)


def test_full_width_case_and_marks_do_not_matter() -> None:
    assert normalise("　ＫＴＶ，证！") == "ktv 证"


@pytest.mark.parametrize(("one", "other"), [("那", "拉"), ("诗", "思"), ("京", "金"), ("湖", "福"), ("正", "怎")])
def test_confusable_sounds_are_one(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_the_nearest_phrase_wins_and_is_named() -> None:
    best = INDEX.search("我要补办身份证")[0]
    assert (best.thing, best.phrase) == (0, "补办身份证")
    assert best.cover == pytest.approx(1.0)


def test_a_wrong_character_of_the_same_sound_is_heard() -> None:
    assert INDEX.search("身分正")[0].thing == 0


def test_a_light_phrase_finds_but_covers_little() -> None:
    best = INDEX.search("租赁合同")[0]
    assert best.thing == 2
    assert best.cover <= 0.1001


def test_nothing_said_finds_nothing() -> None:
    assert INDEX.search("") == INDEX.search("!!") == []
    assert INDEX.search("鑫森淼") == []


def test_the_wide_text_only_helps_to_rank() -> None:
    narrow, wide = INDEX.search("粉店"), INDEX.search("粉店", wide="想开个粉店")
    assert narrow[0].thing == wide[0].thing == 2
    assert wide[0].cover == narrow[0].cover
    assert wide[0].score > narrow[0].score


def test_what_is_said_beside_the_thing() -> None:
    assert INDEX.left_over("补办身份证要多少钱", 0) == "_要多少钱"
    assert INDEX.left_over("身分正", 0) == "_"
    assert INDEX.left_over("天气预报", 0) == "天气预报"


def test_words_of_one_group_are_one() -> None:
    synonyms = Synonyms([["饭店", "餐馆"], ["高龄", r"8\d岁"]])
    assert synonyms.signs("开餐馆") == synonyms.signs("开个饭店") == {"§0"}
    assert synonyms.signs("我妈83岁") == {"§1"}
    assert synonyms.pairs("高龄的人开饭店") == ["§0§1"]
    assert synonyms.pairs("饭店") == []
    index = PhraseIndex([Phrase(0, "开餐馆"), Phrase(1, "开车")], 2, synonyms)
    assert index.search("开饭店")[0].thing == 0


def test_a_part_of_the_things_can_be_asked_for() -> None:
    seen = INDEX.look("补办身份证")
    assert seen is not None
    assert [m.thing for m in seen.best(1)] == [0]
    assert [m.thing for m in seen.best(1, 1)] == [1]
    assert INDEX.look("！") is None


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    found = INDEX.search(text)
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    assert all(0 <= m.cover <= 1.000001 for m in found)
