"""What the checks saw, as the contact reads it: words, a mark, and where on the page."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from backend.domain.facts import Box
from backend.services import previews
from backend.services.hall import Hall
from backend.storage.uploads import Upload


class Words(Protocol):
    """The words of ``domain.yml``."""

    def has(self, key: str) -> bool:
        """Whether ``utter_<key>`` is written."""
        ...

    def say(self, key: str, **fields: Any) -> str:
        """The text ``utter_<key>``."""
        ...


#: The words that residents read, so that staff read the same of a finding. ``app.py`` fills it.
WORDS = web.AppKey("console_words", Words)


#: What residents are promised of staff says nothing to staff.
_PROMISE = re.compile("[，；]工作人员会.*$", re.DOTALL)
#: How doubts look, the worst first.
_DOUBTS = ("fix", "human", "hint")


@dataclass(frozen=True)
class Seen:
    """One finding of an upload."""

    number: int
    look: str  # "ok", "fix", "human", or "hint" for what only staff are told
    text: str
    page: int
    box: Box | None


@dataclass(frozen=True)
class Shown:
    """How an upload is shown: its findings and its pages."""

    doubts: tuple[Seen, ...]  # what is wrong, then what a person must look at, then hints
    good: tuple[Seen, ...]
    pages: int
    can_show: bool

    @property
    def boxed(self) -> tuple[Seen, ...]:
        """The doubts that have a place on a page, in the order of their numbers."""
        return tuple(one for one in self.doubts if one.box is not None)


async def shown(hall: Hall, upload: Upload, words: Words) -> Shown:
    """Everything the page needs to show this upload."""
    seen = [_seen(number, finding, words) for number, finding in enumerate(upload.findings)]
    return Shown(
        doubts=tuple(sorted((one for one in seen if one.look in _DOUBTS), key=lambda one: _DOUBTS.index(one.look))),
        good=tuple(one for one in seen if one.look not in _DOUBTS),
        pages=len(await previews.page_turns(hall, upload)),
        can_show=previews.can_show(upload),
    )


def _seen(number: int, finding: dict[str, Any], words: Words) -> Seen:
    key = f"finding_{finding['key']}"
    box = finding.get("box")
    return Seen(
        number=number,
        look=_look(finding),
        text=_PROMISE.sub("", words.say(key, **finding["fields"])) if words.has(key) else "",
        page=finding.get("page") or 0,
        box=Box(**box) if box else None,
    )


def _look(finding: dict[str, Any]) -> str:
    if finding.get("staff_only"):
        return "hint"
    if finding["ok"]:
        return "ok"
    return "fix" if finding["verdict"] == "fix" else "human"
