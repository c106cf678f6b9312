"""Which words staff may teach the finder, and how they join the catalogue."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.errors import PhraseRefused
from backend.domain.items import Catalogue
from backend.domain.lint import lint
from backend.domain.phrases import by_item, check_alias, tidy, with_aliases

ITEM = "mz-gaoling"


def test_new_words_are_kept_tidy(the_catalogue: Catalogue) -> None:
    assert check_alias(the_catalogue, ITEM, " 爷爷满八十那个钱 。") == "爷爷满八十那个钱"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("钱", "length"),
        ("这是一个很长很长的故事" * 4, "length"),
        ("给〔姓名〕办的那个", "personal"),
        ("卡号123456那个", "personal"),
        ("请问怎么办理", "vague"),
        ("！？。。", "length"),
        ("家里着火了快来人", "emergency"),
        ("高龄津贴", "known"),
    ],
)
def test_what_would_do_harm_is_refused(the_catalogue: Catalogue, text: str, reason: str) -> None:
    with pytest.raises(PhraseRefused) as refused:
        check_alias(the_catalogue, ITEM, text)
    assert refused.value.fields["reason"] == reason


def test_words_of_another_item_are_refused_and_it_is_named(the_catalogue: Catalogue) -> None:
    other = the_catalogue.items["mz-laonian"]
    with pytest.raises(PhraseRefused) as refused:
        check_alias(the_catalogue, ITEM, other.aliases[0])
    assert refused.value.fields == {"reason": "taken", "other": other.short_name}


def test_an_item_that_is_none(the_catalogue: Catalogue) -> None:
    with pytest.raises(PhraseRefused) as refused:
        check_alias(the_catalogue, "no-such", "满八十那个钱")
    assert refused.value.fields["reason"] == "item"


def test_they_join_the_items_and_the_lint_finds_nothing_more(the_catalogue: Catalogue) -> None:
    alias = check_alias(the_catalogue, ITEM, "爷爷满八十那个钱")
    joined = with_aliases(the_catalogue, [(ITEM, alias), ("gone", "没有的事项")])
    assert joined.items[ITEM].aliases[-1] == alias
    assert {k: v for k, v in joined.items.items() if k != ITEM} == {
        k: v for k, v in the_catalogue.items.items() if k != ITEM
    }
    assert lint(joined) == lint(the_catalogue)


def test_what_the_files_have_by_now_does_not_join_twice(the_catalogue: Catalogue) -> None:
    own = the_catalogue.items[ITEM].aliases[0]
    assert with_aliases(the_catalogue, [(ITEM, own)]) is the_catalogue


@given(st.text(st.sampled_from("老人补贴证店，。 ！?  8０"), max_size=40))
def test_tidy_is_tidy(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from("甲乙丙")), unique=True, max_size=6))
def test_by_item_keeps_all(kept: list[tuple[str, str]]) -> None:
    assert sorted((key, alias) for key, aliases in by_item(kept).items() for alias in aliases) == sorted(kept)


def test_an_item_may_have_other_words_taken_away(the_catalogue: Catalogue) -> None:
    bare = replace(the_catalogue.items[ITEM], aliases=())
    emptied = replace(the_catalogue, items={**the_catalogue.items, ITEM: bare})
    assert with_aliases(emptied, [(ITEM, "满八十那个钱")]).items[ITEM].aliases == ("满八十那个钱",)
