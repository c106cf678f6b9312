"""One specimen by kind and fault."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from PIL import Image

from backend.adapters.specimens import camera, cards, certificates, papers
from backend.adapters.specimens.people import Business, Person, business, person

#: Faults of the camera; every kind can have them.
_CAMERA = ("blurred", "motion", "dark", "glare", "cut", "small", "screen", "turned", "upside_down", "angled")
#: Of these, what a good reader makes nothing of.
TOLERABLE = frozenset({"turned", "upside_down", "angled"})
#: Faults of the paper itself; a kind that can't have one raises ``ValueError``.
_PAPER = (
    "expired", "altered_number", "other_person", "wrong_side", "blank", "half_filled", "unticked", "undated",
    "unsigned", "no_seal", "wrong_document", "page_missing",
)  # fmt: skip
FAULTS = (*_CAMERA, *_PAPER)
#: Which papers can have a fault of the paper itself.
_CAN: dict[str, frozenset[str]] = {
    "expired": frozenset({
        "id_card_back", "id_card_both", "lease", "health_certificate", "food_license", "power_of_attorney",
    }),
    "altered_number": frozenset({"id_card_front", "id_card_both", "business_license"}),
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
    who = person or _person(seed, today)
    if fault == "other_person":
        who, business = _person(seed + 5000, today), _business(seed + 5000, _person(seed + 5000, today))
    drawn = {"id_card_front": "id_card_back", "id_card_back": "id_card_front"}[kind] if fault == "wrong_side" else kind
    sheets = KINDS[drawn](_Order(who, business or _business(seed, who), fault, seed, today, title))
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


class _Order:
    """What a maker needs to know."""

    def __init__(self, who: Person, shop: Business, fault: str | None, seed: int, today: date, title: str) -> None:
        self.who, self.shop, self.fault, self.seed, self.today, self.title = who, shop, fault, seed, today, title


def _id_card_front(order: _Order) -> list[Image.Image]:
    who = order.who
    if order.fault == "altered_number":  # one digit of the birth day changed: the check digit no longer fits
        digit = str((int(who.id_number[15]) + 3) % 10)
        who = replace(who, id_number=who.id_number[:15] + digit + who.id_number[16:])
    return [cards.id_card_front(who, order.seed)]


def _id_card_back(order: _Order) -> list[Image.Image]:
    who = order.who
    if order.fault == "expired":
        end = order.today - timedelta(days=40 + order.seed)
        end = end.replace(day=min(end.day, 28))
        who = replace(who, valid_from=end.replace(year=end.year - 10), expires=end)
    return [cards.id_card_back(who, order.seed)]


def _id_card_both(order: _Order) -> list[Image.Image]:
    front, back = _id_card_front(order)[0], _id_card_back(order)[0]
    sheet = Image.new("RGB", (1240, 1560), (250, 250, 248))
    sheet.paste(front, (80, 60))
    sheet.paste(back, (80, 800))
    return [sheet]


def _business_license(order: _Order) -> list[Image.Image]:
    shop = order.shop
    altered = order.fault == "altered_number"
    if altered:
        digit = str((int(shop.uscc[4]) + 4) % 10)
        shop = replace(shop, uscc=shop.uscc[:4] + digit + shop.uscc[5:])
    return [cards.business_license(shop, order.seed, code=not altered, seal=order.fault != "no_seal")]


def _lease(order: _Order) -> list[Image.Image]:
    start = order.today - timedelta(days=120)
    end = start.replace(year=start.year + 3) - timedelta(days=1)
    if order.fault == "expired":
        start = start.replace(year=start.year - 4)
        end = start.replace(year=start.year + 2) - timedelta(days=1)
    landlord = person(order.seed + 900, today=order.today)
    return papers.lease(
        landlord, order.who, order.shop.address, start, end, order.seed, signed=order.fault != "unsigned"
    )


def _property_certificate(order: _Order) -> list[Image.Image]:
    return [papers.property_certificate(order.who, order.shop.address, order.seed)]


def _application_form(order: _Order) -> list[Image.Image]:
    filled = {"blank": "none", "half_filled": "half"}.get(order.fault or "", "all")
    shop = order.shop if re.search("食品|经营|个体工商户", order.title) else None
    if shop and "个体工商户" in order.title:  # it gets its code by this very application
        shop = replace(shop, uscc="")
    return [
        papers.application_form(
            order.title, order.who, shop, order.today, order.seed, filled=filled, signed=order.fault != "unsigned",
            dated=order.fault != "undated", ticked=order.fault != "unticked",
        )
    ]  # fmt: skip


def _health_certificate(order: _Order) -> list[Image.Image]:
    issued = order.today - timedelta(days=500 if order.fault == "expired" else 90)
    end = issued + timedelta(days=364)
    return [cards.health_certificate(order.who, issued, end, order.seed, seal=order.fault != "no_seal")]


def _food_license(order: _Order) -> list[Image.Image]:
    end = order.today + timedelta(days=-30 - order.seed % 200 if order.fault == "expired" else 400 + order.seed % 900)
    issued = end - timedelta(days=1825)
    return [certificates.food_license(order.shop, issued, end, order.seed, seal=order.fault != "no_seal")]


def _household_register(order: _Order) -> list[Image.Image]:
    return [certificates.household_register(order.who, order.who.name, order.seed)]


def _marriage_certificate(order: _Order) -> list[Image.Image]:
    people = (_person(order.seed + offset, order.today) for offset in range(300, 400))
    spouse = next(one for one in people if one.sex != order.who.sex)
    registered = date(2012 + order.seed % 10, 5, 20)
    return [certificates.marriage_certificate(order.who, spouse, registered, order.seed, seal=order.fault != "no_seal")]


def _bank_card(order: _Order) -> list[Image.Image]:
    return [certificates.bank_card(order.who, order.seed)]


def _commitment(order: _Order) -> list[Image.Image]:
    return [papers.commitment(order.who, order.today, order.seed, signed=order.fault != "unsigned")]


def _power_of_attorney(order: _Order) -> list[Image.Image]:
    agent = _person(order.seed + 700, order.today)
    day = order.today - timedelta(days=500 if order.fault == "expired" else 0)
    return [papers.power_of_attorney(order.who, agent, day, order.seed, signed=order.fault != "unsigned")]


def _floor_plan(order: _Order) -> list[Image.Image]:
    return [papers.floor_plan(order.shop, order.seed)]


def _photo(order: _Order) -> list[Image.Image]:
    return [cards.portrait(order.seed)]


def _menu(order: _Order) -> list[Image.Image]:
    return [papers.notice(order.seed)]


KINDS: dict[str, Callable[[_Order], list[Image.Image]]] = {
    "id_card_front": _id_card_front,
    "id_card_back": _id_card_back,
    "id_card_both": _id_card_both,
    "business_license": _business_license,
    "lease": _lease,
    "property_certificate": _property_certificate,
    "application_form": _application_form,
    "health_certificate": _health_certificate,
    "power_of_attorney": _power_of_attorney,
    "food_license": _food_license,
    "household_register": _household_register,
    "marriage_certificate": _marriage_certificate,
    "bank_card": _bank_card,
    "commitment": _commitment,
    "floor_plan": _floor_plan,
    "photo": _photo,
    "menu": _menu,
}


def _person(seed: int, today: date) -> Person:
    return person(seed, today=today)


def _business(seed: int, owner: Person) -> Business:
    return business(seed, owner)
