"""One material explained: what it is, in which form it is wanted, where its form is, and what to do without it."""

from actions.form_lists import show_forms
from actions.item_cards import short
from actions.turn import Turn
from backend.domain.items import Item, Material, MaterialKind, Need, needed_materials, open_questions
from backend.domain.papers import (
    asks_by_whom,
    asks_need,
    asks_where,
    asks_will_do,
    called,
    either_of,
    lacks,
    lost,
    material_lacking,
    material_named,
    materials_asked,
    never_issued,
)
from backend.domain.plain_words import asks_instead
from backend.services import forms


async def tell_instead(turn: Turn, item: Item) -> bool:
    """Whether something else may stand in for a paper: the guide names nothing, so only a person can say."""
    names = [m.name for m in item.materials]
    named = material_named(turn.text, [called(m) for m in item.materials])
    lacked = str(turn.focus.get("lacked") or "")
    lacking = material_lacking(turn.text, [called(m) for m in item.materials]) if asks_will_do(turn.text) else None
    if lacking is not None:  # 没有身份证，户口本行不行
        named = lacking
    elif not asks_instead(turn.text) or (named is None and not lacks(turn.text) and lacked not in names):
        return False
    name = names[named] if named is not None else lacked if lacked in names else turn.words("that_paper")
    brings = [turn.button("bring_along", "bring_along")] if turn.package is not None else []
    turn.say("material_instead", name=name, item=short(item), buttons=[turn.button("human", "human"), *brings])
    return True


async def explain_material(turn: Turn, item: Item) -> bool:
    """Answer a question about the item's materials; whether the text asked one.

    Of who says that a paper isn't there, only what that means is told.
    """
    asked = materials_asked(turn.text, [called(m) for m in item.materials])
    if not asked:
        return False
    lacking = material_lacking(turn.text, [called(m) for m in item.materials]) if lacks(turn.text) else None
    if lacking is not None:
        await _tell_lacking(turn, item, item.materials[lacking])
        return True
    for place in asked:
        await _tell(turn, item, item.materials[place])
    return True


async def _tell_lacking(turn: Turn, item: Item, material: Material) -> None:
    either = either_of(material.name)
    others = [one for one in either if material_lacking(turn.text, [one]) is None]
    if others and len(others) < len(either):
        turn.say("material_either_do", name=material.name, names="、".join(others))
        return
    await turn.set_focus(lacked=material.name)
    key = "material_lacking" if _is_required(turn, item, material) else "material_lacking_optional"
    if material.kind == MaterialKind.ID_CARD and item.applicant == "person":
        if never_issued(turn.text):
            turn.say("id_card_never", item=short(item), buttons=[turn.button("human", "human")])
            return
        if lost(turn.text):
            turn.say("id_card_lacking")
    turn.say(key, name=material.name, item=short(item), buttons=[turn.button("human", "human")])


def _is_required(turn: Turn, item: Item, material: Material) -> bool:
    """Whether it can't be done without, by the guide and, once all is told, by this resident's case."""
    package = turn.package
    if package is None or package.item_id != item.id or open_questions(item, package.answers):
        return material.need == Need.REQUIRED
    return material.need != Need.OPTIONAL and material in needed_materials(item, package.answers)


async def _tell(turn: Turn, item: Item, material: Material) -> None:
    """All that the guide says of one material, and that it says no more."""
    human = [turn.button("human", "human")]
    if asks_need(turn.text) and await _tell_need(turn, item, material):
        return
    either = either_of(material.name)
    turn.say(
        "material_told",
        name=material.name,
        form=material.form,
        note=turn.words("material_note", note=material.note) if material.note else "",
        either=turn.words("material_either", names="、".join(either)) if either else "",
    )
    addresses = forms.form_addresses(turn.hall, item, material)
    if addresses and asks_where(turn.text):
        show_forms(turn, item)
    elif addresses:
        turn.say("material_form", name=material.name)
    if not addresses or asks_by_whom(turn.text):
        turn.say("material_ask_person", buttons=human)


async def _tell_need(turn: Turn, item: Item, material: Material) -> bool:
    """Whether this resident needs it, when what they told decides it."""
    package = turn.package
    if package is None or package.item_id != item.id or open_questions(item, package.answers):
        return False
    needed = material in needed_materials(item, package.answers)
    optional = needed and material.need == Need.OPTIONAL
    key = "material_need_optional" if optional else "material_needed" if needed else "material_not_needed"
    turn.say(key, name=material.name)
    return True
