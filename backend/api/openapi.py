"""The OpenAPI 3.1 document, made from the route table."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backend.api.errors import ErrorAnswer
from backend.api.guard import CSRF_HEADER, OWN_HEADER, STAFF_COOKIE, VISITOR_COOKIE, Permission
from backend.api.keys import DESCRIBED
from backend.api.routing import Call, Route, errors_of
from backend.domain.errors import HallError

VERSION = "1"
_REF = "#/components/schemas/{model}"
#: Statuses that say when to come again.
_LATER = frozenset({429, 503})
#: What comes instead of a model.
_MEDIA_SCHEMAS: dict[str, dict[str, Any]] = {"application/json": {"type": "object"}}
_PARTS = {
    "package_id": "The package's id; residents may also name it by its receipt code.",
    "page": "The page's number, from 0.",
    "question": "The question's key.",
}
_ABOUT = """Service items, conversations, uploads, packages, appointments and the queue of a district service hall.

Residents: `POST /conversations` gives a secret, sent as `Authorization: Bearer …` or kept in a cookie. Answers and
verdicts come as messages: `GET /conversations/me/events` (server-sent events), or `…/messages?after=` in turns.
Staff: `POST /staff/login` gives a session cookie and the token for the header of every change.

Every error is `{"error": {"key", "message", "fields"}}`: programs read `key`, people read `message` (Chinese).
A request with a `client_key` may be sent again after a broken connection; it is done once."""
_SECURITY: dict[Permission, list[dict[str, list[str]]]] = {
    Permission.PUBLIC: [{}],
    Permission.VISITOR: [{"visitorSecret": []}, {"visitorCookie": []}],
    Permission.STAFF: [{"staffSession": []}],
    Permission.ADMIN: [{"staffSession": []}],
}
_SCHEMES = {
    "visitorSecret": {"type": "http", "scheme": "bearer", "description": "The secret of POST /conversations."},
    "visitorCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": VISITOR_COOKIE,
        "description": f"The same secret. Every change must come from the hall's own pages, or show {OWN_HEADER}: 1.",
    },
    "staffSession": {
        "type": "apiKey",
        "in": "cookie",
        "name": STAFF_COOKIE,
        "description": f"The session of POST /staff/login; every change also needs {CSRF_HEADER}.",
    },
}


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """The whole document."""
    sent = {route.body for route in routes if route.body}
    answered = {route.answer for route in routes if route.answer} | {ErrorAnswer}
    names, schemas = models_json_schema(
        [
            *((model, "validation") for model in sorted(sent, key=_name)),
            *((model, "serialization") for model in sorted(answered, key=_name)),
        ],
        ref_template=_REF,
    )
    refs: dict[Any, dict[str, Any]] = {model: schema for (model, _), schema in names.items()}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Yuban 预办",
            "version": VERSION,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(route.tag for route in routes)],
        "paths": paths,
        "components": {"schemas": schemas["$defs"], "securitySchemes": _SCHEMES},
    }


async def describe(call: Call) -> web.StreamResponse:
    """The document."""
    return web.json_response(call.request.config_dict[DESCRIBED])


ROUTES = (Route("GET", "/openapi.json", describe, Permission.PUBLIC, "This document.", "hall"),)


def _name(model: type[BaseModel]) -> str:
    return f"{model.__name__} {model.__module__}"


def _operation(route: Route, refs: Mapping[type[BaseModel], dict[str, Any]]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.tag}_{route.handler.__name__}",
        "summary": route.summary,
        "tags": [route.tag],
        "security": _SECURITY[route.permission],
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_headers(route)],
        "responses": _responses(route, refs),
    }
    if route.body is not None:
        content: dict[str, Any] = {"schema": refs[route.body]}
        if route.example is not None:
            content["example"] = route.example
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    if route.form is not None:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": route.form}}}
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PARTS.get(name, f"The {name.removesuffix('_id')}'s id."),
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"},
        }
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    described = []
    for name, schema in route.query.model_json_schema()["properties"].items():
        options = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
        if len(options) == 1:  # in an address there is no null: what is not sent is not there
            schema = {**{k: v for k, v in schema.items() if k not in ("anyOf", "default")}, **options[0]}
        described.append({"name": name, "in": "query", "required": False, "schema": schema})
    return described


def _headers(route: Route) -> list[dict[str, Any]]:
    if route.permission not in (Permission.STAFF, Permission.ADMIN) or not route.changes:
        return []
    return [
        {
            "name": CSRF_HEADER,
            "in": "header",
            "required": True,
            "description": "`csrf_token` of the session.",
            "schema": {"type": "string"},
        }
    ]


def _responses(route: Route, refs: Mapping[type[BaseModel], dict[str, Any]]) -> dict[str, Any]:
    schema = refs[route.answer] if route.answer else _MEDIA_SCHEMAS.get(route.media, {"type": "string"})
    responses: dict[str, Any] = {
        str(route.status): {"description": route.summary, "content": {route.media: {"schema": schema}}}
    }
    by_status: dict[int, list[type[HallError]]] = {}
    for error in errors_of(route):
        by_status.setdefault(error.status, []).append(error)
    for status, errors in sorted(by_status.items()):
        responses[str(status)] = {
            "description": "Keys: " + ", ".join(sorted(error.key for error in errors)),
            "content": {"application/json": {"schema": refs[ErrorAnswer], "example": _example(errors[0])}},
        }
        if status in _LATER:
            responses[str(status)]["headers"] = {
                "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}
            }
    return responses


def _example(error: type[HallError]) -> dict[str, Any]:
    return {"error": {"key": error.key, "message": "…", "fields": {}}}
