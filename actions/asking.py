"""The question the talk stands at: asking it, asking it again after a digression, and going on to the next."""

from collections.abc import Awaitable, Callable

from actions.case_answers import answer_of_age, answer_told
from actions.item_cards import ask_choose, ask_confirm, place, short
from actions.material_lists import remind_of_materials, show_checklist
from actions.receipts import show_receipt, show_summary
from actions.reuse_offers import ask_to_reuse
from actions.slot_lists import show_offers
from actions.turn import Turn, payload
from actions.unclear_files import ask_next
from actions.whom_words import applicant_of, applicant_shown, ask_whose, asks_whose, shown_whom, told_person
from actions.wishing import kept_wish
from backend.domain.items import ItemStatus, Question
from backend.domain.packages import Step
from backend.services import conversations, packages, slots
from backend.services.packages import Progress


async def ask(turn: Turn, *, fresh: bool = False) -> None:
    """Ask what the talk stands at; ``fresh`` when it just came there, else in short where the whole is long."""
    if turn.moving and turn.package is not None:
        await ask_slot(turn, await packages.progress(turn.hall, turn.package.id))
        return
    if turn.open_package is None:
        _ask_without_package(turn)
        return
    progress = await packages.progress(turn.hall, turn.open_package.id)
    if progress.step == Step.MATERIALS and await ask_to_reuse(turn, progress):
        return
    if progress.step == Step.MATERIALS and not fresh and packages.next_step(progress) in {Step.SLOT, Step.SUMMARY}:
        await advance(turn)
    elif progress.step == Step.MATERIALS and not fresh:
        if not await ask_next(turn):  # a question about a file stands until it is answered
            remind_of_materials(turn, progress)
    elif progress.step == Step.APPLICANT and not fresh and not await conversations.person(turn.hall, turn.conversation):
        which = "business_again" if progress.item.applicant == "business" else "again"
        later = turn.button("applicant_later", "applicant_later")
        turn.say(f"ask_applicant_{which}", whom=shown_whom(turn), buttons=[later, _human(turn)])
    else:
        await _ASK[Step(progress.step)](turn, progress)


def _human(turn: Turn) -> tuple[str, str]:
    return turn.button("human", "human")


async def advance(turn: Turn) -> None:
    """Go to the first step that still lacks something, and ask it."""
    assert turn.package is not None
    progress = await packages.progress(turn.hall, turn.package.id)
    step = packages.next_step(progress)
    if step == Step.APPLICANT and turn.focus.get("applicant_later"):
        step = Step.MATERIALS
    if step == Step.APPLICANT and step != progress.step:
        # What to bring is said before anybody has to say who they are.
        names = "、".join(state.material.name for state in progress.materials)
        turn.say("materials_first", item=short(progress.item), names=names)
    if step != progress.step:
        await packages.move_to(turn.hall, turn.package.id, step)
        await turn.set_focus(misses=None)
        await turn.reload()
    await ask(turn, fresh=True)


async def start_item(turn: Turn, item_id: str) -> None:
    """Start the package for this item, or take up the one that is open already, and ask its first question."""
    item = turn.hall.catalogue.items.get(item_id)
    if item is None or item.status != ItemStatus.ACTIVE:
        turn.say("item_gone")
        return
    await turn.set_focus(ask=None, shortlist=None, misses=None, applicant_later=None)
    if not item.bookable:
        turn.say("item_not_bookable", name=short(item), place=place(turn, item))
        return
    if next_whom := turn.focus.get("next_whom"):
        await turn.set_focus(whom=next_whom, next_whom=None, whom_age=None, whose=None)
    package = await packages.start(turn.hall, turn.conversation.id, item_id)
    if package.step == Step.CONFIRM:
        await packages.move_to(turn.hall, package.id, Step.QUESTIONS)
    await turn.reload()
    await _take_told(turn)
    await advance(turn)


async def _take_told(turn: Turn) -> None:
    """What was said of the case together with the need is not asked again, but told back."""
    need, age = str(turn.focus.get("need") or ""), turn.focus.get("whom_age")
    if turn.package is None or not (need or age):
        return
    await turn.set_focus(need=None)
    labels = []
    while left := (await packages.progress(turn.hall, turn.package.id)).questions_left:
        told = next(((q, key) for q in left if (key := answer_told(q, need) or answer_of_age(q, age))), None)
        if told is None:
            break
        await packages.answer(turn.hall, turn.package.id, told[0].key, told[1])
        labels += [
            turn.words("summary_answer", question=told[0].text.rstrip("？?"), answer=a.label)
            for a in told[0].answers
            if a.key == told[1]
        ]
    if labels:
        turn.say("answers_told", answers="；".join(labels))
        await turn.reload()


def _ask_without_package(turn: Turn) -> None:
    items = turn.hall.catalogue.items
    match turn.focus.get("ask"):
        case "confirm" if turn.focus.get("item") in items:
            ask_confirm(turn, items[turn.focus["item"]])
        case "choose":
            ask_choose(turn, turn.focus.get("shortlist", []))
        case _:
            turn.say("anything_else")


async def _ask_item(turn: Turn, progress: Progress) -> None:
    ask_confirm(turn, progress.item)


async def _ask_question(turn: Turn, progress: Progress) -> None:
    if not progress.questions_left:
        await advance(turn)
        return
    question = progress.questions_left[0]
    turn.say(
        "ask_question_again" if int(turn.focus.get("misses", 0)) > 1 else "ask_question",
        question=question.text,
        why=question.why,
        example=question.answers[0].label,
        buttons=question_buttons(turn, question),
    )


def question_buttons(turn: Turn, question: Question) -> list[tuple[str, str]]:
    """The answers as buttons, and "不清楚" last."""
    buttons = [(a.label, payload("answer_question", question=question.key, answer=a.key)) for a in question.answers]
    return [*buttons, turn.button("unsure", "unsure")]


async def _ask_applicant(turn: Turn, progress: Progress) -> None:
    known = await conversations.person(turn.hall, turn.conversation)
    if asks_whose(turn) and (told := await told_person(turn)):
        await ask_whose(turn, told)
        return
    business = progress.item.applicant == "business"
    name, number = applicant_of(progress.item, known)
    if name and number:
        await turn.set_focus(applicant_offered=progress.package.id)
        turn.say(
            "ask_applicant_same",
            **applicant_shown(progress.item, name, number),
            buttons=[
                turn.button("same_applicant", "same_applicant"),
                turn.button("other_applicant", "other_applicant"),
            ],
        )
        return
    which = "business" if business else "person"
    if name and not number:
        which = f"{which}_number"
    elif number and not name:
        which = f"{which}_name"
    later = turn.button("applicant_later", "applicant_later")
    turn.say(f"ask_applicant_{which}", whom=shown_whom(turn), buttons=[later])


async def _ask_materials(turn: Turn, progress: Progress) -> None:
    show_checklist(turn, progress)


async def ask_slot(turn: Turn, progress: Progress) -> None:
    """Offer the next free slots, or those that were wished for last."""
    assert turn.package is not None
    if any(key.startswith("ask_slot") for key in turn.said):
        return  # one list at a time: two would be numbered alike
    wish = kept_wish(turn)
    offers = await slots.offer(turn.hall, turn.package.id, wish=wish)
    if not offers:
        turn.say("no_slots", buttons=[turn.button("human", "human")])
        return
    again = (turn.focus.get("slots") or {}).get("of") == turn.package.id
    await show_offers(turn, offers, wish, again=again)


async def _ask_summary(turn: Turn, progress: Progress) -> None:
    if progress.appointment is None:
        await advance(turn)
        return
    await show_summary(turn, progress)


_ASK: dict[Step, Callable[[Turn, Progress], Awaitable[None]]] = {
    Step.CONFIRM: _ask_item,
    Step.QUESTIONS: _ask_question,
    Step.APPLICANT: _ask_applicant,
    Step.MATERIALS: _ask_materials,
    Step.SLOT: ask_slot,
    Step.SUMMARY: _ask_summary,
    Step.DONE: show_receipt,
}
