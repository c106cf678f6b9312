"""Finding the item, confirming it, leaving it for another and coming back to it."""

from actions.asking import advance, ask, start_item
from actions.choosing import narrow
from actions.item_cards import short, show_item
from actions.needs import another_item, find_need
from actions.not_understood import not_understood
from actions.step_answers import answered_question
from actions.turn import HallAction, Turn
from backend.domain.packages import Step
from backend.services import conversations, packages


class ChooseItem(HallAction):
    """One item of a short list was chosen."""

    key = "action_choose_item"

    async def act(self, turn: Turn) -> None:
        if "items" in turn.entities:
            await narrow(turn, turn.entities["items"].split(","))
            return
        item_id = turn.entities.get("item", "")
        if item_id not in turn.hall.catalogue.items:
            turn.say("item_gone")
            return
        await show_item(turn, item_id)


class ConfirmItem(HallAction):
    """This is the item: a package is started, or the one that is open already is taken up again."""

    key = "action_confirm_item"

    async def act(self, turn: Turn) -> None:
        await start_item(turn, turn.entities.get("item") or str(turn.focus.get("item") or ""))


class NoneOfThese(HallAction):
    """What was offered is not it."""

    key = "action_none_of_these"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is not None and not turn.text.startswith("/"):
            await self._at_a_step(turn)
            return
        await turn.set_focus(ask=None, shortlist=None, item=None)
        turn.say("none_of_these", buttons=[turn.button("human", "human")])

    async def _at_a_step(self, turn: Turn) -> None:
        """Said of a question's answers ("不是租的，是自己的") or of the times that were offered."""
        assert turn.open_package is not None
        if turn.open_package.step == Step.SLOT:
            turn.say("ask_wish")
        elif not await answered_question(turn):
            await not_understood(turn)


class OutOfScope(HallAction):
    """Something a hall never does, unless the finder knows better."""

    key = "action_out_of_scope"

    async def act(self, turn: Turn) -> None:
        if await find_need(turn, only_clear=True):
            return
        turn.say("out_of_scope")
        await ask(turn)


class OtherItem(HallAction):
    """Another thing to do: the present package is kept and can be resumed."""

    key = "action_other_item"

    async def act(self, turn: Turn) -> None:
        kept = turn.open_package is not None and turn.item is not None
        name = short(turn.item) if turn.item else ""
        await conversations.set_package(turn.hall, turn.conversation.id, None)
        await turn.set_focus(ask=None, item=None, shortlist=None, misses=None)
        await turn.reload()
        if await find_need(turn, only_clear=True):
            return
        turn.say("other_item_kept" if kept else "other_item", name=name)


def _names(turn: Turn, item_id: str) -> bool:
    """Whether the text holds two characters in a row of the item's short name."""
    item = turn.hall.catalogue.items.get(item_id)
    name = short(item) if item else ""
    return any(name[n : n + 2] in turn.text for n in range(len(name) - 1))


class ResumeItem(HallAction):
    """Back to a package that was begun before."""

    key = "action_resume_item"

    async def act(self, turn: Turn) -> None:
        wanted = turn.entities.get("package")
        mine = await packages.of_conversation(turn.hall, turn.conversation.id)
        unfinished = [p for p in mine if p.status in {"draft", "returned"}]
        others = [p for p in unfinished if p.id != turn.conversation.package_id] or unfinished
        others.sort(key=lambda p: not _names(turn, p.item_id))  # the one that is named first
        named = wanted is not None or any(_names(turn, p.item_id) for p in others)
        here = turn.open_package if not named and not turn.text.startswith("/") else None
        if here is not None and await another_item(turn, await packages.progress(turn.hall, here.id)):
            return  # "我还是先搞居住证" names something new rather than what was begun
        found = next((p for p in (unfinished if wanted else others) if wanted in (None, p.id)), None)
        if found is None:
            # "营业执照还是食品证" only sounds like going back to something
            if turn.text.startswith("/") or not await find_need(turn):
                turn.say("nothing_to_resume")
            return
        await conversations.set_package(turn.hall, turn.conversation.id, found.id)
        await turn.reload()
        turn.say("resumed", name=short(turn.item) if turn.item else "")
        await advance(turn)
