"""Submitting a package."""

from actions.asking import advance, ask_slot
from actions.receipts import show_receipt
from actions.turn import Turn
from backend.domain.errors import HoldExpired, PackageIncomplete
from backend.services import packages


async def submit(turn: Turn) -> None:
    """Submit the package and show the receipt, or say what is in the way and go there."""
    if turn.open_package is None:
        turn.say("anything_else")
        return
    package_id = turn.open_package.id
    try:
        await packages.submit(turn.hall, package_id)
    except HoldExpired:
        turn.say("error_hold_expired")
        await ask_slot(turn, await packages.progress(turn.hall, package_id))
        return
    except PackageIncomplete as error:
        key = f"error_package_incomplete_{error.fields.get('step')}"
        if turn.texts.has(key):
            turn.say(key)
        else:
            turn.say("error_package_incomplete", missing="、".join(error.fields.get("missing", ())))
        await turn.reload()
        await advance(turn)
        return
    await turn.set_focus(moving=None, misses=None)
    await turn.reload()
    await show_receipt(turn, await packages.progress(turn.hall, package_id), new=True)
