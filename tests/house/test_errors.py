"""Every error has words for people, and every route says which errors it answers with."""

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import backend.domain.errors
from backend.adapters.texts import Texts
from backend.api.openapi import document
from backend.api.routes import ROUTES
from backend.api.routing import Route, errors_of
from backend.domain.errors import HallError
from backend.settings import ROOT

#: What the API answers with of itself, beside the hall's errors.
OWN = ("internal", "unknown")


def all_errors() -> list[type[HallError]]:
    """Every kind of error in the project's code."""
    for package in ("backend", "bot.channels", "actions"):
        folder = ROOT / package.replace(".", "/")
        for module in pkgutil.walk_packages([str(folder)], f"{package}."):
            if "errors" in module.name:
                importlib.import_module(module.name)
    found, left = [], [HallError]
    while left:
        kind = left.pop()
        found.append(kind)
        left += kind.__subclasses__()
    return [kind for kind in found if kind is not HallError]


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_every_error_has_its_own_chinese_text(kind: type[HallError], texts: Texts) -> None:
    assert texts.has(f"error_{kind.key}"), f"domain.yml lacks utter_error_{kind.key}"
    assert any("\u4e00" <= c <= "\u9fff" for c in texts.error(kind.key))


@pytest.mark.parametrize("key", OWN)
def test_so_have_the_apis_own(key: str, texts: Texts) -> None:
    assert texts.has(f"error_{key}")


def test_keys_are_unlike() -> None:
    keys = [kind.key for kind in all_errors()]
    assert len(keys) == len(set(keys))


def test_errors_are_made_in_one_module_only() -> None:
    """Errors elsewhere would have no text, because nobody looks for them there."""
    elsewhere = []
    for folder in ("backend", "bot/channels", "actions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                bases = [base.id for base in getattr(node, "bases", ()) if isinstance(base, ast.Name)]
                if "HallError" in bases and path != Path(str(backend.domain.errors.__file__)):
                    elsewhere.append(f"{path.relative_to(ROOT)}: {node.name}")  # type: ignore[attr-defined]
    assert elsewhere == []


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_error_of_a_route_is_in_the_document(route: Route) -> None:
    operation = document(ROUTES)["paths"][route.path][route.method.lower()]
    for error in errors_of(route):
        answer = operation["responses"][str(error.status)]
        assert error.key in answer["description"]
        assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorAnswer"}


def test_a_reason_can_have_a_text_of_its_own(texts: Texts) -> None:
    usual = texts.error("upload_refused")
    assert texts.error("upload_refused", reason="empty") != usual
    assert texts.error("upload_refused", reason="no such reason") == usual
    assert "20" in texts.error("upload_refused", reason="too_large", megabytes=20)


def test_what_is_missing_is_told_as_a_list_in_chinese(texts: Texts) -> None:
    told = texts.error("package_incomplete", missing=["身份证", "租赁合同"], step="materials")
    assert "身份证、租赁合同" in told


def test_an_error_nobody_wrote_words_for_is_told_plainly(texts: Texts) -> None:
    assert texts.error("nothing_like_it") == texts.say("error_unknown")
