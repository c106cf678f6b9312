"""Which forms an item asks for, and where they can be downloaded."""

from actions.item_cards import short
from actions.turn import Turn
from backend.domain.items import Item
from backend.services import forms


def show_forms(turn: Turn, item: Item) -> None:
    """Name the item's forms with their files. Full addresses only where the hall knows its own."""
    shown = [
        {"title": form.title, "files": forms.form_addresses(turn.hall, item, material)}
        for material in item.materials
        if (form := forms.form_of(turn.hall, item, material)) is not None
    ]
    if not shown:
        turn.say("answer_form_none", name=short(item))
        return
    base = (turn.hall.settings.public_url or "").rstrip("/")
    lines = []
    for one in shown:
        at = {address.rpartition("/")[2]: base + address for address in one["files"]}
        links = {"blank": at["blank.pdf"], "sample": at["sample.pdf"]} if base else {}
        lines.append(turn.words("form_line_links" if base else "form_line", name=one["title"], **links))
    card = {"kind": "forms", "item": short(item), "forms": shown}
    turn.say("answer_form", name=short(item), lines="\n".join(lines), card=card)
    there = [material.name for material in item.materials if "现场填" in material.form]
    if there:
        turn.say("form_filled_there", names="、".join(there))
