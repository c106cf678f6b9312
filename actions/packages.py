"""The package: control words at every step, submitting, progress, and the contact's decision."""

import re
from typing import Any

from actions.answers import TakeAnswer
from actions.applicants import take_anew, take_applicant, tells_person
from actions.asking import advance, ask
from actions.explaining import explain_material
from actions.item_cards import short
from actions.material_lists import show_checklist
from actions.needs import another_item, find_need
from actions.receipts import receipt_card
from actions.slot_lists import site_name, when, window_name
from actions.step_answers import answered_question
from actions.submitting import submit
from actions.turn import UNSAID, HallAction, Turn, payload
from backend.domain.errors import NotFound
from backend.domain.guide_parts import asks_something
from backend.domain.packages import STEP_ORDER, PackageStatus, Step
from backend.domain.plain_times import asks_first_time
from backend.domain.plain_words import says_wrong
from backend.services import appointments, conversations, packages
from backend.storage.packages import Package

#: What a resident names who says that something told before is wrong.
_CHANGED = {
    "name": re.compile(r"^(?!.*(?:号|证件|身份证)).*(?:名字|姓名)"),
    "applicant": re.compile(r"名字|姓名|身份证号|证件号|号码|申请人|电话"),
    "slot": re.compile(r"时间|预约|日子|改期|哪天"),
    "materials": re.compile(r"材料|照片|图片|文件"),
    "item": re.compile(r"事项|别的事|要办的事"),
}
_RECEIPT = re.compile(r"TX[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{4})", re.IGNORECASE)


#: What is said before the question is asked again.
_LEADS = {"not_understood": "simpler", "ask_next": "next"}


class AskAgain(HallAction):
    """After a digression: the question the talk stands at."""

    key = "action_ask_again"

    async def act(self, turn: Turn) -> None:
        if (lead := _LEADS.get(turn.intent)) is not None:
            turn.say(lead)
        if turn.intent == "not_understood" and turn.item is not None and await explain_material(turn, turn.item):
            await ask(turn)
            return
        await ask(turn, fresh=turn.intent in {"repeat", "not_understood"})


class Back(HallAction):
    """One step back. Answers stay, except the last one that decided the case, which is asked again."""

    key = "action_back"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            await turn.set_focus(ask=None, shortlist=None, item=None)
            turn.say("what_to_do")
            return
        progress = await packages.progress(turn.hall, turn.open_package.id)
        step = Step(progress.step)
        asked = [q.key for q in progress.item.questions if q.key in progress.package.answers]
        if step in {Step.QUESTIONS, Step.APPLICANT} and asked:
            await packages.unanswer(turn.hall, progress.package.id, asked[-1])
            if step != Step.QUESTIONS:
                await packages.move_to(turn.hall, progress.package.id, Step.QUESTIONS)
        elif step in {Step.QUESTIONS, Step.APPLICANT, Step.CONFIRM}:
            await turn.set_focus(ask="confirm", item=progress.item.id)
            await conversations.set_package(turn.hall, turn.conversation.id, None)
        else:
            await packages.move_to(turn.hall, progress.package.id, STEP_ORDER[STEP_ORDER.index(step) - 1])
        await turn.set_focus(misses=None)
        await turn.reload()
        turn.say("back")
        await ask(turn, fresh=True)


class Change(HallAction):
    """Something told before is wrong: offer what can be changed."""

    key = "action_change"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            await self._without_package(turn)
            return
        if tells_person(turn.text):
            progress = await packages.progress(turn.hall, turn.open_package.id)
            if await take_applicant(turn, progress):
                return
        part = next((part for part, words in _CHANGED.items() if words.search(turn.text)), None)
        if part is not None:
            await change_part(turn, part)
            return
        if not says_wrong(turn.text) and await answered_question(turn):
            return  # "地址也搬了，一起改" answers what is asked
        if asks_something(turn.text) and not says_wrong(turn.text):
            await TakeAnswer(turn.hall, turn.texts).act(turn)
            return
        turn.say(
            "ask_change",
            buttons=[
                turn.button("change_item", "change_part", part="item"),
                turn.button("change_answers", "change_part", part="answers"),
                turn.button("change_applicant", "change_part", part="applicant"),
                turn.button("change_materials", "change_part", part="materials"),
                turn.button("change_time", "change_part", part="slot"),
            ],
        )

    async def _without_package(self, turn: Turn) -> None:
        """ "不对，我是要办…" names the right item; what is submitted only a person can change."""
        if await find_need(turn, only_clear=True):
            return
        if turn.package is not None and turn.package.status == PackageStatus.SUBMITTED:
            turn.say(
                "change_submitted",
                buttons=[turn.button("human", "human"), turn.button("change_time", "move_appointment")],
            )
        else:
            turn.say("nothing_to_change")


async def change_part(turn: Turn, part: str) -> None:
    """Go to a part of the open package and ask it anew."""
    assert turn.open_package is not None
    package_id = turn.open_package.id
    match part:
        case "item":
            await conversations.set_package(turn.hall, turn.conversation.id, None)
            await turn.set_focus(ask=None, item=None)
            turn.say("what_to_do")
            return
        case "answers":
            for key in list(turn.open_package.answers):
                await packages.unanswer(turn.hall, package_id, key)
            await packages.move_to(turn.hall, package_id, Step.QUESTIONS)
            await turn.reload()
            await advance(turn)
            return
        case "name":
            await conversations.forget_person(turn.hall, turn.conversation.id, "name")
            await turn.set_focus(applicant_later=None)
            await packages.move_to(turn.hall, package_id, Step.APPLICANT)
        case "applicant":
            await conversations.forget_person(turn.hall, turn.conversation.id)
            await take_anew(turn)
            return
        case "slot":
            await packages.move_to(turn.hall, package_id, Step.SLOT)
        case _:
            await packages.move_to(turn.hall, package_id, Step.MATERIALS)
    await turn.reload()
    await ask(turn, fresh=True)


class ChangePart(HallAction):
    """Go to the part that is to be changed."""

    key = "action_change_part"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("nothing_to_change")
            return
        await change_part(turn, str(turn.entities.get("part")))


class Restart(HallAction):
    """From the beginning. The package that was begun is kept and can be resumed."""

    key = "action_restart"

    async def act(self, turn: Turn) -> None:
        await conversations.set_package(turn.hall, turn.conversation.id, None)
        await turn.set_focus(
            ask=None, item=None, shortlist=None, misses=None, applicant_later=None, moving=None, **UNSAID
        )
        turn.say("restarted")


class Stop(HallAction):
    """Not any more: ask once when something would be lost."""

    key = "action_stop"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None or turn.item is None:
            await turn.set_focus(ask=None, item=None, shortlist=None, moving=None)
            turn.say("stopped")
            return
        if await another_item(turn, await packages.progress(turn.hall, turn.open_package.id)):
            return  # "我还是先搞医保算哒" gives nothing up
        turn.say(
            "ask_stop",
            name=short(turn.item),
            buttons=[
                turn.button("yes_stop", "confirm_stop"),
                turn.button("keep_for_later", "keep_for_later"),
                turn.button("go_on", "continue"),
            ],
        )


class ConfirmStop(HallAction):
    """Give the package up; its appointment is freed."""

    key = "action_confirm_stop"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is not None:
            await packages.withdraw(turn.hall, turn.open_package.id, f"resident:{turn.conversation.id}")
            await conversations.set_package(turn.hall, turn.conversation.id, None)
        await turn.set_focus(ask=None, item=None, **UNSAID)
        turn.say("stopped")


class KeepForLater(HallAction):
    """Stop for now; everything is kept."""

    key = "action_keep_for_later"

    async def act(self, turn: Turn) -> None:
        name = short(turn.item) if turn.item is not None else ""
        await conversations.set_package(turn.hall, turn.conversation.id, None)
        await turn.set_focus(ask=None)
        turn.say("kept_for_later", name=name)


class SubmitPackage(HallAction):
    """Submit."""

    key = "action_submit_package"

    async def act(self, turn: Turn) -> None:
        await submit(turn)


#: So many packages are told of.
_SHOWN = 5


class TellProgress(HallAction):
    """How it stands: by the receipt code in the text, else this resident's own packages."""

    key = "action_progress"

    async def act(self, turn: Turn) -> None:
        code = _RECEIPT.search(turn.text)
        if code is not None:
            await self._by_code(turn, f"TX-{code.group(1)}-{code.group(2)}".upper())
        else:
            await self._own(turn)
        if turn.open_package is not None or turn.moving:
            await ask(turn)

    async def _by_code(self, turn: Turn, code: str) -> None:
        try:
            package = await packages.find_by_receipt(turn.hall, code)
        except NotFound:
            turn.say("receipt_unknown", code=code)
            return
        if package.conversation_id != turn.conversation.id:
            # Whoever holds the code hears how it stands, nothing else of it.
            turn.say("progress_by_code", code=code, status=turn.words(f"status_{package.status}"))
            return
        await self._line(turn, package)

    async def _own(self, turn: Turn) -> None:
        mine = [
            p
            for p in await packages.of_conversation(turn.hall, turn.conversation.id)
            if p.status != PackageStatus.WITHDRAWN
        ]
        if not mine:
            turn.say("progress_none")
            return
        for package in mine[:_SHOWN]:
            await self._line(turn, package)
        if asks_first_time(turn.text):
            turn.say("old_time_stands" if turn.moving else "old_time_freed")

    async def _line(self, turn: Turn, package: Package) -> None:
        item = turn.hall.catalogue.items.get(package.item_id)
        booked = await appointments.current(turn.hall, package.id)
        resumable = package.status in {"draft", "returned"} and package.id != turn.conversation.package_id
        buttons = [(turn.words("button_resume"), payload("resume_item", package=package.id))] if resumable else []
        turn.say(
            "progress_line",
            name=short(item) if item else turn.words("this_item"),
            code=package.receipt_code or turn.words("not_submitted"),
            status=turn.words(f"status_{package.status}"),
            when=turn.words(
                "progress_when", when=when(turn, booked.starts_at), window=window_name(turn, booked.window_key)
            )
            if booked
            else "",
            buttons=buttons,
        )


class PackageDecided(HallAction):
    """The contact decided: tell it, and reopen what has to be corrected."""

    key = "action_package_decided"

    async def act(self, turn: Turn) -> None:
        decided = await packages.own(turn.hall, turn.conversation.id, turn.entities["package_id"])
        # Whoever works on another package goes on with that one.
        free = turn.open_package is None or turn.open_package.id == decided.id
        if free:
            await packages.attach(turn.hall, turn.conversation.id, decided.id)
            await turn.reload()
        progress = await packages.progress(turn.hall, decided.id)
        decision = decided.decision or {}
        contact = turn.hall.catalogue.contacts.get(decided.contact_key)
        name = contact.name if contact else turn.words("somebody")
        said: dict[str, Any] = {
            "name": short(progress.item),
            "code": decided.receipt_code,
            "says": turn.words("contact_says", contact=name, reason=decision["reason"])
            if decision.get("reason")
            else "",
        }
        match PackageStatus(decided.status):
            case PackageStatus.ACCEPTED if progress.appointment is None:
                turn.say("decided_accepted_no_time", buttons=[turn.button("book", "book")] if free else [], **said)
            case PackageStatus.ACCEPTED:
                booked = progress.appointment
                turn.say(
                    "decided_accepted",
                    when=when(turn, booked.starts_at) if booked else "",
                    where=site_name(turn, booked.site_key) if booked else "",
                    window=window_name(turn, booked.window_key) if booked else "",
                    appointment_code=booked.code if booked else "",
                    card=receipt_card(turn, progress),
                    **said,
                )
            case PackageStatus.RETURNED if free:
                turn.say("decided_returned", **said)
                show_checklist(turn, progress)
            case PackageStatus.RETURNED:
                resume = (turn.words("button_resume"), payload("resume_item", package=decided.id))
                turn.say("decided_returned", buttons=[resume], **said)
            case PackageStatus.REJECTED:
                turn.say("decided_rejected", buttons=[turn.button("human", "human")], **said)
            case _:
                turn.say("progress_by_code", code=said["code"], status=turn.words(f"status_{decided.status}"))
