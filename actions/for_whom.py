"""For whom it is done: kept from what is said in passing, and asked when a name may be the wrong one's."""

from actions.applicants import take_anew, take_theirs
from actions.asking import ask
from actions.turn import Turn
from actions.whom_words import PERSONAL, ask_whose, asks_whose, forget_told, other, told_person
from backend.domain import for_whom as whom
from backend.domain.choices import squeeze
from backend.domain.guide_parts import asks_something
from backend.domain.packages import Step
from backend.domain.personal import MARKS, without_marks
from backend.domain.plain_words import tells_death
from backend.services import conversations, packages

#: So short a text that says for whom says nothing else.
_NOTHING_ELSE = 24
_AFTER_NAMED = frozenset({Step.MATERIALS, Step.SLOT, Step.SUMMARY})


async def note_for_whom(turn: Turn) -> bool:
    """Keep who is spoken of and for whom it is done; whether that was all and is answered."""
    kin = whom.named(turn.text)
    if kin is not None and kin != turn.focus.get("kin"):
        await turn.set_focus(kin=kin)
    told = whom.for_whom(turn.text, str(turn.focus.get("kin") or ""))
    if tells_death(turn.text) or turn.focus.get("condoled"):
        return False  # it is done by the family that is left
    if told is not None and not whom.of_this_one(turn.text) and _names_another(turn):
        await turn.set_focus(next_whom=told)  # counts when that is begun
        return False
    if told is not None:
        await _keep(turn, told)
    age = whom.age_told(turn.text) if other(turn) is not None and (told is not None or kin == other(turn)) else None
    if age is not None:
        await turn.set_focus(whom_age=age)
    if turn.open_package is None or turn.item is None or turn.item.applicant != "person":
        return False
    if await _answers_whose(turn):
        return True
    if whom.changes_applicant(turn.text):
        return await change_applicant(turn)
    return told is not None and await _said_in_between(turn)


def _names_another(turn: Turn) -> bool:
    """Whether another item is named in the middle of one: 对了，我娘要搞老年证."""
    if turn.open_package is None or turn.item is None:
        return False
    found = turn.hall.finder.find(without_marks(turn.text), limit=1)
    return found.outcome in {"found", "refer", "abolished"} and found.hits[0].item_id != turn.item.id


async def _keep(turn: Turn, told: str) -> None:
    before = turn.focus.get("whom")
    if told == before:
        return
    await turn.set_focus(whom=told, whom_age=None, whose=None)
    named = any(MARKS[field] in turn.text for field in PERSONAL)
    if turn.open_package is not None and turn.open_package.step not in {Step.CONFIRM, Step.QUESTIONS}:
        return  # whose name it is can be asked there
    known = await conversations.person(turn.hall, turn.conversation)
    whole = all(field in known for field in PERSONAL)
    if whom.gives_own(turn.text) or (not named and (before is not None or not whole)):
        await forget_told(turn)


async def _said_in_between(turn: Turn) -> bool:
    """ "是给我儿子办的，不是给我办": said back; with a name known already, it is asked whose that is."""
    assert turn.open_package is not None
    if any(mark in turn.text for mark in MARKS.values()):
        return False
    step = Step(turn.open_package.step)
    if step in _AFTER_NAMED:
        known = packages.applicant(turn.hall, turn.open_package)
        if known.name and known.id_number and other(turn) is not None:
            await ask_whose(turn, {"name": known.name, "id_number": known.id_number})
            return True
        return False
    if len(squeeze(turn.text)) > _NOTHING_ELSE or asks_something(turn.text):
        return False
    if step == Step.APPLICANT:
        if other(turn) is not None and (told := await told_person(turn)):
            await ask_whose(turn, told)
            return True
        await ask(turn, fresh=True)
        return True
    return False


async def _answers_whose(turn: Turn) -> bool:
    if not asks_whose(turn) or any(mark in turn.text for mark in MARKS.values()):
        return False
    if whom.says_theirs(turn.text):
        await take_theirs(turn)
        return True
    if whom.says_mine(turn.text):
        await take_anew(turn)
        return True
    return False


async def change_applicant(turn: Turn) -> bool:
    """ "申请人改成我儿子，郑小宇": the old name and number go; what the message itself tells stays."""
    assert turn.open_package is not None
    if turn.open_package.step in {Step.CONFIRM, Step.QUESTIONS}:
        return False
    told = await conversations.person(turn.hall, turn.conversation)
    kept = {field: told[field] for field in PERSONAL if MARKS[field] in turn.text and field in told}
    await take_anew(turn, kept)
    return True
