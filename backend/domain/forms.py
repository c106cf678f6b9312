"""A form 表格 a resident fills in: which boxes it has, and what stands in them on a filled sample."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from backend.domain.items import Item, Material

#: a note in brackets behind a material's name, like （一式二份）
_NOTE = re.compile(r"[（(][^（）()]*[）)]$")
#: characters from which on a name says what the form is for
_TELLING = 5


@dataclass(frozen=True)
class Box:
    """One place to fill in. ``sample`` may name facts of an invented person in braces."""

    label: str
    sample: str
    must: bool = True
    choices: tuple[str, ...] = ()  # to be ticked; empty: written in
    tall: bool = False

    @property
    def shown_label(self) -> str:
        """The label as printed: what may stay empty says so."""
        return self.label if self.must else f"{self.label}（可不填）"

    def ticked(self, chosen: str = "") -> str:
        """The choices with their little squares, the chosen one filled."""
        return "　".join(("■" if choice == chosen else "□") + choice for choice in self.choices)


@dataclass(frozen=True)
class Template:
    """How forms of one sort look. ``kinds``, ``materials`` and ``names`` say which materials are such forms."""

    key: str
    kinds: tuple[str, ...]
    boxes: tuple[Box, ...]
    signer: str
    promise: str
    applicant: str = ""  # "person", "business", or "" for both
    materials: tuple[str, ...] = ()  # keys of materials; empty: all of the kinds
    names: tuple[str, ...] = ()  # words of which one is in the material's name; empty: any name
    seal: bool = False

    def suits(self, item: Item, material: Material) -> bool:
        """Whether this material of the item is such a form."""
        key = material.key.rstrip("0123456789").rstrip("_")
        return (
            material.kind in self.kinds
            and self.applicant in ("", item.applicant)
            and (not self.materials or key in self.materials)
            and (not self.names or any(name in material.name for name in self.names))
        )


@dataclass(frozen=True)
class Changes:
    """What is different on the forms of one item."""

    boxes: tuple[Box, ...] = ()
    without: frozenset[str] = frozenset()
    template: str = ""
    only: frozenset[str] = frozenset()  # material keys; empty: all application forms


@dataclass(frozen=True)
class Form:
    """The form for one material of one item."""

    title: str
    boxes: tuple[Box, ...]
    signer: str
    promise: str
    seal: bool


@dataclass(frozen=True)
class FormBook:
    """Everything that is known of forms."""

    templates: tuple[Template, ...]  # the ones that are found by kind, best first
    others: Mapping[str, Template]  # the ones that only items name
    items: Mapping[str, Changes]

    def form(self, item: Item, material: Material) -> Form | None:
        """The form for this material; None when the material is no form."""
        template = next((t for t in self.templates if t.suits(item, material)), None)
        if template is None:
            return None
        changes = self.items.get(item.id, Changes())
        if material.kind != "application_form" or (changes.only and material.key not in changes.only):
            changes = Changes()
        template = self.others[changes.template] if changes.template else template
        boxes = tuple(box for box in template.boxes if box.label not in changes.without)
        more = tuple(box for box in changes.boxes if all(box.label != own.label for own in boxes))
        boxes = tuple(next((new for new in changes.boxes if new.label == box.label), box) for box in boxes)
        return Form(title_of(item, material), (*boxes, *more), template.signer, template.promise, template.seal)


def title_of(item: Item, material: Material) -> str:
    """What stands above the form. A name that says nothing by itself ("申请表") is put behind the item's."""
    name = _NOTE.sub("", material.name).strip().replace("/", "、")
    if len(name) > _TELLING:
        return name
    said = next(n for n in range(len(name), -1, -1) if item.short_name.endswith(name[:n]))
    return f"{item.short_name}{name[said:]}"


def filled(form: Form, facts: Mapping[str, str]) -> Form:
    """The form with the samples' braces filled from ``facts``. Raises ``KeyError`` for an unknown one."""
    return replace(form, boxes=tuple(replace(box, sample=box.sample.format_map(dict(facts))) for box in form.boxes))
