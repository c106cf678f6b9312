"""From ``forms.yaml`` to a checked ``FormBook``."""

from pathlib import Path

from pydantic import Field, ValidationError

from backend.adapters.catalogue.nodes import read
from backend.adapters.catalogue.reasons import problems_of
from backend.adapters.catalogue.schema import Key, Model, Text
from backend.domain.errors import CatalogueError
from backend.domain.forms import Box, Changes, FormBook, Template
from backend.domain.items import MaterialKind

NAME = "forms.yaml"


class _Box(Model):
    label: Text
    sample: Text
    must: bool = True
    choices: list[Text] = Field(default_factory=list)
    tall: bool = False


class _Template(Model):
    key: Key
    kinds: list[MaterialKind]
    boxes: list[_Box] = Field(min_length=1)
    signer: Text
    promise: Text
    applicant: str = ""
    materials: list[Key] = Field(default_factory=list)
    names: list[Text] = Field(default_factory=list)
    seal: bool = False


class _Changes(Model):
    boxes: list[_Box] = Field(default_factory=list)
    without: list[Text] = Field(default_factory=list)
    template: str = ""
    only: list[Key] = Field(default_factory=list)


class _File(Model):
    templates: list[_Template]
    items: dict[Key, _Changes] = Field(default_factory=dict)
    more: list[_Template] = Field(default_factory=list)


def load(folder: Path) -> FormBook:
    """The forms of the catalogue in ``folder``; none without the file. Raises ``CatalogueError``."""
    if not (folder / NAME).exists():
        return FormBook((), {}, {})
    document = read(folder / NAME, NAME)
    problems = list(document.problems)
    if not problems:
        try:
            file = _File.model_validate(document.value)
        except ValidationError as error:
            problems += problems_of(document, error)
        else:
            problems += [
                document.problem(("items", key, "template"), f"没有“{one.template}”这个样子")
                for key, one in file.items.items()
                if one.template and all(other.key != one.template for other in file.more)
            ]
    if problems:
        raise CatalogueError(problems)
    return FormBook(
        tuple(_template(one) for one in file.templates),
        {one.key: _template(one) for one in file.more},
        {key: _changes(one) for key, one in file.items.items()},
    )


def _template(one: _Template) -> Template:
    return Template(
        key=one.key,
        kinds=tuple(kind.value for kind in one.kinds),
        boxes=_boxes(one.boxes),
        signer=one.signer,
        promise=one.promise,
        applicant=one.applicant,
        materials=tuple(one.materials),
        names=tuple(one.names),
        seal=one.seal,
    )


def _changes(one: _Changes) -> Changes:
    return Changes(_boxes(one.boxes), frozenset(one.without), one.template, frozenset(one.only))


def _boxes(boxes: list[_Box]) -> tuple[Box, ...]:
    return tuple(Box(box.label, box.sample, box.must, tuple(box.choices), box.tall) for box in boxes)
