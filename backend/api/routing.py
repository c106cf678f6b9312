"""What a route of the API is, and how one becomes a handler: who asks, how often, with what, and then the answer."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from aiohttp import web
from pydantic import BaseModel, ValidationError

from backend.api.guard import Identity, Permission, identify
from backend.api.keys import LIMITS
from backend.domain.errors import (
    BodyTooLarge,
    FormExpired,
    HallError,
    InvalidInput,
    LoginRequired,
    NotAllowed,
    NotFound,
    TooManyRequests,
    VisitorUnknown,
)
from backend.services.conversations import GATEWAY, Gateway
from backend.services.hall import HALL, Hall
from backend.services.senders import sender_address
from backend.storage.conversations import Conversation
from backend.storage.staff import Staff

#: The largest JSON body.
MAX_BODY = 64 * 1024
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
M = TypeVar("M", bound=BaseModel)


@dataclass
class Call:
    """One request, checked: who asks and with what."""

    request: web.Request
    hall: Hall
    who: Identity
    _body: BaseModel | None = None
    _query: BaseModel | None = None

    @property
    def gateway(self) -> Gateway:
        """What takes in messages."""
        return self.request.config_dict[GATEWAY]

    @property
    def conversation(self) -> Conversation:
        """The visitor's conversation. Only for routes that demand a visitor."""
        assert self.who.visitor is not None
        return self.who.visitor

    @property
    def staff(self) -> Staff:
        """The person who is logged in. Only for routes that demand staff."""
        assert self.who.staff is not None
        return self.who.staff

    def path(self, name: str) -> str:
        """A part of the path. Raises ``NotFound`` for what can't be an id."""
        value = self.request.match_info[name]
        if not _ID.fullmatch(value):
            raise NotFound(thing=name)
        return value

    def body(self, _model: type[M]) -> M:
        """The body that was sent."""
        return cast(M, self._body)

    def query(self, _model: type[M]) -> M:
        """The query that was sent."""
        return cast(M, self._query)


Handler = Callable[[Call], Awaitable[BaseModel | web.StreamResponse]]


@dataclass(frozen=True)
class Route:
    """A way into the hall. From these come the routes, the permission checks and the OpenAPI document."""

    method: str
    path: str  # below /api/v1
    handler: Handler
    permission: Permission
    summary: str
    tag: str
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None  # None: ``media`` says what comes
    status: int = 200
    media: str = "application/json"  # "*/*": of the kind that was once sent
    #: fields of a multipart form, as a JSON schema, for routes that take files
    form: dict[str, Any] | None = None
    errors: tuple[type[HallError], ...] = ()
    limit: str = "read"
    temporary_ok: bool = False
    #: a body that works, for the document
    example: dict[str, Any] | None = None

    @property
    def changes(self) -> bool:
        """Whether it does something, so that another site's page must not be able to ask for it."""
        return self.method not in ("GET", "HEAD")


#: What a route answers to those who may not.
_DEMANDS: dict[Permission, tuple[type[HallError], ...]] = {
    Permission.PUBLIC: (),
    Permission.VISITOR: (VisitorUnknown,),
    Permission.STAFF: (LoginRequired, NotAllowed),
    Permission.ADMIN: (LoginRequired, NotAllowed),
}
#: … and to changes that a page of another site may have asked for.
_CHANGES: dict[Permission, tuple[type[HallError], ...]] = {
    Permission.PUBLIC: (NotAllowed,),
    Permission.VISITOR: (NotAllowed,),
    Permission.STAFF: (FormExpired,),
    Permission.ADMIN: (FormExpired,),
}


def handler_of(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The aiohttp handler of a route."""

    async def handle(request: web.Request) -> web.StreamResponse:
        hall = request.config_dict[HALL]
        limits = request.config_dict[LIMITS]
        # By address first, and generously: guessing secrets costs a look into the database each.
        limits.check("address", f"address:{sender_address(request, hall)}")
        who = await identify(request, hall, route.permission, temporary_ok=route.temporary_ok)
        limits.check(route.limit, _sender(request, hall, who))
        call = Call(
            request,
            hall,
            who,
            _query=_read_query(request, route.query),
            _body=await _read_body(request, route.body) if route.body else None,
        )
        answer = await route.handler(call)
        if isinstance(answer, BaseModel):
            return json_answer(answer, route.status)
        return answer

    return handle


def json_answer(model: BaseModel, status: int = 200) -> web.Response:
    """A model as a JSON response."""
    return web.Response(
        body=model.model_dump_json(by_alias=True).encode(), status=status, content_type="application/json"
    )


def errors_of(route: Route) -> tuple[type[HallError], ...]:
    """Every error a route can answer with by its own declaration and by what it demands."""
    always: list[type[HallError]] = [InvalidInput, TooManyRequests, *_DEMANDS[route.permission]]
    if route.changes:
        always += _CHANGES[route.permission]
    if "{" in route.path:
        always.append(NotFound)
    if route.body is not None:
        always.append(BodyTooLarge)
    return tuple(dict.fromkeys((*route.errors, *always)))


def _sender(request: web.Request, hall: Hall, who: Identity) -> str:
    if who.visitor is not None:
        return f"visitor:{who.visitor.id}"
    if who.staff is not None:
        return f"staff:{who.staff.id}"
    return f"address:{sender_address(request, hall)}"


def _read_query(request: web.Request, model: type[BaseModel] | None) -> BaseModel | None:
    if model is None:
        if request.query:
            raise InvalidInput(field=next(iter(request.query))[:40])
        return None
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        raise _invalid(error) from None


async def _read_body(request: web.Request, model: type[BaseModel]) -> BaseModel:
    if request.content_type != "application/json":
        raise InvalidInput(field="content_type")
    if (request.content_length or 0) > MAX_BODY:
        raise BodyTooLarge(limit=MAX_BODY)
    data = bytearray()
    async for piece in request.content.iter_chunked(16 * 1024):
        data += piece
        if len(data) > MAX_BODY:
            raise BodyTooLarge(limit=MAX_BODY)
    try:
        return model.model_validate_json(bytes(data))
    except ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: ValidationError) -> InvalidInput:
    """The first thing that was wrong, by its place; never the value, which may be personal."""
    place = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
    return InvalidInput(field=place[:80] or "body")
