"""Which specimens the checks are measured on, what they are for, and what is written on them."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from backend.adapters.specimens import FAULTS, HELD_OUT, TOLERABLE, business, make, person
from backend.adapters.specimens.certificates import bank_number, food_number, marriage_number
from backend.adapters.specimens.make import can_have
from backend.adapters.specimens.people import partner
from backend.domain.checks.subject import SIDES
from backend.domain.facts import Applicant, Expectation

#: kind of specimen → kind, name and holder of the material it is made for, and whether a seal must be on it
MATERIALS = {
    "id_card_front": ("id_card", "身份证", "applicant", False),
    "id_card_back": ("id_card", "身份证", "applicant", False),
    "business_license": ("business_license", "营业执照", "business", True),
    "lease": ("premises", "租赁合同", "", False),
    "property_certificate": ("premises", "产权证", "", False),
    "application_form": ("application_form", "食品小经营许可申请书", "applicant", False),
    "health_certificate": ("health_certificate", "健康证明", "", True),
    "power_of_attorney": ("power_of_attorney", "委托书", "applicant", False),
    "food_license": ("license", "食品经营许可证", "business", True),
    "household_register": ("household_register", "户口簿", "applicant", False),
    "household_booklet": ("household_register", "户口簿", "applicant", False),
    "id_card_couple": ("id_card", "双方身份证", "", False),
    "id_card_elder": ("id_card", "身份证", "", False),
    "marriage_certificate": ("marriage_certificate", "结婚证", "applicant", True),
    "bank_card": ("bank_account", "银行卡", "", False),
    "commitment": ("other", "承诺书", "applicant", False),
}
#: What the catalogue demands of a material by number.
_DEMANDS = {
    "household_booklet": {"register_pages": 1},
    "id_card_couple": {"persons": 2},
    "id_card_elder": {"age_at_least": 80},
}
#: Papers about a place, which must be the place that another paper names.
_PLACES = frozenset({"business_license", "lease", "property_certificate"})
#: A promise stands on the upper part of its sheet: where the camera cuts, nothing but blank paper is lost.
_HARMLESS = frozenset({("commitment", "cut")})
_TITLES = {"lease": ("租赁合同", "租赁协议"), "property_certificate": ("产权证", "不动产权证")}


class Specimen(NamedTuple):
    """One paper to be made: ``fault`` is None for a good one."""

    kind: str
    fault: str | None
    seed: int

    @property
    def good(self) -> bool:
        return self.fault is None or self.fault in TOLERABLE

    def data(self, today: date) -> bytes:
        """The bytes of its file. Raises ``ValueError`` when the kind can't have the fault."""
        return make(self.kind, fault=self.fault, seed=self.seed, today=today)


def plan(count: int, *, held_out: bool) -> list[Specimen]:
    """``count`` specimens, a third of them good; every kind and fault as often as any other, each of another seed.

    The order is the same every time and mixed, so that a run that ends early is a fair part.
    """
    rng = random.Random(f"plan {held_out}")
    begin = HELD_OUT if held_out else 1
    good = _cycle([(kind, fault) for kind in MATERIALS for fault in (None, None, *sorted(TOLERABLE))], rng)
    faulty = _by_fault(rng)
    return [Specimen(*(next(good) if number % 3 == 0 else next(faulty)), begin + number) for number in range(count)]


def _cycle(pairs: list[tuple[str, str | None]], rng: random.Random) -> Iterator[tuple[str, str | None]]:
    while True:
        rng.shuffle(pairs)
        yield from pairs


def _by_fault(rng: random.Random) -> Iterator[tuple[str, str | None]]:
    """Every fault in turn, each time on another of the kinds that can have it."""
    kinds: dict[str, list[str]] = {}
    for fault in FAULTS:
        if fault in TOLERABLE:
            continue
        able = [kind for kind in MATERIALS if can_have(kind, fault) and (kind, fault) not in _HARMLESS]
        rng.shuffle(able)
        kinds[fault] = able
    turn = 0
    while True:
        for fault in rng.sample(sorted(kinds), len(kinds)):
            yield kinds[fault][turn % len(kinds[fault])], fault
        turn += 1


def expectation(specimen: Specimen, today: date) -> Expectation:
    """What the specimen is judged against: its own seed's person and business."""
    material, name, holder, seal = MATERIALS[specimen.kind]
    who = person(specimen.seed, today=today)
    shop = business(specimen.seed, who)
    if specimen.kind == "id_card_elder":  # somebody of eighty and more, not the seed's own person
        who = replace(who, id_number="", name="")
    other_side = frozenset[str]() if specimen.kind in _DEMANDS else frozenset(SIDES) - {specimen.kind}
    if specimen.kind == "id_card_elder":
        other_side = frozenset({SIDES[1]})
    place = {"另一份材料": {"holder": "", "address": shop.address}} if specimen.kind in _PLACES else {}
    return Expectation(
        specimen.kind, name, material, title_words=_TITLES.get(specimen.kind, (name,)), holder=holder, seal=seal,
        applicant=Applicant(who.name or None, who.id_number or None, shop.name, shop.uscc), sides_present=other_side,
        demands=_DEMANDS.get(specimen.kind, {}), others=place,
    )  # fmt: skip


def written(kind: str, seed: int, today: date) -> dict[str, str]:
    """What stands on a good specimen, by the reader's names of the fields."""
    who = person(seed, today=today)
    shop = business(seed, who)
    card = {"name": who.name, "id_number": who.id_number, "sex": who.sex, "birth": who.birth.isoformat()}
    if kind == "id_card_elder":
        return {"sex": who.sex, "address": who.address}
    if kind == "household_booklet":
        return {**card, "householder": who.name}
    if kind == "id_card_couple":
        return {**card, "id_number_2": partner(who, seed, today=today).id_number}
    if kind == "id_card_front":
        return {**card, "address": who.address}
    if kind == "id_card_back":
        end = who.expires.isoformat() if who.expires else "长期"
        return {"issuer": who.issuer, "valid_from": who.valid_from.isoformat(), "expires": end}
    if kind == "business_license":
        licence = {"uscc": shop.uscc, "name": shop.name, "legal_person": shop.legal_person, "address": shop.address}
        return {**licence, "start": shop.start.isoformat()}
    if kind == "lease":
        return {"lessor": person(seed + 900, today=today).name, "lessee": who.name, "signed": "yes"}
    if kind == "property_certificate":
        return {"holder": who.name, "address": shop.address}
    if kind == "application_form":
        return {"name": who.name, "id_number": who.id_number, "signed": "yes", "date": today.isoformat()}
    if kind == "health_certificate":
        issued = today - timedelta(days=90)
        end = issued + timedelta(days=364)
        return {"name": who.name, "issued": issued.isoformat(), "expires": end.isoformat()}
    if kind == "food_license":
        return {"number": food_number(seed), "name": shop.name, "uscc": shop.uscc, "legal_person": shop.legal_person}
    if kind == "household_register":
        return {**card, "relation": "户主"}
    if kind == "marriage_certificate":
        day = date(2012 + seed % 10, 5, 20)
        number = marriage_number(day, seed)
        return {"holder": who.name, "number": number, "registered": day.isoformat(), "id_number": who.id_number}
    if kind == "bank_card":
        return {"last_four": bank_number(seed)[-4:], "bank": "样本银行"}
    return {"id_number": who.id_number, "signed": "yes"}
