"""Checks that the catalogue gives a number: years of age."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backend.domain.checks import expect, judge
from backend.domain.facts import Page, Verdict
from backend.domain.items import Catalogue
from tests.domain.checks.pages import CARD, DAY, NUMBER, back, facts, front, keys, page, told, value, want

#: Born 1946-11-24: 80 on the day, not yet the day before.
ELDER = "439901194611240014"
REGISTER = want("household_register", "户口簿", holder="applicant")


def member(**changes: Any) -> Page:
    """A person's page of a household register."""
    known = {"text": "常住人口登记卡", "name": "陈建国", "relation": "户主", "id_number": NUMBER}
    return page("household_register", **known | changes)


@pytest.mark.parametrize(
    ("seen", "on", "said"),
    [
        (front(), DAY, [("age_below", "human")]),
        (front(id_number=ELDER, name="陈建国"), DAY, []),
        (front(id_number=ELDER, name="陈建国"), date(2026, 11, 23), [("age_below", "human")]),
        (member(), DAY, [("age_below", "human")]),
        (back(), DAY, []),  # the side without a birthday
        (front(id_number=value(ELDER[:17] + "9", trusted=False), birth=value("1946", trusted=False)), DAY,
         [("number_misfit", "fix"), ("age_unsure", "human")]),
    ],
)  # fmt: skip
def test_somebody_younger_than_the_guide_says_is_looked_at_by_a_person(
    seen: Page, on: date, said: list[tuple[str, str]]
) -> None:
    base = REGISTER if "household_register" in seen.kinds else CARD
    who = replace(base.applicant, id_number=None)
    wanted = replace(base, demands={"age_at_least": 80}, on=on, applicant=who)
    assert told(judge(facts(seen), wanted, on).findings) == said


def test_age_matters_only_where_the_guide_names_it() -> None:
    assert not {"age_ok", "age_below"} & set(keys(judge(facts(front()), CARD, DAY).findings))


def test_the_guide_of_the_elders_allowance_names_eighty(the_catalogue: Catalogue) -> None:
    material = the_catalogue.items["mz-gaoling"].material("id_card")
    assert material is not None
    assert expect(material).demands == {"age_at_least": 80}
    wanted = replace(expect(material), sides_present=CARD.sides_present)
    judgement = judge(facts(front()), wanted, DAY)
    assert (judgement.verdict, told(judgement.findings)) == (Verdict.HUMAN, [("age_below", "human")])
