"""What is wanted: the item a text names, several matters at once, another item in the middle of one."""

import re

from actions.asking import ask
from actions.choosing import show_found, show_order, show_story
from actions.item_cards import short, show_item, show_shortlist, tell_elsewhere
from actions.offered import (
    easily_confused,
    is_named,
    looked_up,
    meant_of_shown,
    more_of_the_offered,
    stays_with_offered,
)
from actions.turn import Turn, payload
from backend.domain.emergencies import emergency_number
from backend.domain.guide_parts import order_asked
from backend.domain.items import ItemStatus
from backend.domain.packages import Step
from backend.domain.personal import without_marks
from backend.domain.plain_words import to_do
from backend.services import conversations, packages
from backend.services.matters import several
from backend.services.packages import Progress

#: The other item is what is meant, not something besides.
_MEANS_THAT = re.compile(r"不是.{0,12}[,，。 是]|我(?:是)?[讲说](?:的是)?|还是先|先(?:办|搞|弄)")
_RENAME = re.compile(r"(?:我要?|要|想)?[改换](?:一?下)?(?:名字|姓名)(?:一?下|吧|咯)?\W*")


#: Of a list that was shown, what fits a text so many times better than the next is chosen by it.
_CHOSEN_LEAD = 2.0
#: What was shown before is meant from this chance on.
_FITS = 0.1
#: So many of the best are looked through for what was shown before.
_RANKED = 20
#: So sure is an item that is named in a long story.
_SURELY = 0.7
#: So sure is what is named to be done; less sure, the whole text decides.
_CLEARLY = 0.3


async def find_need(turn: Turn, *, only_clear: bool = False) -> bool:
    """Look the text up in the catalogue and show what was found; whether anything was said."""
    if order_asked(turn.text) and await show_order(turn):
        return True
    if await _several(turn):
        return True
    wanted = clearly_wanted(turn)
    if wanted is not None:
        await show_item(turn, wanted)
        await turn.set_focus(misses=None, need=turn.text)
        return True
    found = turn.hall.finder.find(looked_up(turn.text), limit=8)
    surely = found.outcome in {"found", "refer", "abolished"} and found.hits[0].score >= _SURELY
    if found.event is None and await show_story(turn, named=surely):
        await turn.set_focus(misses=None, need=turn.text)
        return True
    if stays_with_offered(turn, found):
        await more_of_the_offered(turn)
        return True
    ids = [hit.item_id for hit in found.hits]
    match found.outcome:
        case "emergency":
            say_emergency(turn)
        case "found" | "refer" | "abolished" if ids and found.event is None:
            await show_item(turn, ids[0])
        case "found" | "choose" | "ask" if ids and (found.event is not None or not only_clear):
            await show_found(turn, found)
        case "none" if found.elsewhere is not None:
            turn.say("elsewhere", advice=turn.hall.catalogue.elsewhere[found.elsewhere].advice)
        case _:
            return False
    await turn.set_focus(misses=None, need=turn.text)
    return True


def clearly_wanted(turn: Turn) -> str | None:
    """The item that is clearly named as what is to be done (还是先办生育登记), whatever else the text tells.

    What was shown in this talk may be named by less: 先搞那个发钱的.
    """
    words = to_do(turn.text)
    if not words or words == turn.text:
        return None
    found = turn.hall.finder.find(words, limit=1)
    if found.outcome == "found" and found.hits[0].score >= _CLEARLY:
        return found.hits[0].item_id
    return _shown_before(turn, words)


def _shown_before(turn: Turn, words: str) -> str | None:
    """Of the items shown in this talk, the one that the words fit clearly better than the others."""
    shown = [i for i in turn.focus.get("shown") or [] if i in turn.hall.catalogue.items]
    fits = [hit for hit in turn.hall.finder.rank(words, limit=_RANKED) if hit.item_id in shown]
    if len(words) == 1:
        named = [i for i in shown if words in short(turn.hall.catalogue.items[i])]
        return named[0] if len(named) == 1 else None
    if not fits or fits[0].score < _FITS or (len(fits) > 1 and fits[0].score < _CHOSEN_LEAD * fits[1].score):
        return None
    return fits[0].item_id


async def _several(turn: Turn) -> bool:
    """Two or three matters in one message (残疾证，还有高龄津贴): each is told of, and which comes first is asked."""
    items = turn.hall.catalogue.items
    said = several(turn.hall.finder, items, turn.text)
    if said is None:
        return False
    for topic in said.topics:
        turn.say("elsewhere", advice=turn.hall.catalogue.elsewhere[topic].advice)
    active = [i for i in said.items if items[i].status == ItemStatus.ACTIVE]
    for other in said.items:
        if other not in active:
            tell_elsewhere(turn, items[other])
    if len(active) == 1:
        await show_item(turn, active[0])
    elif active:
        turn.say("several_matters", names="、".join(short(items[i]) for i in active))
        await show_shortlist(turn, active)
    await turn.set_focus(misses=None, need=turn.text)
    return True


async def chosen_in_words(turn: Turn) -> bool:
    """One of the items that were just listed, named in the resident's own words (就是那个卫生证，吃的那个)."""
    listed = [i for i in turn.focus.get("shortlist") or [] if i in turn.hall.catalogue.items]
    ranked = turn.hall.finder.rank(turn.text, limit=20)
    fits = [hit for hit in ranked if hit.item_id in listed]
    best = turn.hall.finder.find(turn.text, limit=1)
    if not fits or (best.outcome == "found" and best.hits[0].item_id not in listed):
        return False
    if len(fits) > 1 and fits[0].score < _CHOSEN_LEAD * fits[1].score:
        return False
    if fits[0].item_id not in [hit.item_id for hit in ranked[:3]]:
        return False
    await show_item(turn, fits[0].item_id)
    return True


async def another_item(turn: Turn, progress: Progress) -> bool:
    """In the middle of one item another one was named: offer to switch, keeping this one.

    Who says that it is the other one they mean goes there at once; what is done elsewhere is only told.
    """
    if _RENAME.fullmatch(turn.text):  # what they told, not the item of that name
        await conversations.forget_person(turn.hall, turn.conversation.id, "name")
        await packages.move_to(turn.hall, progress.package.id, Step.APPLICANT)
        await turn.reload()
        await ask(turn, fresh=True)
        return True
    if tell_elsewhere_of_several(turn):
        await ask(turn)
        return True
    wanted = clearly_wanted(turn)
    found = turn.hall.finder.find(to_do(turn.text) or "" if wanted else without_marks(turn.text), limit=3)
    if found.outcome == "emergency":
        say_emergency(turn)
        return True
    if found.outcome not in {"found", "refer", "abolished"} or not found.hits:
        return False
    other = meant_of_shown(turn, turn.hall.catalogue.items[found.hits[0].item_id])
    if other.id == progress.item.id:
        return False
    if easily_confused(other, progress.item) and not is_named(turn.text, other, progress.item):
        return False  # 执照在老板那里: of the company that is talked of, not of a stall's licence
    if other.status != ItemStatus.ACTIVE:
        tell_elsewhere(turn, other)
        await ask(turn)
        return True
    if _MEANS_THAT.search(turn.text):
        turn.say("kept_for_later", name=short(progress.item))
        await conversations.set_package(turn.hall, turn.conversation.id, None)
        await turn.reload()
        await show_item(turn, other.id)
        return True
    await turn.set_focus(aside=other.id)
    turn.aside_kept = True
    turn.say(
        "switch_item",
        other=short(other),
        name=short(progress.item),
        buttons=[
            (turn.words("button_switch_to", name=short(other)), payload("switch_item", item=other.id)),
            (turn.words("button_stay_with", name=short(progress.item)), payload("repeat")),
        ],
    )
    return True


def tell_elsewhere_of_several(turn: Turn) -> bool:
    """Several things asked in between, all of them done elsewhere: each is told; whether that was so."""
    items = turn.hall.catalogue.items
    said = several(turn.hall.finder, items, turn.text)
    if said is None or any(items[i].status == ItemStatus.ACTIVE for i in said.items):
        return False
    for other in said.items:
        tell_elsewhere(turn, items[other])
    for topic in said.topics:
        turn.say("elsewhere", advice=turn.hall.catalogue.elsewhere[topic].advice)
    return True


def say_emergency(turn: Turn) -> None:
    """The number that helps, first and at once."""
    number = emergency_number(turn.text)
    turn.say(f"emergency_{number}" if number else "emergency")
