"""Who the package is for: taking what the gateway put aside, never from Rasa."""

import re

from actions.asking import advance
from actions.turn import HallAction, Turn
from backend.domain.errors import InvalidInput
from backend.domain.guide_parts import asks_something
from backend.domain.personal import MARKS, masked
from backend.services import conversations, packages
from backend.services.packages import Progress

#: How the names of businesses and other units end, or nearly.
_BUSINESS = re.compile(
    r"公司|企业|店|厂|行|部|中心|馆|社|院|所|户|超市|商|坊|吧|室|校|园|场|铺|站|队|会|协会|工作室|集团"
)


def tells_person(text: str) -> bool:
    """Whether the gateway took something about the applicant out of this text."""
    return any(mark in text for mark in MARKS.values())


async def take_applicant(turn: Turn, progress: Progress) -> bool:
    """Use what was typed about the applicant; whether anything was."""
    if not tells_person(turn.text):
        return await _take_business_name(turn, progress)
    known = await conversations.person(turn.hall, turn.conversation)
    business = progress.item.applicant == "business"
    number = known.get("uscc" if business else "id_number")
    if not number or not known.get("name"):
        which = "business" if business else "person"
        missing = "number" if known.get("name") else "name"
        await _keep_phone(turn, progress, known)
        turn.say(f"ask_applicant_{which}_{missing}", buttons=[turn.button("applicant_later", "applicant_later")])
        return True
    await use_known(turn, progress)
    return True


async def use_known(turn: Turn, progress: Progress) -> None:
    """Set the applicant from what is known of them, say so masked, and go on."""
    known = await conversations.person(turn.hall, turn.conversation)
    business = progress.item.applicant == "business"
    number = known.get("uscc" if business else "id_number", "")
    try:
        if business:
            await packages.set_applicant(
                turn.hall, progress.package.id, business_name=known.get("name"), uscc=number, phone=known.get("phone")
            )
        else:
            await packages.set_applicant(
                turn.hall, progress.package.id, name=known.get("name"), id_number=number, phone=known.get("phone")
            )
    except InvalidInput as error:
        field = str(error.fields.get("field", "id_number"))
        # A number that can't be right is not offered again as the one told before.
        await conversations.forget_person(turn.hall, turn.conversation.id, "name" if "name" in field else field)
        turn.say(f"error_{field}")
        return
    shown = masked({"name": known.get("name", ""), "id_number": number})
    turn.say("applicant_taken", name=shown["name"], number=shown["id_number"])
    await turn.set_focus(misses=None, applicant_offered=progress.package.id)
    await turn.reload()
    await advance(turn)


async def _keep_phone(turn: Turn, progress: Progress, known: dict[str, str]) -> None:
    """Keep a phone number that came alone."""
    if known.get("phone"):
        await packages.set_applicant(turn.hall, progress.package.id, phone=known["phone"])


async def _take_business_name(turn: Turn, progress: Progress) -> bool:
    """A business's name is no personal data and may come as plain text."""
    if (
        progress.item.applicant != "business"
        or len(turn.text) < 4
        or turn.intent not in {"give_person", "nlu_fallback"}
        or asks_something(turn.text)
        or not _BUSINESS.search(turn.text)
    ):
        return False
    async with turn.hall.database.transaction() as session:
        await conversations.remember_person(turn.hall, session, turn.conversation.id, {"name": turn.text})
    await turn.reload()
    known = await conversations.person(turn.hall, turn.conversation)
    if known.get("uscc"):
        await use_known(turn, progress)
    else:
        turn.say("ask_applicant_business_number", buttons=[turn.button("applicant_later", "applicant_later")])
    return True


class SameApplicant(HallAction):
    """The applicant is the one told before."""

    key = "action_same_applicant"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("anything_else")
            return
        await use_known(turn, await packages.progress(turn.hall, turn.open_package.id))


class OtherApplicant(HallAction):
    """The applicant is somebody else: forget the one told before and ask."""

    key = "action_other_applicant"

    async def act(self, turn: Turn) -> None:
        await conversations.forget_person(turn.hall, turn.conversation.id)
        await turn.reload()
        await advance(turn) if turn.open_package is not None else turn.say("anything_else")


class ApplicantLater(HallAction):
    """No typing: the applicant is read from the identity card or licence when it is sent."""

    key = "action_applicant_later"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("anything_else")
            return
        await turn.set_focus(applicant_later=True)
        turn.say("applicant_later")
        await advance(turn)
