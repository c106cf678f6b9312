"""Who must not be called is written to; a number that is left is kept with the package and said to be."""

import re

import pytest

from backend.adapters.texts import Texts
from backend.domain.escalations import EscalationStatus
from backend.domain.packages import PackageStatus, Step
from backend.services import applicants, conversations, escalations, packages
from backend.services.hall import Hall
from bot.channels.batch import Batch, hold
from bot.channels.inbox import Inbox
from tests import factories
from tests.actions.typing import typed

PHONE = "13900001234"


async def phone_of(hall: Hall, package_id: str) -> str | None:
    return applicants.known(hall, (await packages.progress(hall, package_id)).package).get("phone")


@pytest.mark.parametrize("status", [PackageStatus.DRAFT, PackageStatus.SUBMITTED, PackageStatus.RETURNED])
async def test_a_number_that_is_left_is_kept_with_the_package(hall: Hall, texts: Texts, status: PackageStatus) -> None:
    package = await factories.package_at(hall, status)
    words = f"要得，我妹妹电话是{PHONE}"
    heard = await typed(hall, texts, package.conversation_id, words, "ask_privacy", "answer_privacy")
    assert "139****1234" in heard["phone_noted"]
    assert "privacy" not in heard
    assert await phone_of(hall, package.id) == PHONE
    assert (await packages.progress(hall, package.id)).package.status == status


async def test_a_number_for_what_is_decided_is_not_said_to_be_kept(hall: Hall, texts: Texts) -> None:
    package = await factories.package_at(hall, PackageStatus.REJECTED)
    heard = await typed(hall, texts, package.conversation_id, f"打这个 {PHONE}")
    assert list(heard) == ["phone_too_late"]
    assert await phone_of(hall, package.id) is None


async def test_a_number_told_first_goes_with_the_applicant(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    heard = await typed(hall, texts, talk.id, f"我电话{PHONE}", "give_person")
    assert list(heard) == ["phone_noted_early"]
    package = await packages.start(hall, talk.id, "cl-canji")
    await packages.move_to(hall, package.id, Step.APPLICANT)
    who = factories.somebody()
    await typed(hall, texts, talk.id, f"{who.name} {who.id_number}")
    assert await phone_of(hall, package.id) == PHONE


async def test_somebody_elses_number_is_not_the_applicants(hall: Hall, texts: Texts) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    heard = await typed(hall, texts, package.conversation_id, f"房东电话{PHONE}")
    assert "phone_noted" not in heard
    assert await phone_of(hall, package.id) is None


async def test_who_does_not_hear_is_given_no_number(hall: Hall, texts: Texts) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    talk = package.conversation_id
    heard = await typed(hall, texts, talk, "我耳朵听不到，莫打电话，用文字回我", "ask_phone", "answer_phone")
    assert list(heard) == ["no_calls"]
    heard = await typed(hall, texts, talk, "转人工", "human", "human")
    assert [name.endswith("_written") for name in heard] == [True]
    assert all("不打电话" in text for text in heard.values())
    assert not any("{phone}" in text or re.search(r"\d{4}-\d{4}", text) for text in heard.values())


async def test_what_is_wanted_beside_it_is_heard(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    heard = await typed(hall, texts, talk.id, "我听不见，莫打电话，想办残疾证", "need")
    assert next(iter(heard)) == "no_calls"
    assert (await conversations.get(hall, talk.id)).focus.get("item") == "cl-canji"


async def test_said_while_somebody_is_waited_for_it_is_kept_and_said_back(hall: Hall, texts: Texts) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    escalation, _ = await escalations.open(hall, package.conversation_id, "asked")
    assert escalation.status == EscalationStatus.WAITING
    message = await Inbox(hall, texts).store(package.conversation_id, "我是聋人，莫打电话", None, None)
    async with hall.database.transaction() as session:
        held = (await hold(texts, session, package.conversation_id, Batch([message]))).held
    assert held is not None
    assert [one.text for one in held] == [texts.say("no_calls")]
    assert (await conversations.get(hall, package.conversation_id)).focus.get("no_calls")
