"""Earlier papers in the talk: asked about once the applicant is known, used only after a plain yes."""

from dataclasses import replace
from typing import Any

import pytest

from actions.server import make_runner
from backend.adapters.texts import Texts
from backend.domain.packages import PackageStatus, Step
from backend.services import conversations, packages, reuse
from backend.services.hall import Hall
from backend.storage import reuse as stored
from backend.storage.packages import Package
from tests import factories
from tests.factories import Somebody


async def said(
    hall: Hall, texts: Texts, package: Package, name: str, text: str = "", intent: str = "x", **entities: str
) -> list[dict[str, Any]]:
    """What an action answers."""
    request: dict[str, Any] = {
        "next_action": name,
        "sender_id": package.conversation_id,
        "tracker": {
            "sender_id": package.conversation_id,
            "slots": {},
            "latest_message": {
                "text": text,
                "intent": {"name": intent},
                "entities": [{"entity": key, "value": value} for key, value in entities.items()],
            },
            "events": [],
        },
        "domain": {},
    }
    answer = await make_runner(hall, texts)(request)
    return list(answer["responses"])


def names(answers: list[dict[str, Any]]) -> list[str]:
    return [str(one.get("response") or one["text"]).removeprefix("utter_") for one in answers]


async def next_package(hall: Hall, who: Somebody) -> Package:
    """A package whose conversation has had one accepted for the same person."""
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    return await factories.draft(hall, who, await conversations.get(hall, first.conversation_id))


async def in_use(hall: Hall, package: Package) -> int:
    async with hall.database.transaction() as session:
        return len(await stored.in_use(session, package.id))


async def test_the_question_comes_before_the_list_and_again_after_a_digression(hall: Hall, texts: Texts) -> None:
    who = factories.somebody()
    package = await next_package(hall, who)
    (asked,) = await said(hall, texts, package, "action_ask_again", intent="repeat")
    assert names([asked]) == ["ask_reuse"]
    assert [one["title"] for one in asked["buttons"]] == ["用上次的", "我重新拍"]
    shown = texts.say("ask_reuse", **asked)
    assert "2026年11月24日" in shown
    assert who.id_number not in shown
    assert f"{who.id_number[:3]}***********{who.id_number[-4:]}" in shown
    assert names(await said(hall, texts, package, "action_answer_fee", "收费吗"))[-1] == "ask_reuse"
    assert await in_use(hall, package) == 0


async def test_the_words_that_were_shown_are_the_words_that_are_kept(hall: Hall, texts: Texts) -> None:
    package = await next_package(hall, factories.somebody())
    (asked,) = await said(hall, texts, package, "action_ask_again")
    offer = asked["buttons"][0]["payload"].split('"offer": "')[1].split('"')[0]
    answer = await said(hall, texts, package, "action_use_earlier", "/use_earlier", offer=offer)
    assert names(answer) == ["reuse_taken", "checklist"]
    assert texts.say("material_reused") in answer[1]["lines"]
    async with hall.database.transaction() as session:
        (consent,) = await stored.of_conversation(session, package.conversation_id)
    assert consent.words == texts.say("ask_reuse", **asked)


@pytest.mark.parametrize(
    ("text", "intent", "action", "used"),
    [
        ("好的", "affirm", "action_take_answer", True),
        ("没问题", "affirm", "action_take_answer", True),
        ("就用上次那个", "use_earlier", "action_use_earlier", True),
        ("用以前的吧", "use_earlier", "action_use_earlier", True),
        ("继续", "continue", "action_continue", False),
        ("不用上次的", "use_earlier", "action_use_earlier", False),
        ("之前的材料停用", "use_earlier", "action_use_earlier", False),
        ("上次的用不得哒，换一张", "use_earlier", "action_use_earlier", False),
        ("能用上次的吗", "use_earlier", "action_use_earlier", False),
        ("上次交过的", "use_earlier", "action_use_earlier", False),
        ("好的我重新拍", "affirm", "action_take_answer", False),
        ("不好", "affirm", "action_take_answer", False),
    ],
)
async def test_only_a_plain_yes_is_a_consent(
    hall: Hall, texts: Texts, text: str, intent: str, action: str, used: bool
) -> None:
    package = await next_package(hall, factories.somebody())
    await said(hall, texts, package, "action_ask_again")
    answer = names(await said(hall, texts, package, action, text, intent))
    assert (await in_use(hall, package) > 0) is used
    assert answer == (["reuse_taken", "checklist"] if used else ["ask_reuse"])


async def test_a_yes_before_any_question_is_asked_back(hall: Hall, texts: Texts) -> None:
    package = await next_package(hall, factories.somebody())
    answer = names(await said(hall, texts, package, "action_use_earlier", "用上次的", "use_earlier"))
    assert answer == ["ask_reuse"]
    assert await in_use(hall, package) == 0


@pytest.mark.parametrize("action", ["action_send_anew", "action_take_answer"])
async def test_a_no_is_not_asked_again_but_can_be_changed(hall: Hall, texts: Texts, action: str) -> None:
    package = await next_package(hall, factories.somebody())
    await said(hall, texts, package, "action_ask_again")
    assert names(await said(hall, texts, package, action, "不用", "deny")) == ["reuse_refused", "checklist"]
    assert names(await said(hall, texts, package, "action_ask_again", intent="repeat")) == ["checklist"]
    assert names(await said(hall, texts, package, "action_use_earlier", "还是用上次的", "use_earlier")) == ["ask_reuse"]
    assert names(await said(hall, texts, package, "action_take_answer", "好", "affirm"))[0] == "reuse_taken"


async def test_what_changed_since_the_question_is_asked_anew(hall: Hall, texts: Texts) -> None:
    package = await next_package(hall, factories.somebody())
    answer = await said(hall, texts, package, "action_use_earlier", "/use_earlier", offer="of another day")
    assert names(answer) == ["error_offer_changed", "ask_reuse"]
    assert await in_use(hall, package) == 0


async def test_without_a_number_it_is_too_early(hall: Hall, texts: Texts) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    talk = await conversations.get(hall, first.conversation_id)
    await said(hall, texts, first, "action_restart")
    package = await packages.start(hall, talk.id, "mz-gaoling")
    await packages.set_applicant(hall, package.id, name=who.name)  # the number was not told
    await packages.move_to(hall, package.id, packages.next_step(await packages.progress(hall, package.id)))
    assert names(await said(hall, texts, package, "action_use_earlier", "用上次的", "use_earlier"))[0] == "reuse_later"


async def test_a_card_that_tells_who_it_is_leads_to_the_question(hall: Hall, texts: Texts) -> None:
    """Nobody has to type: once the card is read, what else was passed for that person is offered."""
    who = factories.somebody()
    talk = await factories.conversation(hall)
    first = await packages.start(hall, talk.id, "ga-hujizhengming")
    await packages.set_applicant(hall, first.id, name=who.name, id_number=who.id_number)
    register = factories.page(
        ("household_register",), "户口簿户别户主姓名户号常住人口登记卡", name=who.name, householder=who.name,
        id_number=who.id_number, household_number="430100001",
    )  # fmt: skip
    for sheet, material in ((factories.front(who), "id_card"), (factories.back(), "id_card"), (register, None)):
        await factories.send(hall, talk.id, sheet, material=material)
    await factories.check_all(hall)
    assert (await packages.progress(hall, first.id)).missing == ()
    await factories.book(hall, first)
    await packages.submit(hall, first.id)
    await factories.decided(hall, first, PackageStatus.ACCEPTED)

    new = await packages.start(hall, talk.id, "yb-yiliaojiuzhu")
    await packages.move_to(hall, new.id, Step.MATERIALS)
    assert names(await said(hall, texts, new, "action_ask_again", intent="repeat")) == ["checklist"]
    both = replace(factories.back(), number=1)
    card = await factories.send(hall, talk.id, factories.front(who), both)
    await factories.check_all(hall)
    answer = await said(hall, texts, new, "action_upload_judged", upload_id=card.id)
    assert names(answer) == ["verdict_pass", "ask_reuse"]
    assert "户口" in answer[1]["lines"]
    assert "身份证" not in answer[1]["lines"]
    again = await said(hall, texts, new, "action_upload_judged", upload_id=card.id)
    assert names(again) == ["verdict_pass", "materials_left"]  # once is enough beside a verdict


async def test_not_any_more(hall: Hall, texts: Texts) -> None:
    package = await next_package(hall, factories.somebody())
    await said(hall, texts, package, "action_ask_again")
    await said(hall, texts, package, "action_take_answer", "好", "affirm")
    answer = names(await said(hall, texts, package, "action_stop_reuse", "别再用我以前的材料", "stop_reuse"))
    assert answer == ["reuse_stopped", "reuse_stopped_open", "materials_reminder"]
    assert await in_use(hall, package) == 0
    assert names(await said(hall, texts, package, "action_ask_again", intent="repeat")) == ["checklist"]


async def test_what_is_only_taken_for_it_takes_nothing_back(hall: Hall, texts: Texts) -> None:
    package = await next_package(hall, factories.somebody())
    await said(hall, texts, package, "action_ask_again")
    await said(hall, texts, package, "action_take_answer", "好", "affirm")
    before = await in_use(hall, package)
    answer = names(await said(hall, texts, package, "action_stop_reuse", "家里添了个孙女怎么上户口", "stop_reuse"))
    assert "reuse_stopped" not in answer
    assert await in_use(hall, package) == before > 0
    for text in ("我要开个粉店", "收费吗"):
        assert "reuse_none" not in names(await said(hall, texts, package, "action_use_earlier", text, "use_earlier"))


async def test_not_any_more_can_be_said_by_anybody_at_any_time(hall: Hall, texts: Texts) -> None:
    """A stranger hears the same whether there are earlier papers of that number or not."""
    who = factories.somebody()
    await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    known, unknown = await factories.draft(hall, who), await factories.draft(hall, factories.somebody())
    for action, text in (
        ("action_ask_again", "再说一遍"),
        ("action_use_earlier", "用上次的"),
        ("action_send_anew", "我重新拍"),
        ("action_stop_reuse", "别用我以前的材料"),
    ):
        assert names(await said(hall, texts, known, action, text)) == names(
            await said(hall, texts, unknown, action, text)
        )
    assert await reuse.offer(hall, known.id, wished=True) is None
