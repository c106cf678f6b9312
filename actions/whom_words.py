"""How the one it is done for is spoken of, and the question whose name was told."""

from typing import Any

from actions.turn import Turn
from backend.domain import for_whom as whom
from backend.domain.items import Item
from backend.domain.personal import masked
from backend.services import conversations
from backend.services.packages import Progress

#: What says who somebody is.
PERSONAL = ("name", "id_number")


def other(turn: Turn) -> str | None:
    """Who it is for, when that is somebody else: 儿子."""
    said = turn.focus.get("whom")
    return str(said) if said not in {None, whom.SELF} else None


def shown_whom(turn: Turn) -> str:
    """How the one it is for is spoken of: 您儿子, or 申请人."""
    said = other(turn)
    return turn.words("whom", who=said) if said else turn.words("whom_unknown")


async def told_person(turn: Turn) -> dict[str, str]:
    """Name and number as far as they were told in this talk."""
    known = await conversations.person(turn.hall, turn.conversation)
    return {field: known[field] for field in PERSONAL if field in known}


async def forget_told(turn: Turn) -> None:
    """Drop both; a phone number stays."""
    for field in PERSONAL:
        await conversations.forget_person(turn.hall, turn.conversation.id, field)
    await turn.reload()


def applicant_of(item: Item, known: dict[str, str]) -> tuple[str | None, str | None]:
    """Name and number of the applicant among what was told: of a business where it is for one, else of a person."""
    fields = ("business_name", "uscc") if item.applicant == "business" else PERSONAL
    return known.get(fields[0]), known.get(fields[1])


def applicant_shown(item: Item, name: str, number: str) -> dict[str, Any]:
    """Both as they may be shown; a business's name is public."""
    shown = masked({"name": name, "id_number": number})
    return {"name": name if item.applicant == "business" else shown["name"], "number": shown["id_number"]}


def asks_whose(turn: Turn) -> bool:
    """Whether it is asked at present whose the name is."""
    return turn.open_package is not None and turn.focus.get("whose") == turn.open_package.id


async def ask_whose(turn: Turn, known: dict[str, str]) -> None:
    """Whether what was told is the other's or the resident's own."""
    assert turn.open_package is not None
    await turn.set_focus(whose=turn.open_package.id)
    turn.say(
        "ask_whose",
        shown="，".join(masked(known).values()),
        whom=shown_whom(turn),
        buttons=[
            (turn.words("button_theirs", who=other(turn) or ""), "/same_applicant"),
            turn.button("my_own", "other_applicant"),
        ],
    )


async def is_own_told(turn: Turn, progress: Progress) -> bool:
    """The resident's own name where another's is wanted (我叫…，我是妈妈): asked before it is taken."""
    if progress.item.applicant != "person" or other(turn) is None or not whom.gives_own(turn.text):
        return False
    known = await told_person(turn)
    if not known:
        return False
    await ask_whose(turn, known)
    return True
