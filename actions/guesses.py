"""What a text was nearly understood as, in people's words: what is offered when asking again did not help."""

from actions.turn import Turn

#: at least so sure, and no more than so many
_LEAST, _MOST = 0.08, 2
#: what can be offered as it is; an answer to the present question is offered by its own buttons
_OFFERED = frozenset(
    """
    ask_fee ask_days ask_place ask_hours ask_materials ask_self ask_original ask_basis ask_form ask_phone ask_access
    ask_who ask_result ask_privacy progress cancel_appointment move_appointment appointment_info upload_how cant_upload
    skip_material change back stop other_item resume_item plain_mode
    """.split()  # noqa: SIM905 -- a list of names reads better as one
)


#: what makes no sense before anything was begun
_WITH_PACKAGE = frozenset(
    {"cancel_appointment", "move_appointment", "appointment_info", "skip_material", "change", "back", "stop"}
    | {"resume_item"}
)


def guessed(turn: Turn) -> list[tuple[str, str]]:
    """Buttons for the likeliest meanings, the likeliest first; none when Rasa has no idea, or was not asked."""
    offered = _OFFERED if turn.package is not None else _OFFERED - _WITH_PACKAGE
    names = [name for name, sure in turn.ranking if sure >= _LEAST and name in offered][:_MOST]
    return [(turn.words(f"guess_{name}"), f"/{name}") for name in names]
