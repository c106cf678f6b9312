"""Questions about a guide: the part that was asked, from the catalogue, with its source and date."""

from actions.asking import ask, start_item
from actions.choosing import show_order, tell_topic
from actions.explaining import explain_material
from actions.item_cards import (
    compiled,
    is_local,
    offer_buttons,
    offer_item,
    place,
    short,
    sources,
    submitted_for,
    tell_elsewhere,
)
from actions.needs import find_need
from actions.offered import meant_of_shown
from actions.turn import HallAction, Turn
from backend.domain.choices import says_yes_first
from backend.domain.guide_parts import order_asked, parts_asked
from backend.domain.items import Item, ItemStatus, Site
from backend.domain.papers import material_named
from backend.domain.personal import without_marks

#: A question names an item when the finder is this sure; "要交好多钱" by itself names none.
_NAMED = 0.5


#: Whoever writes more than so many characters tells what it is about as well.
_LONG = 15


class GuideAnswer(HallAction):
    """One part of the guide, as asked, with source and date. Subclasses say which part."""

    async def act(self, turn: Turn) -> None:
        if order_asked(turn.text) and await show_order(turn):
            return
        item = await self._item(turn)
        if item is None:
            tells_more = len(turn.text) > _LONG or not parts_asked(turn.text)
            if not tells_more or not await find_need(turn):
                await self.without_item(turn)
            return
        if item.status != ItemStatus.ACTIVE:
            tell_elsewhere(turn, item)
            if turn.open_package is not None:
                await ask(turn)
            return
        asked = self.key.removeprefix("action_answer_") in set(parts_asked(turn.text)) - {"materials", "form"}
        if not asked and await explain_material(turn, item):
            await go_on(turn, item)
            return
        self.answer(turn, item)
        tell_others(turn, item, self.key)
        offered = turn.open_package is None and turn.focus.get("ask") == "confirm" and turn.focus.get("told") == item.id
        _tell_source(turn, item, again=offered and not says_yes_first(turn.text))
        await turn.set_focus(told=item.id)
        if not offered or says_yes_first(turn.text):
            await go_on(turn, item)

    async def without_item(self, turn: Turn) -> None:
        """Nobody knows yet which item is meant."""
        turn.say("ask_which_item")

    async def _item(self, turn: Turn) -> Item | None:
        """The item the question is about: named in it, else the one being talked of."""
        offered = turn.hall.catalogue.items.get(str(turn.focus.get("item") or ""))
        if offered is not None and turn.focus.get("ask") == "confirm" and says_yes_first(turn.text):
            return offered
        found = turn.hall.finder.find(without_marks(turn.text), limit=1)
        if found.outcome in {"found", "refer", "abolished"} and found.hits and found.hits[0].score >= _NAMED:
            named = meant_of_shown(turn, turn.hall.catalogue.items[found.hits[0].item_id])
            if turn.item is None or turn.open_package is None:
                await turn.set_focus(item=named.id)
                return named
            of_paper = material_named(turn.text, [m.name for m in turn.item.materials]) is not None
            if (
                named.id != turn.item.id
                and not of_paper
                and any(alias in turn.text for alias in (*named.aliases, named.short_name))
            ):
                await _keep_aside(turn, named)
                return named  # asked about in between; the package stays
        aside = turn.hall.catalogue.items.get(str(turn.focus.get("aside") or ""))
        if aside is not None and turn.open_package is not None:
            await _keep_aside(turn, aside)
            return aside
        if turn.item is not None and turn.package is not None:
            return turn.item
        return turn.hall.catalogue.items.get(str(turn.focus.get("item") or ""))

    def answer(self, turn: Turn, item: Item) -> None:
        """Say the part."""
        raise NotImplementedError


async def _keep_aside(turn: Turn, item: Item) -> None:
    """The next question may be about this one again."""
    turn.aside_kept = True
    await turn.set_focus(aside=item.id)


def _tell_source(turn: Turn, item: Item, *, again: bool) -> None:
    """Where it comes from; of guides of other places, that the hall's own may differ.

    ``again``: it was asked already whether this is to be done, so only the buttons for that are shown.
    """
    key = "guide_source" if is_local(turn, item) else "guide_source_elsewhere"
    buttons = offer_buttons(turn, item) if again else []
    turn.say(key, source=sources(turn, item), date=compiled(turn, item.compiled), buttons=buttons)


class HallAnswer(GuideAnswer):
    """A question about the place, which has an answer without an item too."""

    async def act(self, turn: Turn) -> None:
        if order_asked(turn.text) and await show_order(turn):
            return
        if turn.open_package is None and tell_topic(turn):
            return  # 楼顶搭违章建筑找哪个: not where the hall is
        item = await self._item(turn)
        if item is not None and item.status != ItemStatus.ACTIVE:
            tell_elsewhere(turn, item)
            if turn.open_package is not None:
                await ask(turn)
            return
        self.answer_here(turn, item)
        if item is not None:
            tell_others(turn, item, self.key)
        await go_on(turn, item)

    def answer(self, turn: Turn, item: Item) -> None:
        self.answer_here(turn, item)

    def answer_here(self, turn: Turn, item: Item | None) -> None:
        """Say it of the place where the item is done, or of the hall."""
        site = site_of_item(turn, item)
        turn.say(
            self.words_key,
            site=site.name,
            address=site.address,
            hours=site.hours,
            phone=site.phone,
            access=site.access,
            sample=turn.words("sample_mark") if site.sample else "",
            name=turn.words("for_item", name=short(item)) if item else "",
            place=place(turn, item) if item else site.name,
        )

    words_key = ""


#: part of a guide → what answers it; ``actions.guide_answers`` fills it in
PARTS: dict[str, type[GuideAnswer]] = {}


def tell_others(turn: Turn, item: Item, told: str) -> None:
    """What else the text asks for, besides the part that was told."""
    for part in parts_asked(turn.text):
        answer = PARTS[part]
        if answer.key != told:
            answer(turn.hall, turn.texts).answer(turn, item)


async def go_on(turn: Turn, item: Item | None) -> None:
    """Back to what the talk stands at; an item that is only asked about so far is offered."""
    agreed = turn.open_package is None and turn.focus.get("ask") == "confirm" and says_yes_first(turn.text)
    if agreed and item is not None and item.id == turn.focus.get("item"):
        await start_item(turn, item.id)
    elif turn.open_package is not None or turn.focus.get("ask") == "choose" or turn.moving:
        await ask(turn)
    elif item is not None and item.status == ItemStatus.ACTIVE:
        if await submitted_for(turn, item) is None:
            await offer_item(turn, item)
        else:
            await turn.set_focus(ask=None, shortlist=None)  # a yes begins nothing that was submitted already
    elif turn.focus.get("ask"):
        await ask(turn)


def site_of_item(turn: Turn, item: Item | None) -> Site:
    sites = turn.hall.catalogue.sites
    serving = [w.site for w in turn.hall.catalogue.windows.values() if item is not None and item.id in w.items]
    halls = [s for s in sites.values() if s.kind == "hall"]
    if serving and not any(sites[key].kind == "hall" for key in serving):
        return sites[serving[0]]
    return halls[0]
