"""What was said in plain words of the package that the talk is about."""

import re

from actions.answers_in_passing import (
    answered_otherwise,
    take_answer_beside_question,
    take_correction,
    take_number_first,
    take_unsure,
)
from actions.applicants import said_of_applicant, tells_person
from actions.appointments import MoveAppointment
from actions.asking import ask
from actions.choosing_time import said_of_submitting, said_of_time
from actions.explaining import explain_material, tell_instead
from actions.filing import DropUpload, FileUpload, LeaveToContact
from actions.guides import PARTS, tell_others
from actions.materials import BringAlong
from actions.needs import another_item, clearly_wanted, tell_elsewhere_of_several
from actions.packages import Stop
from actions.receipts import show_receipt
from actions.slots import before_its_time
from actions.turn import Turn
from actions.unclear_files import unclear
from actions.verdict_questions import tell_verdict_again
from actions.wishing import keep_wish, wish_in
from backend.domain import plain_words as plain
from backend.domain.guide_parts import amount_asked, asks_something, parts_asked
from backend.domain.items import needed_materials
from backend.domain.packages import PackageStatus, Step
from backend.domain.papers import called, denies_loss, lacks, material_lacking, material_named
from backend.domain.personal import without_marks
from backend.services import appointments, packages

_MAYBE_NEED = frozenset({"need", "nlu_fallback", "out_of_scope", "chitchat"})
_BEFORE_TIME = frozenset({Step.CONFIRM, Step.QUESTIONS, Step.APPLICANT, Step.MATERIALS})


async def said_of_package(turn: Turn) -> bool:
    if turn.package is None or turn.item is None:
        return False
    if turn.open_package is None:
        return await said_of_time(turn) or await _of_the_submitted(turn)
    if plain.only_asks_again(turn.text):
        if turn.intent == "not_understood":
            return False  # that rule says it more simply by itself
        turn.say("simpler")
        await ask(turn, fresh=True)
        return True
    if plain.gives_up(turn.text) and "预约" not in turn.text:
        await Stop(turn.hall, turn.texts).act(turn)
        return True
    if await said_of_applicant(turn):
        return True
    if await _turned_to_another(turn) or await _filed_in_words(turn) or await take_correction(turn):
        return True
    if await take_number_first(turn) or await take_answer_beside_question(turn):
        return True
    if await said_of_submitting(turn) or await said_of_time(turn):
        return True
    if not tells_person(turn.text) and tell_verdict_again(
        turn, await packages.progress(turn.hall, turn.open_package.id)
    ):
        await ask(turn)
        return True
    if await _asked_of_another(turn):
        return True
    if tell_elsewhere_of_several(turn):
        await ask(turn)
        return True
    if await tell_instead(turn, turn.item):
        await ask(turn)
        return True
    if denies_loss(turn.text) and await _is_there(turn):
        return True
    if await _lacks_paper(turn):
        return True
    step = Step(turn.open_package.step)
    wish = wish_in(turn)
    if step in _BEFORE_TIME and wish is not None and plain.books(turn.text):
        await keep_wish(turn)
    if step == Step.MATERIALS and plain.brings(turn.text):
        await BringAlong(turn.hall, turn.texts).act(turn)
        return True
    if step == Step.APPLICANT and plain.brings(turn.text) and not tells_person(turn.text):
        turn.say("bring_after_applicant")
        await ask(turn)
        return True
    if step in _BEFORE_TIME and wish is not None and plain.books(turn.text):
        await before_its_time(turn)
        return True
    return await take_unsure(turn) if step == Step.QUESTIONS else False


async def _of_the_submitted(turn: Turn) -> bool:
    assert turn.package is not None
    assert turn.item is not None
    booked = await appointments.current(turn.hall, turn.package.id)
    if booked is not None and plain.moves_time(turn.text) and wish_in(turn) is not None:
        told, turn.text = turn.text, plain.move_wanted(turn.text)
        await MoveAppointment(turn.hall, turn.texts).act(turn)
        turn.text = told
        tell_others(turn, turn.item, "action_answer_hours")
        return True
    if turn.intent in _MAYBE_NEED and (parts := parts_asked(turn.text)) and clearly_wanted(turn) is None:
        await PARTS[parts[0]](turn.hall, turn.texts).act(turn)  # asked of what was just booked
        return True
    if turn.package.status == PackageStatus.SUBMITTED and plain.asks_receipt(turn.text):
        await show_receipt(turn, await packages.progress(turn.hall, turn.package.id))
        return True
    if turn.package.status == PackageStatus.SUBMITTED and answered_otherwise(turn) is not None:
        turn.say("change_submitted", buttons=[turn.button("human", "human")])
        return True
    return False


async def _turned_to_another(turn: Turn) -> bool:
    """ "算了，还是先办生育登记吧": another item is named as what is to be done now."""
    assert turn.open_package is not None
    wanted = clearly_wanted(turn)
    if wanted is None or turn.item is None or wanted == turn.item.id:
        return False
    return await another_item(turn, await packages.progress(turn.hall, turn.open_package.id))


async def _is_there(turn: Turn) -> bool:
    """Nothing was lost after all: that is said, and whether it was all that the text says."""
    await turn.set_focus(lacked=None)
    turn.say("nothing_lost")
    if plain.brings(turn.text) or wish_in(turn) is not None or parts_asked(turn.text):
        return False
    await ask(turn)
    return True


async def _lacks_paper(turn: Turn) -> bool:
    """A paper isn't there, said where no question of the case is asked: what that means."""
    assert turn.open_package is not None
    assert turn.item is not None
    if turn.open_package.step == Step.QUESTIONS or plain.brings(turn.text):
        return False
    if material_lacking(turn.text, [called(m) for m in turn.item.materials]) is None:
        return False
    if not await explain_material(turn, turn.item):
        return False
    await ask(turn)
    return True


_LEFT, _DROPPED = re.compile(r"(?:留|交|发|转)给?对接人|给对接人看"), re.compile(r"[发拿搞传]错|不要了|莫要|删掉")
_IS_THAT = re.compile(r"就?是|归|放|算|当|给")


async def _filed_in_words(turn: Turn) -> bool:
    """ "这就是清算报告": which material the file is for that was just asked about."""
    assert turn.open_package is not None
    assert turn.item is not None
    upload_id = turn.focus.get("which")
    if not upload_id or upload_id not in {one.id for one in await unclear(turn)}:
        return False
    if _LEFT.search(turn.text) or _DROPPED.search(turn.text):
        turn.entities = {"upload": str(upload_id)}
        action = LeaveToContact if _LEFT.search(turn.text) else DropUpload
        await action(turn.hall, turn.texts).act(turn)
        return True
    if not _IS_THAT.search(turn.text) or asks_something(turn.text) or lacks(turn.text):
        return False
    needed = needed_materials(turn.item, turn.open_package.answers)
    named = material_named(turn.text, [m.name for m in needed])
    if named is None:
        return False
    turn.entities = {"upload": str(upload_id), "material": needed[named].key}
    await FileUpload(turn.hall, turn.texts).act(turn)
    return True


async def _asked_of_another(turn: Turn) -> bool:
    """A question about another item, by its name: answered, and the package stays what the talk is about."""
    parts = ["fee"] if amount_asked(turn.text) else parts_asked(turn.text)
    found = turn.hall.finder.find(without_marks(turn.text), limit=1) if parts else None
    if found is None or found.outcome != "found" or turn.item is None or found.hits[0].item_id == turn.item.id:
        return False
    if material_named(turn.text, [m.name for m in turn.item.materials]) is not None:
        return False  # 结婚证 is a paper of this item here
    named = turn.hall.catalogue.items[found.hits[0].item_id]
    if not any(alias in turn.text for alias in (*named.aliases, named.short_name)):
        return False
    await PARTS[parts[0]](turn.hall, turn.texts).act(turn)
    return True
