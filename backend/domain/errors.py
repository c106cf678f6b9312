"""Errors that people are told about.

An error has a *key* and *fields*. The key names a text in ``domain.yml`` (``utter_error_<key>``), so the words live
where the residents' words live; programs read the key itself. One renderer per edge (REST, console, chat) turns an
error into an answer; nothing else does.
"""

from collections.abc import Sequence
from typing import Any, ClassVar


class HallError(Exception):
    """Something was asked that the hall can't or won't do.

    ``status`` is the HTTP status the REST layer uses. Subclasses set ``key`` and ``status``; ``fields`` fill the
    template of the text.
    """

    key: ClassVar[str] = "unknown"
    status: ClassVar[int] = 400

    def __init__(self, **fields: Any) -> None:
        super().__init__(f"{self.key} {fields}" if fields else self.key)
        self.fields = fields


class NotFound(HallError):
    """What was named does not exist, or not for the one who asks: the two are told apart nowhere."""

    key = "not_found"
    status = 404


class InvalidTransition(HallError):
    """The thing is not in a state from which this step is allowed. Fields: ``thing``, ``status``, ``wanted``."""

    key = "invalid_transition"
    status = 409


class NotAllowed(HallError):
    """The one who asks may not do this."""

    key = "not_allowed"
    status = 403


class InvalidInput(HallError):
    """A value was not understood. Fields: ``field``."""

    key = "invalid_input"
    status = 422


class PhraseRefused(HallError):
    """A phrase can't be kept. Fields: ``reason``; ``other`` (an item's name) when that one has it."""

    key = "phrase_refused"
    status = 422


class SlotTaken(HallError):
    """The last seat of the slot went to somebody else."""

    key = "slot_taken"
    status = 409


class AppointmentLimit(HallError):
    """This person already holds an appointment for this item."""

    key = "appointment_limit"
    status = 409


class HoldExpired(HallError):
    """The held seat was freed before it was confirmed."""

    key = "hold_expired"
    status = 409


class CalendarUnknown(HallError):
    """The calendar's data ends before the day asked for. Fields: ``day``."""

    key = "calendar_unknown"
    status = 409


class UploadRefused(HallError):
    """A file can't be taken at all (too large, empty, not a picture or document). ``reason`` says which."""

    key = "upload_refused"
    status = 415


class FileNotKept(HallError):
    """A file could not be written down: the disk is full or broken. Nothing of it is left."""

    key = "file_not_kept"
    status = 503


class BodyTooLarge(HallError):
    """More was sent than a request of this kind may hold. Files have their own error. Fields: ``limit`` in bytes."""

    key = "body_too_large"
    status = 413


class TooBusy(HallError):
    """The hall is taking in as much as it can. Fields: ``seconds`` until it is worth trying again."""

    key = "too_busy"
    status = 503


class TooManyRequests(HallError):
    """One sender asks too often."""

    key = "too_many_requests"
    status = 429


class PackageIncomplete(HallError):
    """A package can't be submitted yet. Fields: ``missing``, the names of what is missing."""

    key = "package_incomplete"
    status = 409


class OfferChanged(HallError):
    """What was offered to be used again is not what would be offered now; ask anew."""

    key = "offer_changed"
    status = 409


class LoginFailed(HallError):
    """Username and password don't open a session. Wrong, unknown, disabled and locked are told apart nowhere."""

    key = "login_failed"
    status = 401


class LoginRequired(HallError):
    """Only staff who are logged in may do this."""

    key = "login_required"
    status = 401


class VisitorUnknown(HallError):
    """No conversation goes with what the visitor showed: a new one has to be opened first."""

    key = "visitor_unknown"
    status = 401


class FormExpired(HallError):
    """A form without the token of the session it was made for (CSRF)."""

    key = "form_expired"
    status = 403


class EscalationTaken(HallError):
    """Somebody else answers this conversation already. Fields: ``name``."""

    key = "escalation_taken"
    status = 409


class CatalogueError(HallError):
    """The catalogue's files contradict themselves or the format. ``problems`` names file, line and reason of each."""

    key = "catalogue_invalid"
    status = 500

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)
