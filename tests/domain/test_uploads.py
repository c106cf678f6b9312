"""Which upload makes room for which, and what they say together."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.facts import Verdict
from backend.domain.items import MaterialKind
from backend.domain.uploads import SEVERAL_SHEETS, Showing, takes_place_of, together

CARD = MaterialKind.ID_CARD
FRONT, BACK = frozenset({"front"}), frozenset({"back"})
showings = st.builds(
    Showing, st.sampled_from(list(Verdict)), st.sampled_from([frozenset[str](), FRONT, BACK, FRONT | BACK])
)
kinds = st.sampled_from(list(MaterialKind))


@given(showings, showings, kinds)
def test_a_worse_file_never_pushes_out_a_better_one(newer: Showing, older: Showing, kind: MaterialKind) -> None:
    worth = [Verdict.FIX, Verdict.HUMAN, Verdict.PASS]
    if worth.index(newer.verdict) < worth.index(older.verdict):
        assert not takes_place_of(newer, older, kind)


def test_sides_of_a_card_stand_side_by_side() -> None:
    assert not takes_place_of(Showing(Verdict.PASS, BACK), Showing(Verdict.PASS, FRONT), CARD)
    assert takes_place_of(Showing(Verdict.PASS, FRONT), Showing(Verdict.PASS, FRONT), CARD)
    assert takes_place_of(Showing(Verdict.PASS, FRONT | BACK), Showing(Verdict.PASS, BACK), CARD)
    assert takes_place_of(Showing(Verdict.PASS, FRONT), Showing(Verdict.FIX, FRONT | BACK), CARD)


def test_good_sheets_stand_side_by_side_where_several_are_usual() -> None:
    good = Showing(Verdict.PASS)
    assert not takes_place_of(good, good, MaterialKind.PREMISES)
    assert takes_place_of(good, good, CARD)
    assert takes_place_of(good, Showing(Verdict.FIX), MaterialKind.PREMISES)


def test_a_blurred_side_beside_the_other_good_one_is_to_be_fixed() -> None:
    assert together([Showing(Verdict.PASS, FRONT), Showing(Verdict.FIX, BACK)], CARD) is Verdict.FIX
    assert together([Showing(Verdict.PASS, FRONT | BACK), Showing(Verdict.FIX, BACK)], CARD) is Verdict.PASS
    assert together([], CARD) is None


@given(st.lists(showings, min_size=1), kinds)
def test_together_is_never_better_than_the_best_and_always_one_that_is_there(
    some: list[Showing], kind: MaterialKind
) -> None:
    found = together(some, kind)
    assert found in {one.verdict for one in some}
    if kind in SEVERAL_SHEETS:
        worth = [Verdict.FIX, Verdict.HUMAN, Verdict.PASS]
        assert found is min((one.verdict for one in some), key=worth.index)
