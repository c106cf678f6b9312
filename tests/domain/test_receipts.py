"""Receipt codes survive being read out and typed."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.receipts import ALPHABET, normal_receipt_code, receipt_code

codes = st.text(ALPHABET, min_size=8, max_size=8).map(receipt_code)


def test_letters_that_look_alike_are_left_out() -> None:
    assert not set("01OIL") & set(ALPHABET)


@given(codes)
def test_a_code_is_found_however_it_was_typed(code: str) -> None:
    full_width = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in code)
    typed = (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code} ", full_width, code[3:])
    assert {normal_receipt_code(one) for one in typed} == {code}


@given(st.text(max_size=30))
def test_nothing_else_becomes_a_code_by_itself(text: str) -> None:
    found = normal_receipt_code(text)
    assert found == text or normal_receipt_code(found) == found
