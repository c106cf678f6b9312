"""How errors look to programs: ``{"error": {"key", "message", "fields"}}``, made in this one place."""

import logging
import secrets
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict

from backend.api.keys import TEXTS
from backend.api.routing import json_answer
from backend.domain.errors import HallError

logger = logging.getLogger(__name__)

#: Keys of what goes wrong before a route is reached.
_BY_STATUS = {404: "not_found", 405: "not_found", 413: "invalid_input"}


class ErrorBody(BaseModel):
    """What went wrong."""

    model_config = ConfigDict(extra="forbid")

    key: str
    message: str
    fields: dict[str, Any]


class ErrorAnswer(BaseModel):
    """Every answer that is not a success."""

    model_config = ConfigDict(extra="forbid")

    error: ErrorBody


@web.middleware
async def render_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer errors in one form. What was not expected is logged under a number, and only the number is told."""
    try:
        return await handler(request)
    except HallError as error:
        response = _answer(request, error.key, error.fields, error.status)
        if "seconds" in error.fields:
            response.headers["Retry-After"] = str(error.fields["seconds"])
        return response
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = _answer(request, _BY_STATUS.get(error.status, "unknown"), {}, error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except ConnectionResetError:
        raise  # the other end went away; there is nobody to answer
    except Exception:
        number = secrets.token_hex(4)
        logger.exception("the API failed at %s %s (%s)", request.method, _pattern(request), number)
        return _answer(request, "internal", {"id": number}, 500)


def _answer(request: web.Request, key: str, fields: dict[str, Any], status: int) -> web.Response:
    message = request.config_dict[TEXTS].error(key, **fields)
    plain = {name: value if isinstance(value, int | bool) else _plain(value) for name, value in fields.items()}
    return json_answer(ErrorAnswer(error=ErrorBody(key=key, message=message, fields=plain)), status)


def _plain(value: Any) -> Any:
    return [str(part) for part in value] if isinstance(value, list | tuple | set | frozenset) else str(value)


def _pattern(request: web.Request) -> str:
    """The route's pattern: a path itself may carry a code that opens something."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "?"
