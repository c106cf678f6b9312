"""The receipt code of a package: short enough to read over the phone, random enough not to be guessed."""

import re
import unicodedata

#: No 0 and O, no 1, I and L: what looks alike is left out.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_PREFIX = "TX"


def receipt_code(letters: str) -> str:
    """The code made of eight letters of ``ALPHABET``: ``TX-7K3M-92QF``."""
    return f"{_PREFIX}-{letters[:4]}-{letters[4:8]}"


def normal_receipt_code(text: str) -> str:
    """A code as it was given out, from however it was typed: small, full-width, with other dashes or none.

    What can't be a code comes back as it is and matches nothing.
    """
    letters = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    found = re.fullmatch(rf"(?:{_PREFIX})?([{ALPHABET}]{{8}})", letters)
    return receipt_code(found.group(1)) if found else text
