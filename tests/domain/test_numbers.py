"""Identity numbers, credit codes and what is shown of them."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import numbers as n

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
regions = st.integers(100000, 999999).map(str)
id_numbers = st.builds(lambda r, d, o: _whole(f"{r}{d:%Y%m%d}{o:03d}"), regions, days, st.integers(0, 999))
codes = st.builds(
    lambda kind, region, rest: _whole_code(kind + region + rest),
    st.sampled_from(["91", "92", "93", "12", "51"]),
    regions,
    st.text(_USCC, min_size=9, max_size=9),
)


def _whole(first: str) -> str:
    return first + n.id_check_digit(first)


def _whole_code(first: str) -> str:
    return first + n.uscc_check_digit(first)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "439901198507150017"])
def test_numbers_of_the_standard_fit(number: str) -> None:
    assert n.id_number_fits(number)
    assert n.id_number_fits(number.lower())


@pytest.mark.parametrize(
    "number",
    [
        "",
        "11010519491231002",  # 17
        "110105491231002",  # 15, from before 1999
        "110105194912310021",  # another check digit
        "11010519490230002X",  # 30 February
        "01010519491231002X",
        "１1010519491231002X",  # full width
        "11010519491231002x ",
    ],
)
def test_what_is_no_identity_number(number: str) -> None:
    assert not n.id_number_fits(number)


@given(id_numbers)
def test_a_made_number_fits_and_says_its_birth_and_sex(number: str) -> None:
    assert n.id_number_fits(number)
    assert n.birth_of(number).strftime("%Y%m%d") == number[6:14]  # type: ignore[union-attr]
    assert n.sex_of(number) in "男女"


@given(id_numbers, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_never_fits(number: str, place: int, digit: str) -> None:
    if number[place] != digit:
        assert not n.id_number_fits(number[:place] + digit + number[place + 1 :])


@given(id_numbers, st.integers(0, 15))
def test_two_digits_swapped_never_fit(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert not n.id_number_fits(swapped)


@given(st.text(max_size=24))
def test_no_text_breaks_the_judges(text: str) -> None:
    assert n.id_number_fits(text) in (True, False)
    assert n.uscc_fits(text) in (True, False)
    assert n.uscc_fits(n.fold_uscc(text)) in (True, False)
    n.mask_text(text)


@pytest.mark.parametrize("code", ["91110000600037341L", "91320205690765544T", "92439901MA1234567Y"])
def test_credit_codes_fit(code: str) -> None:
    assert n.uscc_fits(code)


@given(codes)
def test_a_made_code_fits(code: str) -> None:
    assert n.uscc_fits(code)


@given(codes, st.integers(0, 17), st.sampled_from(_USCC))
def test_one_wrong_character_of_a_code_never_fits(code: str, place: int, char: str) -> None:
    if code[place] != char:
        assert not n.uscc_fits(code[:place] + char + code[place + 1 :])


@given(codes)
def test_only_letters_that_the_alphabet_lacks_are_folded(code: str) -> None:
    misread = code.translate(str.maketrans("0152", "OISZ"))
    assert n.fold_uscc(misread) == code
    kept = "".join(set(string.ascii_uppercase) - set("OISZ"))
    assert n.fold_uscc(kept) == kept


@given(id_numbers)
def test_nothing_shown_holds_a_whole_number(number: str) -> None:
    for text in (number, f"我是{number}。", f"{number},13912345678", f"号码：{number}"):
        assert number not in n.mask_text(text)
        assert number[6:14] not in n.mask_text(text)


def test_masks() -> None:
    assert n.mask_id_number("439901198507150017") == "439***********0017"
    assert n.mask_id_number("1234567") == "*******"
    assert n.mask_mobile("13912345678") == "139****5678"
    assert n.mask_text("电话139-1234-5678，卡6222021234567890123") == "电话139****5678，卡622************0123"
    assert n.mask_identity("13912345678") == "13912345678"
