"""The OpenAPI 3.1 document, made from the route table."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backend.api.errors import ErrorAnswer
from backend.api.guard import CSRF_HEADER, STAFF_COOKIE, VISITOR_COOKIE, Permission
from backend.api.routing import Route, errors_of
from backend.domain.errors import HallError

VERSION = "1"
_REF = "#/components/schemas/{model}"
_SECURITY: dict[Permission, list[dict[str, list[str]]]] = {
    Permission.PUBLIC: [],
    Permission.VISITOR: [{"visitorSecret": []}, {"visitorCookie": []}],
    Permission.STAFF: [{"staffSession": []}],
    Permission.ADMIN: [{"staffSession": []}],
}
_SCHEMES = {
    "visitorSecret": {"type": "http", "scheme": "bearer", "description": "The secret of POST /conversations."},
    "visitorCookie": {"type": "apiKey", "in": "cookie", "name": VISITOR_COOKIE},
    "staffSession": {
        "type": "apiKey",
        "in": "cookie",
        "name": STAFF_COOKIE,
        "description": f"The session of POST /staff/login; every change also needs {CSRF_HEADER}.",
    },
}


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """The whole document."""
    models = {route.body for route in routes} | {route.answer for route in routes} | {ErrorAnswer}
    ordered = sorted((model for model in models if model is not None), key=lambda model: model.__name__)
    _, schemas = models_json_schema(
        [(model, "serialization" if _is_answer(model, routes) else "validation") for model in ordered],
        ref_template=_REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Yuban 预办",
            "version": VERSION,
            "description": "Service items, conversations, uploads, packages, appointments and the queue of a hall.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": schemas["$defs"], "securitySchemes": _SCHEMES},
    }


def _is_answer(model: type[BaseModel], routes: Sequence[Route]) -> bool:
    return model is ErrorAnswer or any(route.answer is model for route in routes)


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.tag}_{route.handler.__name__}",
        "summary": route.summary,
        "tags": [route.tag],
        "security": _SECURITY[route.permission],
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_headers(route)],
        "responses": _responses(route),
    }
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(route.body)}}}
    if route.form is not None:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": route.form}}}
    return operation


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"},
        }
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    properties = route.query.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in properties.items()]


def _headers(route: Route) -> list[dict[str, Any]]:
    if route.permission not in (Permission.STAFF, Permission.ADMIN) or route.method == "GET":
        return []
    return [{"name": CSRF_HEADER, "in": "header", "required": True, "schema": {"type": "string"}}]


def _responses(route: Route) -> dict[str, Any]:
    schema = _ref(route.answer) if route.answer else {"type": "string"}
    responses: dict[str, Any] = {
        str(route.status): {"description": route.summary, "content": {route.media: {"schema": schema}}}
    }
    by_status: dict[int, list[type[HallError]]] = {}
    for error in errors_of(route):
        by_status.setdefault(error.status, []).append(error)
    for status, errors in sorted(by_status.items()):
        responses[str(status)] = {
            "description": "Keys: " + ", ".join(sorted(error.key for error in errors)),
            "content": {"application/json": {"schema": _ref(ErrorAnswer)}},
        }
    return responses
