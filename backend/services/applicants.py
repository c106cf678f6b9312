"""Who a package is for: taken in, checked, sealed, and shown only masked."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from backend.domain.errors import InvalidInput
from backend.domain.facts import Applicant
from backend.domain.items import Item
from backend.domain.numbers import fold_uscc, id_number_fits, is_mobile, mask_id_number, mask_mobile, uscc_fits
from backend.domain.personal import mask_name
from backend.services.hall import Hall
from backend.storage.packages import Package

_PURPOSE = "applicant"
_MAX_NAME = 60


@dataclass(frozen=True)
class MaskedApplicant:
    """The applicant as a screen may show it."""

    name: str | None
    id_number: str | None
    business_name: str | None
    uscc: str | None
    phone: str | None


def known(hall: Hall, package: Package) -> dict[str, str]:
    """What was told so far: name, id_number, business_name, uscc, phone."""
    values: dict[str, str] = hall.vault.open(package.applicant, _PURPOSE) if package.applicant else {}
    return values


def applicant(hall: Hall, package: Package) -> Applicant:
    """The applicant as the checks see it."""
    values = known(hall, package)
    return Applicant(
        name=values.get("name"),
        id_number=values.get("id_number"),
        business_name=values.get("business_name"),
        uscc=values.get("uscc"),
    )


def masked(hall: Hall, package: Package) -> MaskedApplicant:
    """The applicant with every number and the name masked; a business's name is public and stays."""
    values = known(hall, package)
    return MaskedApplicant(
        name=mask_name(values["name"]) if "name" in values else None,
        id_number=mask_id_number(values["id_number"]) if "id_number" in values else None,
        business_name=values.get("business_name"),
        uscc=mask_id_number(values["uscc"]) if "uscc" in values else None,
        phone=mask_mobile(values["phone"]) if "phone" in values else None,
    )


def is_known(item: Item, values: dict[str, str]) -> bool:
    """Whether enough was told to check materials and to keep a seat: a name and the number that goes with it."""
    if item.applicant == "business":
        return "uscc" in values and ("business_name" in values or "name" in values)
    return "name" in values and "id_number" in values


def read_from(item: Item, fields: dict[str, Any]) -> dict[str, str]:
    """The applicant as read from a card or licence (``upload_case.read_fields``); empty unless the number fits."""
    number, name = ("uscc", "business_name") if item.applicant == "business" else ("id_number", "name")
    if "name" not in fields or not fields.get(number, {}).get("trusted"):
        return {}
    return {name: str(fields["name"]["value"]), number: str(fields[number]["value"])}


def take(hall: Hall, package: Package, item: Item, told: dict[str, str | None]) -> bool:
    """Put what was told into the package, sealed; false when nothing changed.

    Raises ``InvalidInput`` naming the ``field`` that can't be right. A number is judged, never repaired.
    """
    before = known(hall, package)
    values = {**before, **{field: _checked(field, value) for field, value in told.items() if value is not None}}
    if values == before:
        return False
    package.applicant = hall.vault.seal(values, _PURPOSE)
    numbers = ("uscc", "id_number") if item.applicant == "business" else ("id_number", "uscc")
    number = next((values[field] for field in numbers if field in values), None)
    package.person_key = hall.vault.keyed_hash(number, "person") if number else None
    return True


def forget(hall: Hall, package: Package) -> bool:
    """Drop all that says who the package is for, but the phone number; false when nothing was known."""
    before = known(hall, package)
    kept = {field: value for field, value in before.items() if field == "phone"}
    if kept == before:
        return False
    package.applicant = hall.vault.seal(kept, _PURPOSE) if kept else None
    package.person_key = None
    return True


def _checked(field: str, value: str) -> str:
    text = unicodedata.normalize("NFKC", value).strip()
    if field in ("name", "business_name"):
        text = re.sub(r"\s+", " ", text)
        fits = 2 <= len(text) <= _MAX_NAME and text.isprintable() and not text.isdigit()
    else:
        text = fold_uscc(text) if field == "uscc" else re.sub(r"[\s-]", "", text).upper()
        if field == "phone":
            text = re.sub(r"^\+?86", "", text)
        fits = {"id_number": id_number_fits, "uscc": uscc_fits, "phone": is_mobile}[field](text)
    if not fits:
        raise InvalidInput(field=field)
    return text
