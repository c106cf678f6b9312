"""Identity numbers, credit codes and phone numbers: whether they can be right, and how to show them.

A check digit judges a number, it never repairs one: guided repair was measured to turn 56 of 127 wrong codes into
"valid" ones. A number that does not fit was misread or is wrong, and is asked for again.
"""

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_FOLD = str.maketrans("OISZ", "0152")
_ID_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])|(?<![0-9A-Za-z])\d{15}(?![0-9A-Za-z])")
_MOBILE_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_CARD_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])")


def id_check_digit(first17: str) -> str:
    """The 18th character of an identity number (GB 11643, ISO 7064 MOD 11-2) for its first 17 digits."""
    return _ID_CHECK[sum(int(c) * w for c, w in zip(first17, _ID_WEIGHTS, strict=True)) % 11]


def id_number_fits(text: str) -> bool:
    """Whether this can be an identity number: 18 characters, a real birth date, and the check digit fits.

    The region code is not looked up: codes are given out, merged and reused, and tables of them refuse real people.
    """
    return (
        bool(re.fullmatch(r"[1-9]\d{16}[0-9X]", text.upper()))
        and birth_of(text) is not None
        and id_check_digit(text[:17]) == text[17].upper()
    )


def birth_of(id_number: str) -> date | None:
    """The birth date inside an 18-character identity number, None when there is no such day."""
    try:
        born = date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None
    return born if 1880 <= born.year <= 2100 else None


def sex_of(id_number: str) -> str:
    """男 or 女, from the 17th digit."""
    return "男" if int(id_number[16]) % 2 else "女"


def uscc_check_digit(first17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100, ISO 7064 MOD 31-3)."""
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(first17, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_fits(text: str) -> bool:
    """Whether this can be a unified social credit code: the alphabet, a six-digit region, and the check digit."""
    return (
        len(text) == 18
        and all(c in _USCC_ALPHABET for c in text)
        and text[2:8].isdigit()
        and uscc_check_digit(text[:17]) == text[17]
    )


def fold_uscc(text: str) -> str:
    """Upper case without spaces, and the letters that a credit code's alphabet lacks (O, I, S, Z) as the digits they
    were misread from. Nothing else is ever folded."""
    return re.sub(r"[\s-]", "", text).upper().translate(_USCC_FOLD)


def is_mobile(text: str) -> bool:
    """Whether this is a mainland mobile number of eleven digits."""
    return bool(re.fullmatch(r"1[3-9]\d{9}", text))


def mask_id_number(text: str) -> str:
    """An identity number as it may be shown: the first three and the last four characters."""
    return text[:3] + "*" * max(0, len(text) - 7) + text[-4:] if len(text) > 7 else "*" * len(text)


def mask_mobile(text: str) -> str:
    """A mobile number as it may be shown: the first three and the last four digits."""
    return text[:3] + "****" + text[-4:] if len(text) >= 11 else "*" * len(text)


def mask_identity(text: str) -> str:
    """Free text with every identity and bank card number in it masked; phone numbers stay."""
    masked = _ID_IN_TEXT.sub(lambda m: mask_id_number(m.group()), text)
    return _CARD_IN_TEXT.sub(lambda m: mask_id_number(m.group()), masked)


def mask_text(text: str) -> str:
    """Free text with every identity, bank card and mobile number in it masked."""
    return _MOBILE_IN_TEXT.sub(lambda m: mask_mobile(re.sub(r"\D", "", m.group())[-11:]), mask_identity(text))
