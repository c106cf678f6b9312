"""What a resident's words mean at the step the talk stands at, and what to do when they mean nothing yet."""

import re

from actions.applicants import take_applicant, tells_person, use_known
from actions.asking import advance, ask, start_item
from actions.case_answers import match_answer
from actions.choosing import show_found, show_order, tell_topic
from actions.explaining import explain_material
from actions.guesses import guessed
from actions.item_cards import short, show_item, show_shortlist, tell_elsewhere
from actions.reuse_answers import answered_offer
from actions.slots import before_its_time, offer_for_wish
from actions.submitting import submit
from actions.turn import UNSAID, HallAction, Turn, payload
from backend.domain.choices import is_place, is_yes, says_yes_first, squeeze
from backend.domain.emergencies import emergency_number
from backend.domain.guide_parts import asks_something, lacks, material_lacking, material_named, order_asked
from backend.domain.items import ItemStatus
from backend.domain.packages import Step
from backend.domain.personal import without_marks
from backend.domain.plain_words import to_do
from backend.domain.wishes import parse_wish
from backend.services import conversations, packages
from backend.services.matters import several
from backend.services.packages import Progress

_TOLD_PERSON = re.compile(r"(?:我叫|我是|姓名是?)?〔[^〕]+〕[,，\s]*")
_YES = frozenset({"affirm", "continue"})
#: Intents that answer something; with nothing asked they say nothing about what is wanted.
_ANSWERS = frozenset({"affirm", "deny", "unsure", "continue", "time_wish", "give_person", "upload_done"})
#: "Submit it", in whatever sentence; nothing is submitted against a word.
_SUBMIT = re.compile(
    r"^(?!.*(?:不|别|莫|先|等|怎么|吗|么|过|后|没|已经|几|多久|好久|能|什么)).*"
    r"(?:提交|交上去|交给你们|递上去)"
)
#: Which times are free, asked before the talk is there.
_ASKS_TIME = re.compile(r"空位|有空|能约|约得到|排到|最[快早](?:什么时候|哪天|几时|几号)")
#: The other item is what is meant, not something besides.
_MEANS_THAT = re.compile(r"不是.{0,12}[,，。 是]|我(?:是)?[讲说](?:的是)?|还是先|先(?:办|搞|弄)")
_RENAME = re.compile(r"(?:我要?|要|想)?[改换](?:一?下)?(?:名字|姓名)(?:一?下|吧|咯)?\W*")
#: Whose name and number are wanted: 写我的还是写我娘老子的.
_WHOSE = re.compile(r"[写填报用](?:哪个|谁|哪一个|我)的|[写填报](?:老人|他|她|我).{0,6}还是")
#: So sure is what is named to be done; less sure, the whole text decides.
_CLEARLY = 0.3
_MAYBE_NEED = frozenset({"need", "nlu_fallback", "out_of_scope", "chitchat"})


class TakeAnswer(HallAction):
    """Whatever was said that is no control word: an answer to the present question, or a need."""

    key = "action_take_answer"

    async def act(self, turn: Turn) -> None:
        if not squeeze(turn.text):
            turn.say("no_words")
            await ask(turn)
        elif is_place(turn.text):
            turn.say("nothing_to_pick")
            await ask(turn)
        else:
            await self._take(turn)

    async def _take(self, turn: Turn) -> None:
        if turn.open_package is None:
            done = await _answered_without_package(turn)
        else:
            progress = await packages.progress(turn.hall, turn.open_package.id)
            done = await _says_what_lacks(turn, progress) or await _answered(turn, progress)
            if not done and await explain_material(turn, progress.item):
                await ask(turn)
                done = True
            if not done and turn.intent in _MAYBE_NEED:
                done = await another_item(turn, progress)
        if not done and turn.open_package is not None and _asks(turn.text) and tell_topic(turn):
            await ask(turn)
            done = True
        if not done:
            await not_understood(turn)


class Continue(TakeAnswer):
    """Go on: a yes where one is asked for, else the question once more."""

    key = "action_continue"

    async def act(self, turn: Turn) -> None:
        package = turn.open_package
        asked = (
            turn.focus.get("ask") == "confirm" if package is None else package.step in {Step.CONFIRM, Step.MATERIALS}
        )
        await (super().act(turn) if asked else ask(turn))


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
    # A name is no part of the need: "我叫…" would point to changing one.
    found = turn.hall.finder.find(_TOLD_PERSON.sub("", turn.text) or turn.text, limit=8)
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
    """The item that is clearly named as what is to be done (还是先办生育登记), whatever else the text tells."""
    words = to_do(turn.text)
    found = turn.hall.finder.find(words, limit=1) if words and words != turn.text else None
    if found is None or found.outcome != "found" or found.hits[0].score < _CLEARLY:
        return None
    return found.hits[0].item_id


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


async def _answered_without_package(turn: Turn) -> bool:
    standing = turn.focus.get("ask")
    if standing == "confirm" and (turn.intent in _YES or is_yes(turn.text) or says_yes_first(turn.text)):
        await start_item(turn, str(turn.focus.get("item") or ""))
        return True
    if standing in {"confirm", "choose"} and turn.intent == "deny":
        await turn.set_focus(ask=None, shortlist=None, item=None)
        turn.say("none_of_these", buttons=[turn.button("human", "human")])
        return True
    if standing == "choose" and await _chosen_in_words(turn):
        return True
    if turn.intent in _ANSWERS:
        if await find_need(turn, only_clear=turn.intent != "give_person"):
            return True
        turn.say("what_to_do")
        return True
    return await find_need(turn)


#: Of a list that was shown, what fits a text so many times better than the next is chosen by it.
_CHOSEN_LEAD = 2.0


async def _chosen_in_words(turn: Turn) -> bool:
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
    other = turn.hall.catalogue.items[found.hits[0].item_id]
    if other.id == progress.item.id:
        return False
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


async def _says_what_lacks(turn: Turn, progress: Progress) -> bool:
    """ "我没有离职证明" where the question is not about that paper: no answer to it, and no "no"."""
    if progress.step != Step.QUESTIONS or not progress.questions_left or not lacks(turn.text):
        return False
    names = [m.name for m in progress.item.materials]
    if match_answer(progress.questions_left[0], turn.text, turn.intent) is not None:
        return False
    named = material_lacking(turn.text, names)
    asked = progress.questions_left[0]
    if named is None or material_named(asked.text + "".join(a.label for a in asked.answers), [names[named]]) == 0:
        return False
    if not await explain_material(turn, progress.item):
        return False
    await ask(turn)
    return True


async def _answered(turn: Turn, progress: Progress) -> bool:
    if progress.step in {Step.MATERIALS, Step.SLOT, Step.SUMMARY} and tells_person(turn.text):
        return await take_applicant(turn, progress)
    if progress.step == Step.MATERIALS and await answered_offer(turn):
        return True
    match Step(progress.step):
        case Step.CONFIRM if turn.intent in _YES:
            await start_item(turn, progress.item.id)
        case Step.QUESTIONS if _WHOSE.search(turn.text):
            turn.say("applicant_whose")
            await ask(turn)
        case Step.QUESTIONS:
            return await _answered_question(turn, progress)
        case Step.APPLICANT:
            return await _answered_applicant(turn, progress)
        case Step.MATERIALS if turn.intent in _YES | {"upload_done"}:
            await _go_on_from_materials(turn, progress)
        case Step.MATERIALS if _ASKS_TIME.search(turn.text):
            await before_its_time(turn)
        case Step.SLOT | Step.SUMMARY if turn.intent == "time_wish" or _has_wish(turn):
            await offer_for_wish(turn)
        case Step.SLOT if _SUBMIT.search(turn.text):
            await ask(turn)  # a time comes first
        case Step.SUMMARY if turn.intent in _YES or _SUBMIT.search(turn.text):
            await submit(turn)
        case Step.SUMMARY if turn.intent == "deny":
            turn.say("summary_denied")
        case _:
            return False
    return True


async def _answered_question(turn: Turn, progress: Progress) -> bool:
    if not progress.questions_left:
        await advance(turn)
        return True
    question = progress.questions_left[0]
    chosen = match_answer(question, turn.text, turn.intent)
    if chosen is None and turn.intent == "unsure":
        turn.say("unsure_help", help=question.unsure_help)
        chosen = question.unsure_answer
    if chosen is None:
        return False
    await take_answer(turn, question.key, chosen)
    return True


async def answered_question(turn: Turn) -> bool:
    """Take the text as an answer to the question that is asked now; whether it was one."""
    if turn.open_package is None or turn.open_package.step != Step.QUESTIONS:
        return False
    progress = await packages.progress(turn.hall, turn.open_package.id)
    chosen = match_answer(progress.questions_left[0], turn.text) if progress.questions_left else None
    if chosen is not None:
        await take_answer(turn, progress.questions_left[0].key, chosen)
    return chosen is not None


async def take_answer(turn: Turn, question_key: str, answer_key: str) -> None:
    """Store an answer that decides the case, and go on."""
    assert turn.package is not None
    await packages.answer(turn.hall, turn.package.id, question_key, answer_key)
    await turn.set_focus(misses=None)
    await turn.reload()
    await advance(turn)


async def _answered_applicant(turn: Turn, progress: Progress) -> bool:
    offered = turn.focus.get("applicant_offered") == progress.package.id
    if turn.intent == "affirm" and offered:
        await use_known(turn, progress)
        return True
    if _WHOSE.search(turn.text):
        turn.say("applicant_whose")
        await ask(turn)
        return True
    if turn.intent in {"unsure", "upload_how"}:
        turn.say("applicant_why")
        await ask(turn)
        return True
    return await take_applicant(turn, progress)


async def _go_on_from_materials(turn: Turn, progress: Progress) -> None:
    waiting = [s.material.name for s in progress.materials if s.status == "checking"]
    if waiting:
        turn.say("still_checking", names="、".join(waiting))
        return
    missing = [s.material.name for s in progress.materials if s.status in {"missing", "fix"}]
    if missing:
        turn.say("still_missing", names="、".join(missing), buttons=[turn.button("skip_material", "skip_material")])
        return
    await advance(turn)


def _has_wish(turn: Turn) -> bool:
    return turn.intent in _MAYBE_NEED and parse_wish(turn.text, turn.hall.clock, turn.hall.catalogue.days) is not None


def say_emergency(turn: Turn) -> None:
    """The number that helps, first and at once."""
    number = emergency_number(turn.text)
    turn.say(f"emergency_{number}" if number else "emergency")


def _asks(text: str) -> bool:
    return asks_something(text) or squeeze(text).endswith("呢")


#: A question of so many characters asks something; a shorter one may be anything.
_A_QUESTION = 7


def _asks_at_length(text: str) -> bool:
    return len(squeeze(text)) >= _A_QUESTION and asks_something(text)


async def not_understood(turn: Turn) -> None:
    """Not understood: say it with an example, then offer what can be chosen, then a person."""
    if turn.open_package is not None and turn.open_package.step in {Step.APPLICANT, Step.MATERIALS}:
        progress = await packages.progress(turn.hall, turn.open_package.id)
        if progress.checking:
            turn.say("looking_at_files")  # what was said beside the pictures is answered by their verdict
            return
    if turn.item is not None and turn.open_package is not None and _asks_at_length(turn.text):
        turn.say("not_in_guide", name=short(turn.item), buttons=[turn.button("human", "human")])
        await ask(turn)
        return
    misses = int(turn.focus.get("misses", 0)) + 1
    await turn.set_focus(misses=misses)
    human = turn.button("human", "human")
    if turn.open_package is None:
        found = turn.hall.finder.find(without_marks(turn.text), limit=3)
        near = [turn.hall.catalogue.items[hit.item_id] for hit in found.hits[:3]]
        choices = [*[(short(item), payload("choose_item", item=item.id)) for item in near], *guessed(turn)]
        if misses == 1 or not choices:
            turn.say("not_understood_need" if misses == 1 else "not_understood_person", buttons=[human])
            return
        turn.say("not_understood_near", buttons=[*choices, turn.button("none_of_these", "none_of_these"), human])
        return
    if misses >= 3:
        turn.say("not_understood_person", buttons=[human, turn.button("repeat", "repeat")])
        return
    choices = guessed(turn) if misses == 2 else []
    if choices:
        turn.say("not_understood_guess", buttons=[*choices, turn.button("repeat", "repeat"), human])
        return
    turn.say("not_understood_step")
    await ask(turn)


class AnswerQuestion(HallAction):
    """A pressed answer to a question that decides the case."""

    key = "action_answer_question"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("button_stale")
            return
        await take_answer(turn, turn.entities["question"], turn.entities["answer"])


class SwitchItem(HallAction):
    """Another item first; the present one is kept."""

    key = "action_switch_item"

    async def act(self, turn: Turn) -> None:
        if turn.item is not None and turn.open_package is not None:
            turn.say("kept_for_later", name=short(turn.item))
        await conversations.set_package(turn.hall, turn.conversation.id, None)
        await turn.set_focus(**UNSAID)
        await turn.reload()
        await show_item(turn, turn.entities["item"])


class DefaultFallback(HallAction):
    """Rasa itself did not know what comes next."""

    key = "action_default_fallback"

    async def act(self, turn: Turn) -> None:
        await not_understood(turn)
