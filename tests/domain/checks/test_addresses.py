"""Addresses: the same place however it is written; another house is seen, and nothing is ever sent back for it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.checks import judge
from backend.domain.checks.addresses import Match, compare, parse
from backend.domain.facts import Mate, Verdict
from tests.domain.checks.pages import CODE, DAY, LICENCE, PREMISES, facts, lease, licence, page, told, value, want

HERE = "湖南省样本市样本区示范街12号3栋2单元501室"


@pytest.mark.parametrize(
    "other",
    [
        HERE,
        "样本区示范街12号3栋2单元501室",
        "示范街12号3幢2单元501房",
        "湖南省样本市样本区示范街１２号３栋２单元５０１室",
        "样本市样本区示范街道办事处示范街十二号三栋二单元五〇一室",
        "示范街 12 号 3 座",
        "示范街12号",
        "示范街12号3号楼",
        "示范衔12号3栋501室",  # one character misread
        "样本区示范街",
    ],
)
def test_one_place_written_in_many_ways(other: str) -> None:
    assert compare(HERE, other)[0] is Match.SAME
    assert compare(other, HERE)[0] is Match.SAME


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("样本区示范街49号3栋501室", (Match.DIFFERENT, "12号", "49号")),
        ("样本区示范街12号4栋501室", (Match.DIFFERENT, "3栋", "4栋")),
        ("样本区示范街12号3栋1单元501室", (Match.DIFFERENT, "2单元", "1单元")),
        ("样本区示范街12号3栋2单元502室", (Match.DIFFERENT, "501室", "502室")),
        ("样本区青样巷12号3栋2单元501室", (Match.UNSURE, "", "")),
        ("示范街12-1号", (Match.UNSURE, "12号", "12-1号")),
        ("阳光小区3栋501", (Match.UNSURE, "", "")),
    ],
)
def test_another_house_and_another_road(other: str, expected: tuple[Match, str, str]) -> None:
    assert compare(HERE, other) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_compared_gives_an_answer_that_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert compare(one, other)[0] is compare(other, one)[0]
    assert compare(one, one)[0] is Match.SAME


@pytest.mark.parametrize(("text", "house"), [("解放路一百零五号", "105"), ("解放路二十号", "20"), ("解放路十号", "10")])
def test_numbers_in_chinese(text: str, house: str) -> None:
    assert parse(text).parts == {"house": house}
    assert parse(text).road == "解放路"


LICENSED = {"营业执照": {"uscc": CODE, "name": "样本面馆", "address": "样本市样本区示范街12号"}}
RENTED = {"租赁合同": {"lessor": "刘房东", "lessee": "陈建国", "address": "样本市样本区示范街49号"}}


@pytest.mark.parametrize(
    ("wanted", "seen", "others", "expected"),
    [
        (PREMISES, lease(address="示范街12号"), LICENSED, []),
        (PREMISES, lease(address="示范街49号"), LICENSED, [("address_differs", "human")]),
        (PREMISES, lease(address=value("示范街49号", score=0.7)), LICENSED, [("address_unsure", "human")]),
        (PREMISES, lease(address="青样巷12号"), LICENSED, [("address_unsure", "human")]),
        (LICENCE, licence(address="示范街12号"), RENTED, [("address_differs", "human")]),
        # where somebody lives is not where the shop is
        (
            PREMISES,
            lease(address="示范街49号"),
            {"身份证": {"id_number": "4", "name": "陈", "address": "示范街12号"}},
            [],
        ),
    ],
)
def test_the_place_of_the_business(wanted: Any, seen: Any, others: Any, expected: list[tuple[str, str]]) -> None:
    judgement = judge(facts(seen), replace(wanted, others=others), DAY)
    found = [one for one in told(judgement.findings) if one[0].startswith("address")]
    assert found == expected
    assert all(verdict != Verdict.FIX for _, verdict in found)


def test_a_lease_and_a_deed_for_one_material() -> None:
    wanted = want("premises", "租赁合同和产权证", title_words=("租赁合同", "产权证"))
    deed = page("property_certificate", text="不动产权证书", holder="刘房东", address="示范街49号")
    mates = (Mate(facts(deed)),)
    judgement = judge(facts(lease(address="示范街12号")), replace(wanted, mates=mates), DAY)
    assert told(judgement.findings) == [("address_differs", "human")]
