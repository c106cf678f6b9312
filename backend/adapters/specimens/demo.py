"""All the pictures a demonstration needs for one item, with one invented applicant.

    files = demo_files(folder, "sc-sp-xiaocanyin", today=date(2026, 11, 24))
    files.applicant.name, files.applicant.id_number, files.business.name, files.business.uscc
    files.good["id_card"]            → [front.jpg, back.jpg]: what to send for a material, by its key in the catalogue
    files.bad["blurred"].material    → the key of the material it is sent for
    files.bad["blurred"].path        → the picture

``anew`` has another good photograph of a material, for one that was sent back.
``good`` has every material of the item, those of every case. ``bad`` has: blurred (a good paper out of focus), wrong
(a menu), other_person (somebody else's identity card) and unsigned (the form without a signature). All are valid on
``today`` and the same for the same arguments; files that are there already are not drawn again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from backend.adapters.specimens.make import DAY, make
from backend.adapters.specimens.people import Business, Person, business, person


@dataclass(frozen=True)
class Bad:
    """A picture that must be caught, and the key of the material it is sent for."""

    material: str
    path: Path


@dataclass(frozen=True)
class DemoFiles:
    """What ``demo_files`` made."""

    applicant: Person
    business: Business
    good: Mapping[str, list[Path]]
    bad: Mapping[str, Bad]
    anew: Mapping[str, Path]


@dataclass(frozen=True)
class _Plan:
    """Of one item: its form's title, which kinds answer each material, and which material is blurred."""

    form: str
    good: Mapping[str, tuple[str, ...]]
    blurred: str


_CARD = ("id_card_front", "id_card_back")
_PLANS: Mapping[str, _Plan] = {
    "sc-sp-xiaocanyin": _Plan(
        "食品小经营许可申请书",
        {
            "application_form": ("application_form",),
            "business_license": ("business_license",),
            "id_card": _CARD,
            "floor_plan": ("floor_plan",),
            "health_certificate": ("health_certificate",),
        },
        "business_license",
    ),
    "sc-gth-sheli": _Plan(
        "个体工商户登记（备案）申请书",
        {
            "application_form": ("application_form",),
            "id_card": _CARD,
            "lease": ("lease",),
            "title_deed": ("property_certificate",),
            "premises_other": ("lease",),
            "photo": ("photo",),
            "power_of_attorney": ("power_of_attorney",),
            "agent_id_card": _CARD,
        },
        "id_card",
    ),
}
ITEMS = tuple(_PLANS)


def demo_files(folder: Path, item_id: str = "sc-sp-xiaocanyin", *, today: date = DAY, seed: int = 7) -> DemoFiles:
    """The files of one item, written into ``folder``. Raises ``KeyError`` for an item without a plan and
    ``NoChineseFont``."""
    plan = _PLANS[item_id]
    who = person(seed, today=today)
    shop = business(seed, who)
    place = folder / f"{item_id}-{today:%Y%m%d}-{seed}"
    place.mkdir(parents=True, exist_ok=True)

    def file(name: str, kind: str, fault: str | None = None, whose: Person = who) -> Path:
        path = place / f"{name}.{'pdf' if kind == 'lease' else 'jpg'}"
        if not path.exists():
            data = make(kind, person=whose, business=shop, fault=fault, seed=seed, today=today, title=plan.form)
            path.write_bytes(data)
        return path

    # whom the specimen of the power of attorney names
    agent = person(seed + 700, today=today)
    good = {
        key: [
            file(
                key + kind.removeprefix("id_card") if kinds == _CARD else key,
                kind,
                whose=agent if key.startswith("agent") else who,
            )
            for kind in kinds
        ]
        for key, kinds in plan.good.items()
    }
    bad = {
        "blurred": Bad(plan.blurred, file("blurred", plan.good[plan.blurred][0], "blurred")),
        "wrong": Bad("id_card", file("wrong", "menu")),
        "other_person": Bad("id_card", file("other-person", "id_card_front", "other_person")),
        "unsigned": Bad("application_form", file("unsigned", "application_form", "unsigned")),
    }
    anew = {key: file(f"{key}-anew", kinds[0], "angled") for key, kinds in plan.good.items() if kinds[0] != "lease"}
    return DemoFiles(who, shop, good, bad, anew)
