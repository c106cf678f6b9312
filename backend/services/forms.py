"""Forms 表格 to download, blank and as filled samples, and pictures of how a good material looks."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2
from PIL import Image

from backend.adapters import forms as drawing
from backend.adapters import specimens
from backend.adapters.specimens.paper import NoChineseFont
from backend.domain.clock import today
from backend.domain.errors import NotFound
from backend.domain.forms import Form, FormBook, filled, title_of
from backend.domain.items import Item, Material, MaterialKind
from backend.services import guides
from backend.services.hall import Hall

T = TypeVar("T")
#: What can be had of each form: file name → its media type.
FILES = {
    "blank.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "blank.pdf": "application/pdf",
    "sample.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "sample.pdf": "application/pdf",
}
#: Which specimen shows how a material of a kind looks when it is photographed well.
_SPECIMENS = {
    MaterialKind.ID_CARD: "id_card_both",
    MaterialKind.BUSINESS_LICENSE: "business_license",
    MaterialKind.HEALTH_CERTIFICATE: "health_certificate",
    MaterialKind.HOUSEHOLD_REGISTER: "household_booklet",
    MaterialKind.PHOTO: "photo",
}
_DEED_WORDS = ("产权", "房产", "不动产")
_SEED = 11  # an invented person of whom every sample tells
_PREFIX = "/api/v1/items"
_PHONE = "13900000000"
_DAY = "2026年6月1日"
#: catalogues whose forms' characters the font has
_prepared: set[tuple[str, ...]] = set()
_AT_ONCE = asyncio.Semaphore(1)  # drawing takes the interpreter: one at a time leaves the rest to the chat


@dataclass(frozen=True)
class FormFile:
    """A file to download."""

    data: bytes
    media_type: str
    name: str  # with its extension, for people


def form_of(hall: Hall, item: Item, material: Material) -> Form | None:
    """The form for this material, with the sample's facts filled in; None when the material is no form."""
    form = _book(hall.settings.catalogue).form(item, material)
    return filled(form, _facts(item, material)) if form else None


async def file(hall: Hall, item_id: str, material_key: str, name: str) -> FormFile:
    """One of ``FILES`` of a form. Raises ``NotFound`` for what is no form, and where no font can draw a PDF."""
    item, material = _material(hall, item_id, material_key)
    form = form_of(hall, item, material)
    if form is None or name not in FILES:
        raise NotFound(thing="form")
    try:
        await _drawn(_prepare, hall)
        data = await _drawn(_draw, form, name)
    except NoChineseFont as error:
        raise NotFound(thing="form") from error
    sort = "样表" if name.startswith("sample") else "空白表"
    return FormFile(data, FILES[name], f"{form.title}（{sort}）.{name.rpartition('.')[2]}")


def form_addresses(hall: Hall, item: Item, material: Material) -> list[str]:
    """Where the form's files are, in the order of ``FILES``; none when the material is no form."""
    if _book(hall.settings.catalogue).form(item, material) is None:
        return []
    return [f"{_PREFIX}/{item.id}/materials/{material.key}/form/{name}" for name in FILES]


def picture_address(hall: Hall, item: Item, material: Material) -> str | None:
    """Where the picture of a good sample is; None when there is none."""
    if _specimen(material) is None and _book(hall.settings.catalogue).form(item, material) is None:
        return None
    return f"{_PREFIX}/{item.id}/materials/{material.key}/sample"


async def picture(hall: Hall, item_id: str, material_key: str) -> bytes:
    """A JPEG of how this material looks when it is good, marked 样本. Raises ``NotFound`` when there is none."""
    item, material = _material(hall, item_id, material_key)
    form = form_of(hall, item, material)
    kind = _specimen(material)
    try:
        if form is not None:
            await _drawn(_prepare, hall)
            return await _drawn(_form_picture, form)
        if kind is not None:
            # A week's steps, so that dates on it stay ahead and the picture is drawn once.
            day = today(hall.clock)
            return await _drawn(_specimen_picture, kind, (day - timedelta(days=day.weekday())).isoformat())
    except NoChineseFont as error:
        raise NotFound(thing="form") from error
    raise NotFound(thing="form")


def _material(hall: Hall, item_id: str, key: str) -> tuple[Item, Material]:
    item = guides.item(hall, item_id)
    material = item.material(key)
    if material is None:
        raise NotFound(thing="material")
    return item, material


async def _drawn(draw: Callable[..., T], *arguments: Any) -> T:
    async with _AT_ONCE:
        return await asyncio.to_thread(draw, *arguments)


@lru_cache(maxsize=4)
def _book(folder: Path) -> FormBook:
    return drawing.load(folder)


def _prepare(hall: Hall) -> None:
    """Cut the font once for all forms of the catalogue, not anew for each form that brings other characters."""
    versions = tuple(item.version for item in hall.catalogue.items.values())
    if versions not in _prepared:
        _prepared.add(versions)
        drawing.TYPEFACE.covering(_characters(hall))


def _characters(hall: Hall) -> str:
    book = _book(hall.settings.catalogue)
    found = set(_DAY + _person().name)
    for item in hall.catalogue.items.values():
        for material in item.materials:
            if (form := book.form(item, material)) is not None:
                found.update(drawing.characters_of(filled(form, _facts(item, material))))
    return "".join(sorted(found))


@lru_cache(maxsize=128)
def _draw(form: Form, name: str) -> bytes:
    draw = drawing.draw_docx if name.endswith(".docx") else drawing.draw_pdf
    return draw(form, sample=name.startswith("sample"), name=_person().name, day=_DAY)


@lru_cache(maxsize=64)
def _form_picture(form: Form) -> bytes:
    document = pypdfium2.PdfDocument(_draw(form, "sample.pdf"))
    try:
        return _jpeg(document[0].render(scale=1.4).to_pil())
    finally:
        document.close()


@lru_cache(maxsize=16)
def _specimen_picture(kind: str, day: str) -> bytes:
    drawn = specimens.make(kind, seed=_SEED, today=date.fromisoformat(day))
    if drawn.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(drawn)
        try:
            return _jpeg(document[0].render(scale=1.4).to_pil())
        finally:
            document.close()
    picture = Image.open(io.BytesIO(drawn))
    picture.thumbnail((1200, 1200))
    return _jpeg(picture)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()


def _specimen(material: Material) -> str | None:
    if material.kind is MaterialKind.PREMISES:
        deed = any(word in material.name for word in _DEED_WORDS) and "租" not in material.name
        return "property_certificate" if deed else "lease"
    if material.kind is MaterialKind.ID_CARD and "persons" in material.demands:
        return "id_card_couple"
    return _SPECIMENS.get(material.kind)


@lru_cache(maxsize=1)
def _person() -> specimens.Person:
    return specimens.person(_SEED)


def _facts(item: Item, material: Material) -> dict[str, str]:
    """What stands on samples: an invented person and business, the item, and what is to be said."""
    who, agent = _person(), specimens.person(_SEED + 1)
    shop = specimens.business(_SEED, who)
    title = title_of(item, material)
    return {
        "item": item.name.value or item.short_name,
        "name": who.name,
        "sex": who.sex,
        "nation": who.nation,
        "id_number": who.id_number,
        "address": who.address,
        "phone": _PHONE,
        "agent": agent.name,
        "agent_id_number": agent.id_number,
        "shop": shop.name,
        "uscc": shop.uscc,
        "shop_address": shop.address,
        "today": _DAY,
        "statement": f"现就{title}说明如下：（把您的情况写在这里）",
    }
