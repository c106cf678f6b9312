"""One specimen by kind and fault."""

from datetime import date

from PIL import Image

from backend.adapters.specimens import camera, cards, certificates, papers
from backend.adapters.specimens.orders import KINDS, Order
from backend.adapters.specimens.people import Business, Person, moved
from backend.adapters.specimens.people import business as a_business
from backend.adapters.specimens.people import person as somebody

#: Faults of the camera; every kind can have them.
_CAMERA = ("blurred", "motion", "dark", "glare", "cut", "small", "screen", "turned", "upside_down", "angled")
#: Of these, what a good reader makes nothing of.
TOLERABLE = frozenset({"turned", "upside_down", "angled"})
#: Faults of the paper itself; a kind that can't have one raises ``ValueError``.
_PAPER = (
    "expired", "altered_number", "other_person", "wrong_side", "blank", "half_filled", "unticked", "undated",
    "unsigned", "no_seal", "wrong_document", "page_missing", "person_missing", "side_missing", "same_person",
    "head_missing", "own_page_missing", "other_member", "other_address", "too_young",
)  # fmt: skip
FAULTS = (*_CAMERA, *_PAPER)
#: Which papers can have a fault of the paper itself.
_CAN: dict[str, frozenset[str]] = {
    "expired": frozenset({
        "id_card_back", "id_card_both", "lease", "health_certificate", "food_license", "power_of_attorney",
        "id_card_couple",
    }),
    "altered_number": frozenset({
        "id_card_front", "id_card_both", "business_license", "id_card_fronts", "id_card_couple",
    }),
    "other_person": frozenset({
        "id_card_front", "id_card_both", "business_license", "lease", "application_form", "power_of_attorney",
        "household_register", "marriage_certificate", "food_license",
    }),
    "wrong_side": frozenset({"id_card_front", "id_card_back"}),
    "blank": frozenset({"application_form"}),
    "half_filled": frozenset({"application_form"}),
    "unticked": frozenset({"application_form"}),
    "undated": frozenset({"application_form"}),
    "unsigned": frozenset({"application_form", "lease", "power_of_attorney", "commitment"}),
    "no_seal": frozenset({"business_license", "food_license", "health_certificate", "marriage_certificate"}),
    "page_missing": frozenset({"lease"}),
    "person_missing": frozenset({"id_card_couple"}),
    "side_missing": frozenset({"id_card_couple"}),
    "same_person": frozenset({"id_card_fronts", "id_card_couple"}),
    "head_missing": frozenset({"household_booklet"}),
    "own_page_missing": frozenset({"household_booklet"}),
    "other_member": frozenset({"household_booklet"}),
    "other_address": frozenset({"business_license", "lease", "property_certificate"}),
    "too_young": frozenset({"id_card_elder"}),
}  # fmt: skip
DAY = date(2026, 6, 1)
FORM_TITLE = "食品小经营许可申请书"


def make(
    kind: str,
    *,
    person: Person | None = None,
    business: Business | None = None,
    fault: str | None = None,
    seed: int = 0,
    today: date = DAY,
    title: str = FORM_TITLE,
) -> bytes:
    """A specimen as a JPEG (a lease: a PDF of two pages), the same bytes for the same arguments.

    Valid on ``today`` unless ``fault`` is expired. Raises ``ValueError`` for an unknown kind or fault or one that
    the kind can't have, and ``NoChineseFont``.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of specimen: {kind}")
    if fault is not None and fault not in FAULTS:
        raise ValueError(f"unknown fault: {fault}")
    if kind not in _CAN.get(fault or "", KINDS):
        raise ValueError(f"{kind} can't be {fault}")
    who = person or somebody(seed, today=today)
    if fault == "other_person":
        who = somebody(seed + 5000, today=today)
        business = a_business(seed + 5000, who)
    shop = business or a_business(seed, who)
    if fault == "other_address":
        shop = moved(shop)
    drawn = {"id_card_front": "id_card_back", "id_card_back": "id_card_front"}[kind] if fault == "wrong_side" else kind
    sheets = KINDS[drawn](Order(who, shop, fault, seed, today, title))
    if fault == "wrong_document":
        sheets = [_wrong_document(kind, who, seed)]
    if kind == "lease" and fault not in _CAMERA and fault != "wrong_document":
        if fault == "page_missing":  # either may be forgotten
            sheets = sheets[1:] if seed % 2 else sheets[:1]
        return camera.pdf(sheets)
    if kind == "photo" and fault is None:
        return camera.scan(sheets[0])
    return camera.photograph(sheets[0], seed, fault if fault in _CAMERA else None)


def can_have(kind: str, fault: str) -> bool:
    """Whether ``make`` draws this fault on this kind."""
    return fault in FAULTS and kind in _CAN.get(fault, frozenset(KINDS))


def _wrong_document(kind: str, who: Person, seed: int) -> Image.Image:
    """A menu, or a paper that the hall does know, but not for this."""
    if seed % 2 == 0:
        return papers.notice(seed)
    if kind.startswith("id_card"):
        return certificates.bank_card(who, seed)
    return cards.id_card_front(who, seed)
