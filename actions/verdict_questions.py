"""Questions about what was found in a paper: 哪里没签, 地址怎么不一样, 反面收到没."""

from actions.finding_words import as_lines, as_told
from actions.material_lists import mark_of
from actions.turn import Turn
from backend.domain.packages import Step
from backend.domain.papers import material_named
from backend.domain.verdict_words import asks_how_it_stands, findings_asked
from backend.services.packages import MaterialState, Progress

_SENDING = frozenset({Step.APPLICANT, Step.MATERIALS, Step.SLOT, Step.SUMMARY})
_DOUBTED = frozenset({"fix", "human"})


def tell_verdict_again(turn: Turn, progress: Progress) -> bool:
    """Say again what was found, and who decides of it; whether the text asked about that."""
    return _tell_findings(turn, progress) or _tell_standing(turn, progress)


def _tell_findings(turn: Turn, progress: Progress) -> bool:
    said = False
    for state in progress.materials:
        wrong = [dict(found) for found in state.findings if not found["ok"]]
        asked = set(findings_asked(turn.text, [str(found["key"]) for found in wrong]))
        if state.status not in _DOUBTED or not asked:
            continue
        told = [as_told(turn, found) for found in wrong if found["key"] in asked]
        key = "finding_again_fix" if state.status == "fix" else "finding_again_human"
        turn.say(key, material=state.material.name, findings=as_lines(turn, told))
        said = True
    return said


def _tell_standing(turn: Turn, progress: Progress) -> bool:
    sent = [state for state in progress.materials if state.uploads]
    if not asks_how_it_stands(turn.text) or progress.step not in _SENDING:
        return False
    if not sent:
        turn.say("standing_none")
        return True
    named = material_named(turn.text, [state.material.name for state in sent])
    shown = sent if named is None else sent[named : named + 1]
    turn.say("standing_told", lines="\n".join(_line(turn, state) for state in shown))
    return True


def _line(turn: Turn, state: MaterialState) -> str:
    return turn.words("summary_material", name=state.material.name, mark=mark_of(turn, state))
