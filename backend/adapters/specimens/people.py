"""Invented people and businesses.

Their numbers pass the check digit but begin with 4399, a region that was never given out, so they are nobody's.
"""

import random
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backend.domain.numbers import id_check_digit, uscc_check_digit

REGION = "439901"
_SURNAMES = "陈李周吴郑冯蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹彭"
_GIVEN = (
    "建国",
    "小红",
    "志强",
    "丽娟",
    "文博",
    "雅琴",
    "海燕",
    "德胜",
    "思远",
    "美玲",
    "国庆",
    "玉兰",
    "晓峰",
    "春梅",
    "立新",
    "佳怡",
)
_STREETS = ("样例路", "示范街", "青样巷", "桂样路", "白样街")
_SHOPS = ("阿婆米粉店", "老街包子铺", "三味小吃店", "清晨早餐店", "江边面馆", "好邻居便利店")


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    sex: str
    nation: str
    birth: date
    address: str
    id_number: str
    issuer: str
    valid_from: date
    expires: date | None  # None: 长期


@dataclass(frozen=True)
class Business:
    """A business that does not exist."""

    name: str
    uscc: str
    type: str
    legal_person: str
    capital: str
    start: date
    address: str
    scope: str


def person(seed: int = 0, *, today: date | None = None) -> Person:
    """The person of a seed; the card is valid on ``today`` (2026-06-01 when not given)."""
    rng = random.Random(f"person {seed}")  # noqa: S311 — the same every time, on purpose
    today = today or date(2026, 6, 1)
    birth = date(1962, 1, 1) + timedelta(days=rng.randrange(15000))
    sex = rng.choice("男女")
    order = rng.randrange(0, 490) * 2 + (1 if sex == "男" else 0)
    first17 = f"{REGION}{birth:%Y%m%d}{order:03d}"
    began = date(today.year - rng.randrange(2, 8), rng.randrange(1, 13), rng.randrange(1, 28))
    return Person(
        name=rng.choice(_SURNAMES) + rng.choice(_GIVEN),
        sex=sex,
        nation="汉",
        birth=birth,
        address=f"湖南省样本市样本区{rng.choice(_STREETS)}{rng.randrange(2, 300)}号"
        f"{rng.randrange(1, 20)}栋{rng.randrange(101, 999)}室",
        id_number=first17 + id_check_digit(first17),
        issuer="样本市公安局样本分局",
        valid_from=began,
        expires=began.replace(year=began.year + 20),
    )


def partner(one: Person, seed: int, *, today: date | None = None) -> Person:
    """Somebody of the other sex, for the person of a seed."""
    people = (person(seed + offset, today=today) for offset in range(300, 400))
    return next(other for other in people if other.sex != one.sex)


def elder(seed: int, years: int, *, today: date, days: int = 0) -> Person:
    """The person of a seed, but ``years`` years old since ``days`` days (not yet, when negative)."""
    one = person(seed, today=today)
    birth = today.replace(year=today.year - years, day=min(today.day, 28)) - timedelta(days=days)
    first17 = f"{REGION}{birth:%Y%m%d}{one.id_number[14:17]}"
    return replace(one, birth=birth, id_number=first17 + id_check_digit(first17))


def altered(one: Person) -> Person:
    """Somebody whose number has one digit of the birthday changed: the check digit no longer fits."""
    digit = str((int(one.id_number[15]) + 3) % 10)
    return replace(one, id_number=one.id_number[:15] + digit + one.id_number[16:])


def expired(one: Person, end: date) -> Person:
    """Somebody whose card ended in the month of ``end``, after ten years."""
    end = end.replace(day=min(end.day, 28))
    return replace(one, valid_from=end.replace(year=end.year - 10), expires=end)


def business(seed: int = 0, owner: Person | None = None) -> Business:
    """The business of a seed, run by ``owner`` (else by the person of the same seed)."""
    rng = random.Random(f"business {seed}")  # noqa: S311 — the same every time, on purpose
    owner = owner or person(seed)
    first17 = "92" + REGION + "MA" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7))
    return Business(
        name="样本市样本区" + rng.choice(_SHOPS),
        uscc=first17 + uscc_check_digit(first17),
        type="个体工商户",
        legal_person=owner.name,
        capital=f"{rng.randrange(2, 30)}万元",
        start=date(2024, rng.randrange(1, 13), rng.randrange(1, 28)),
        address=f"湖南省样本市样本区{rng.choice(_STREETS)}{rng.randrange(2, 300)}号",
        scope="小餐饮服务；食品销售（仅销售预包装食品）。（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
    )


def moved(shop: Business) -> Business:
    """The business at another house of the same street."""
    number = re.search(r"\d+(?=号)", shop.address)
    if number is None:
        raise ValueError("an address without a house number")
    other = str(int(number.group()) + 37)
    return replace(shop, address=shop.address[: number.start()] + other + shop.address[number.end() :])
