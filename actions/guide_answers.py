"""Each part of a guide that can be asked for, and how it is told."""

import re

from actions.answers import TakeAnswer
from actions.applicants import tells_person
from actions.asking import ask
from actions.form_lists import show_forms
from actions.guides import PARTS, GuideAnswer, HallAnswer, site_of_item
from actions.item_cards import days_of, fact, short, show_item
from actions.material_lists import show_checklist
from actions.step_answers import answered_question
from actions.turn import Turn
from backend.domain.guide_parts import amount_asked, parts_asked
from backend.domain.items import Item, ItemStatus
from backend.domain.packages import Step
from backend.domain.papers import called, material_asked, material_named
from backend.services import packages

#: How a question sounds that could also be an answer: 能不能叫人代办.
_ASKS = re.compile(r"[?]|[吗么嘛啵]$|不咯?$|[冇没]$|怎么|能不能|可不可以|可以不|行不行|要不要|是不是")
#: Not what comes of the item is asked, but what the assistant means.
_PUZZLED = re.compile(r"(?:什么|么子|么里|啥)意思|看不懂|听不懂|搞不懂|不懂")
#: What a guide says of who comes.
_WHO_COMES = re.compile(r"本人|委托|代办|代理|监护|家属|亲属|单位办|双方")
#: What guides never speak of: who can't sign, and who comes to the house.
_SIGNS = re.compile(r"签不|不(?:会|能)签|签字|代签|手印|指纹|上门|下不得床|起不来")
#: A hint that speaks of who may come.
_BY_WHOM = re.compile(r"代办|本人(?:去|来|办)")
#: A hint that speaks of how much is paid out.
_OF_MONEY = re.compile(r"多少|标准|元|金额|钱")


class AnswerFee(GuideAnswer):
    key = "action_answer_fee"

    def answer(self, turn: Turn, item: Item) -> None:
        if amount_asked(turn.text):
            hints = "".join(hint for hint in item.hints if _OF_MONEY.search(hint))
            turn.say("answer_amount", name=short(item), hints=hints)
            return
        turn.say("answer_fee", name=short(item), fee=fact(turn, item.fee))


class AnswerDays(GuideAnswer):
    key = "action_answer_days"

    def answer(self, turn: Turn, item: Item) -> None:
        turn.say(
            "answer_days",
            name=short(item),
            days=fact(turn, days_of(item)),
            case_type=fact(turn, item.case_type),
        )


class AnswerWho(GuideAnswer):
    key = "action_answer_who"

    def answer(self, turn: Turn, item: Item) -> None:
        turn.say("answer_who", name=short(item), who=fact(turn, item.who))


class AnswerResult(GuideAnswer):
    key = "action_answer_result"

    async def act(self, turn: Turn) -> None:
        if _PUZZLED.search(turn.text) and not await _explain_item(turn):
            turn.intent = "not_understood"  # what is said next is said simply
            turn.say("simpler")
            await ask(turn, fresh=True)
            return
        if not _PUZZLED.search(turn.text):
            await super().act(turn)

    def answer(self, turn: Turn, item: Item) -> None:
        turn.say("answer_result", name=short(item), result=fact(turn, item.result))


async def _explain_item(turn: Turn) -> bool:
    """What an item that was shown is for, when its name was not understood (么子是抚恤金)."""
    shown = [*(turn.focus.get("shortlist") or []), turn.focus.get("item") or ""]
    items = [turn.hall.catalogue.items[i] for i in shown if i in turn.hall.catalogue.items]
    named = material_named(turn.text, [short(item) for item in items]) if turn.open_package is None else None
    if named is None:
        return False
    item = items[named]
    turn.say("item_explained", name=short(item), who=fact(turn, item.who), result=fact(turn, item.result))
    await show_item(turn, item.id)
    return True


class AnswerBasis(GuideAnswer):
    key = "action_answer_basis"

    def answer(self, turn: Turn, item: Item) -> None:
        turn.say("answer_basis", name=short(item), basis=fact(turn, item.basis))


class AnswerOriginal(GuideAnswer):
    key = "action_answer_original"

    def answer(self, turn: Turn, item: Item) -> None:
        asked = material_named(turn.text, [called(m) for m in item.materials])
        materials = item.materials if asked is None else item.materials[asked : asked + 1]
        lines = [turn.words("original_line", name=m.name, form=m.form) for m in materials]
        strict = [m.name for m in materials if "原件" in m.form and "复印" not in m.form]
        if re.search(r"复印|照片|扫描", turn.text) and (strict or not any("原件" in m.form for m in materials)):
            turn.say("copies_not_for" if strict else "copies_will_do", names="、".join(strict))
        turn.say("answer_original", name=short(item), lines="\n".join(lines))


def _told_of_agents(item: Item) -> bool:
    """Whether the guide says anything of who may come, in a paper, a hint or in whom it is for."""
    of_paper = any(m.kind == "power_of_attorney" for m in item.materials)
    of_hint = any(_BY_WHOM.search(one) for one in item.hints)
    return of_paper or of_hint or bool(item.who.value and _WHO_COMES.search(item.who.text))


class AnswerSelf(GuideAnswer):
    key = "action_answer_self"

    async def act(self, turn: Turn) -> None:
        # "叫我女儿帮我办" answers who will come; only what is asked is answered from the guide.
        if not _ASKS.search(turn.text) and await answered_question(turn):
            return
        item = await self._item(turn)
        known = item is not None and (item.agent.value or _told_of_agents(item))
        if item is not None and not known and _SIGNS.search(turn.text):
            turn.say("not_in_guide", name=short(item), buttons=[turn.button("human", "human")])
            await ask(turn)
            return
        await super().act(turn)

    def answer(self, turn: Turn, item: Item) -> None:
        helper = next((m for m in item.materials if m.kind == "power_of_attorney"), None)
        hint = next((one for one in item.hints if _BY_WHOM.search(one)), None)
        if item.agent.value:
            turn.say("answer_self_agent", name=short(item), agent=fact(turn, item.agent))
        elif hint is not None:
            turn.say("answer_self_agent", name=short(item), agent=hint.rstrip("。"))
        elif helper is not None:
            turn.say("answer_self_helper", name=short(item), material=helper.name)
        elif item.who.value and _WHO_COMES.search(item.who.text):
            turn.say("answer_self_who", name=short(item), who=fact(turn, item.who))
        else:
            turn.say("answer_self_unknown", name=short(item), buttons=[turn.button("human", "human")])


class AnswerForm(GuideAnswer):
    key = "action_answer_form"

    def answer(self, turn: Turn, item: Item) -> None:
        show_forms(turn, item)


class AnswerPhone(GuideAnswer):
    key = "action_answer_phone"

    async def without_item(self, turn: Turn) -> None:
        site = site_of_item(turn, None)
        turn.say("answer_phone_hall", phone=site.phone, sample=turn.words("sample_mark") if site.sample else "")
        if turn.focus.get("ask"):
            await ask(turn)

    def answer(self, turn: Turn, item: Item) -> None:
        contact = turn.hall.catalogue.contacts.get(item.contact)
        if contact is None:
            turn.say("answer_phone_unknown", name=short(item))
        else:
            sample = turn.words("sample_mark") if contact.sample else ""
            turn.say("answer_phone", name=short(item), contact=contact.name, phone=contact.phone, sample=sample)


class AnswerMaterials(GuideAnswer):
    """What to bring. For an open package the exact list; else all the guide may ask for."""

    key = "action_answer_materials"

    async def act(self, turn: Turn) -> None:
        item = await self._item(turn)
        if item is not None and material_asked(turn.text, [called(m) for m in item.materials]) is not None:
            await super().act(turn)
            return
        if item is not None and turn.open_package is not None and item.id == turn.open_package.item_id:
            show_checklist(turn, await packages.progress(turn.hall, turn.open_package.id))
            if turn.open_package.step != Step.MATERIALS:
                await ask(turn)  # what was asked before stays asked, and its numbers mean what they meant
            return
        if item is not None and item.status != ItemStatus.ACTIVE and turn.open_package is None:
            await show_item(turn, item.id)
            return
        await super().act(turn)

    def answer(self, turn: Turn, item: Item) -> None:
        lines = [
            turn.words(
                "material_line", n=n, name=m.name, form=m.form, when=turn.words("only_sometimes") if m.when else ""
            )
            for n, m in enumerate(item.materials, 1)
        ]
        turn.say("answer_materials", name=short(item), lines="\n".join(lines))


class AnswerPlace(HallAnswer):
    key = "action_answer_place"
    words_key = "answer_place"


class _OfThePlace(HallAnswer):
    """Asked of the place alone: 轮椅 and 车位 name no item."""

    async def _item(self, turn: Turn) -> Item | None:
        return turn.item or turn.hall.catalogue.items.get(str(turn.focus.get("item") or ""))


class AnswerHours(_OfThePlace):
    key = "action_answer_hours"
    words_key = "answer_hours"


class AnswerAccess(_OfThePlace):
    key = "action_answer_access"
    words_key = "answer_access"


PARTS.update(
    {
        answer.key.removeprefix("action_answer_"): answer
        for answer in (
            AnswerFee,
            AnswerDays,
            AnswerBasis,
            AnswerOriginal,
            AnswerSelf,
            AnswerForm,
            AnswerPhone,
            AnswerMaterials,
            AnswerPlace,
            AnswerHours,
            AnswerAccess,
        )
    }
)


class Fallback(GuideAnswer):
    """Not sure what is meant: several questions at once, or else an answer or a need."""

    key = "action_fallback"

    async def act(self, turn: Turn) -> None:
        parts = parts_asked(turn.text)
        if len(parts) > 1 and await self._item(turn) is not None:
            await PARTS[parts[0]](turn.hall, turn.texts).act(turn)
        elif parts and turn.open_package is not None and not tells_person(turn.text):
            if not await answered_question(turn):  # "租的，带合同" answers what was asked
                await PARTS[parts[0]](turn.hall, turn.texts).act(turn)
        else:
            await TakeAnswer(turn.hall, turn.texts).act(turn)
