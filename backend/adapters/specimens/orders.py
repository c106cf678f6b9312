"""Every kind of specimen drawn: from who and what to sheets of paper."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from PIL import Image

from backend.adapters.specimens import cards, certificates, papers, several
from backend.adapters.specimens.people import Business, Person, altered, elder, expired, partner, person


class Order:
    """What a maker needs to know."""

    def __init__(self, who: Person, shop: Business, fault: str | None, seed: int, today: date, title: str) -> None:
        self.who, self.shop, self.fault, self.seed, self.today, self.title = who, shop, fault, seed, today, title

    @property
    def partner(self) -> Person:
        """Somebody of the other sex who belongs to the seed's person."""
        return partner(self.who, self.seed, today=self.today)


def _id_card_front(order: Order) -> list[Image.Image]:
    who = altered(order.who) if order.fault == "altered_number" else order.who
    return [cards.id_card_front(who, order.seed)]


def _id_card_elder(order: Order) -> list[Image.Image]:
    if order.fault == "too_young":  # by a day, or by many years
        who = elder(order.seed, 80, today=order.today, days=-1) if order.seed % 2 else order.who
    else:
        who = elder(order.seed, 80, today=order.today, days=order.seed % 4000)
    return [cards.id_card_front(who, order.seed)]


def _id_card_back(order: Order) -> list[Image.Image]:
    who = order.who
    if order.fault == "expired":
        who = expired(who, order.today - timedelta(days=40 + order.seed))
    return [cards.id_card_back(who, order.seed)]


def _id_card_both(order: Order) -> list[Image.Image]:
    front, back = _id_card_front(order)[0], _id_card_back(order)[0]
    sheet = Image.new("RGB", (1240, 1560), (250, 250, 248))
    sheet.paste(front, (80, 60))
    sheet.paste(back, (80, 800))
    return [sheet]


def _id_card_fronts(order: Order) -> list[Image.Image]:
    return [several.id_card_fronts(order.who, order.partner, order.seed, order.fault)]


def _id_card_couple(order: Order) -> list[Image.Image]:
    return [several.id_card_couple(order.who, order.partner, order.seed, order.fault, order.today)]


def _household_booklet(order: Order) -> list[Image.Image]:
    return [several.household_booklet(order.who, order.partner, order.seed, order.fault)]


def _household_head(order: Order) -> list[Image.Image]:
    return [several.household_head(order.who, order.seed)]


def _business_license(order: Order) -> list[Image.Image]:
    shop = order.shop
    altered = order.fault == "altered_number"
    if altered:
        digit = str((int(shop.uscc[4]) + 4) % 10)
        shop = replace(shop, uscc=shop.uscc[:4] + digit + shop.uscc[5:])
    return [cards.business_license(shop, order.seed, code=not altered, seal=order.fault != "no_seal")]


def _lease(order: Order) -> list[Image.Image]:
    start = order.today - timedelta(days=120)
    end = start.replace(year=start.year + 3) - timedelta(days=1)
    if order.fault == "expired":
        start = start.replace(year=start.year - 4)
        end = start.replace(year=start.year + 2) - timedelta(days=1)
    landlord = person(order.seed + 900, today=order.today)
    return papers.lease(
        landlord, order.who, order.shop.address, start, end, order.seed, signed=order.fault != "unsigned"
    )


def _property_certificate(order: Order) -> list[Image.Image]:
    return [papers.property_certificate(order.who, order.shop.address, order.seed)]


def _application_form(order: Order) -> list[Image.Image]:
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


def _health_certificate(order: Order) -> list[Image.Image]:
    issued = order.today - timedelta(days=500 if order.fault == "expired" else 90)
    end = issued + timedelta(days=364)
    return [cards.health_certificate(order.who, issued, end, order.seed, seal=order.fault != "no_seal")]


def _food_license(order: Order) -> list[Image.Image]:
    end = order.today + timedelta(days=-30 - order.seed % 200 if order.fault == "expired" else 400 + order.seed % 900)
    issued = end - timedelta(days=1825)
    return [certificates.food_license(order.shop, issued, end, order.seed, seal=order.fault != "no_seal")]


def _household_register(order: Order) -> list[Image.Image]:
    return [certificates.household_register(order.who, order.who.name, order.seed)]


def _marriage_certificate(order: Order) -> list[Image.Image]:
    registered = date(2012 + order.seed % 10, 5, 20)
    return [
        certificates.marriage_certificate(
            order.who, order.partner, registered, order.seed, seal=order.fault != "no_seal"
        )
    ]


def _bank_card(order: Order) -> list[Image.Image]:
    return [certificates.bank_card(order.who, order.seed)]


def _commitment(order: Order) -> list[Image.Image]:
    return [papers.commitment(order.who, order.today, order.seed, signed=order.fault != "unsigned")]


def _power_of_attorney(order: Order) -> list[Image.Image]:
    agent = person(order.seed + 700, today=order.today)
    day = order.today - timedelta(days=500 if order.fault == "expired" else 0)
    return [papers.power_of_attorney(order.who, agent, day, order.seed, signed=order.fault != "unsigned")]


def _floor_plan(order: Order) -> list[Image.Image]:
    return [papers.floor_plan(order.shop, order.seed)]


def _photo(order: Order) -> list[Image.Image]:
    return [cards.portrait(order.seed)]


def _menu(order: Order) -> list[Image.Image]:
    return [papers.notice(order.seed)]


KINDS: dict[str, Callable[[Order], list[Image.Image]]] = {
    "id_card_front": _id_card_front,
    "id_card_back": _id_card_back,
    "id_card_both": _id_card_both,
    "id_card_fronts": _id_card_fronts,
    "id_card_couple": _id_card_couple,
    "id_card_elder": _id_card_elder,
    "business_license": _business_license,
    "lease": _lease,
    "property_certificate": _property_certificate,
    "application_form": _application_form,
    "health_certificate": _health_certificate,
    "power_of_attorney": _power_of_attorney,
    "food_license": _food_license,
    "household_register": _household_register,
    "household_booklet": _household_booklet,
    "household_head": _household_head,
    "marriage_certificate": _marriage_certificate,
    "bank_card": _bank_card,
    "commitment": _commitment,
    "floor_plan": _floor_plan,
    "photo": _photo,
    "menu": _menu,
}
