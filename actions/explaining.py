"""One material explained: what it is, in which form it is wanted, where its form is, and what to do without it."""

from actions.item_cards import short
from actions.turn import Turn
from backend.domain.guide_parts import lacks, lost, material_asked, material_named, never_issued
from backend.domain.items import Item, MaterialKind
from backend.domain.plain_words import asks_instead
from backend.services import forms


async def tell_instead(turn: Turn, item: Item) -> bool:
    """Whether something else may stand in for a paper: the guide names nothing, so only a person can say."""
    names = [m.name for m in item.materials]
    named = material_named(turn.text, names)
    lacked = str(turn.focus.get("lacked") or "")
    if not asks_instead(turn.text) or (named is None and not lacks(turn.text) and lacked not in names):
        return False
    name = names[named] if named is not None else lacked if lacked in names else turn.words("that_paper")
    brings = [turn.button("bring_along", "bring_along")] if turn.package is not None else []
    turn.say("material_instead", name=name, item=short(item), buttons=[turn.button("human", "human"), *brings])
    return True


async def explain_material(turn: Turn, item: Item) -> bool:
    """Answer a question about one of the item's materials; whether the text asked one.

    Of who says that a paper isn't there, only what that means is told.
    """
    asked = material_asked(turn.text, [m.name for m in item.materials])
    if asked is None:
        return False
    material = item.materials[asked]
    if lacks(turn.text):
        await turn.set_focus(lacked=material.name)
        key = "material_lacking" if material.need == "必要" else "material_lacking_optional"
        if material.kind == MaterialKind.ID_CARD and item.applicant == "person":
            if never_issued(turn.text):
                turn.say("id_card_never", item=short(item), buttons=[turn.button("human", "human")])
                return True
            if lost(turn.text):
                turn.say("id_card_lacking")
        turn.say(key, name=material.name, item=short(item), buttons=[turn.button("human", "human")])
        return True
    note = turn.words("material_note", note=material.note) if material.note else ""
    turn.say("material_told", name=material.name, form=material.form, note=note)
    addresses = forms.form_addresses(turn.hall, item, material)
    if addresses:
        turn.say("material_form", name=material.name)
    elif not material.note:
        turn.say("material_ask_person", buttons=[turn.button("human", "human")])
    return True
