"""Every form of the catalogue can be had blank and filled, as DOCX and PDF, and holds what must be filled in."""

import io
from pathlib import Path

import docx
import pypdfium2
import pytest
from PIL import Image

from backend.adapters.forms import load
from backend.adapters.forms.wording import MARK
from backend.domain.errors import CatalogueError, NotFound
from backend.domain.forms import Form
from backend.domain.items import Catalogue, Item, Material
from backend.services import forms
from backend.services.hall import Hall
from tests.conftest import ROOT


def every_form(hall: Hall) -> list[tuple[Item, Material, Form]]:
    return [
        (item, material, form)
        for item in hall.catalogue.items.values()
        for material in item.materials
        if (form := forms.form_of(hall, item, material)) is not None
    ]


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "").replace("\n", "")
    finally:
        document.close()


def docx_text(data: bytes) -> str:
    sheet = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in sheet.tables for row in table.rows for cell in row.cells]
    return "".join([p.text for p in sheet.paragraphs] + cells + [p.text for p in sheet.sections[0].header.paragraphs])


def squeezed(text: str) -> str:
    return "".join(text.split())


async def test_every_form_material_has_a_form(hall: Hall) -> None:
    known = {(item.id, material.key) for item, material, _ in every_form(hall)}
    lacking = [
        (item.id, material.key)
        for item in hall.catalogue.items.values()
        for material in item.materials
        if material.kind in ("application_form", "power_of_attorney") and (item.id, material.key) not in known
    ]
    assert lacking == []
    assert len(known) > 90


@pytest.mark.parametrize("name", forms.FILES)
async def test_every_form_opens_and_holds_its_mandatory_boxes(hall: Hall, name: str) -> None:
    sample = name.startswith("sample")
    for item, material, form in every_form(hall):
        must = [box for box in form.boxes if box.must]
        made = await forms.file(hall, item.id, material.key, name)
        text = squeezed((docx_text if name.endswith("docx") else pdf_text)(made.data))
        where = (item.id, material.key)
        assert len(must) >= 5, where
        assert squeezed(form.title) in text, where
        assert [box.label for box in must if squeezed(box.label) not in text] == [], where
        assert squeezed(form.signer) in text, where
        assert (squeezed(MARK) in text) == sample, where
        written = [box for box in must if not box.choices]
        # On a blank form the title may say what its boxes ask for.
        said = text if sample else text.replace(squeezed(form.title), "")
        shown = [box.label for box in written if squeezed(box.sample) in said]
        assert len(shown) == (len(written) if sample else 0), (where, shown)
        assert not sample or all(box.sample in box.choices for box in form.boxes if box.choices), where


async def test_samples_show_people_who_do_not_exist(hall: Hall) -> None:
    made = await forms.file(hall, "sc-sp-xiaocanyin", "application_form", "sample.pdf")
    text = squeezed(pdf_text(made.data))
    assert "439901" in text
    assert "样本市样本区" in text
    assert made.name == "食品小经营许可申请书（样表）.pdf"


async def test_what_is_no_form_cannot_be_had(hall: Hall) -> None:
    for item, material, name in (
        ("sc-gth-sheli", "id_card", "blank.pdf"),
        ("sc-gth-sheli", "application_form", "blank.exe"),
        ("sc-gth-sheli", "nothing", "blank.pdf"),
        ("nothing", "application_form", "blank.pdf"),
    ):
        with pytest.raises(NotFound):
            await forms.file(hall, item, material, name)


@pytest.mark.parametrize(
    ("item", "material"),
    [
        ("sc-gth-sheli", "id_card"),
        ("sc-gth-sheli", "lease"),
        ("sc-gth-sheli", "title_deed"),
        ("sc-gth-sheli", "photo"),
        ("sc-sp-xiaocanyin", "business_license"),
        ("sc-sp-xiaocanyin", "application_form"),
    ],
)
async def test_a_good_sample_can_be_looked_at(hall: Hall, item: str, material: str) -> None:
    picture = Image.open(io.BytesIO(await forms.picture(hall, item, material)))
    assert picture.format == "JPEG"
    assert 400 < max(picture.size) <= 1700


async def test_where_there_is_no_sample_none_is_offered(hall: Hall, the_catalogue: Catalogue) -> None:
    item = the_catalogue.items["yc-lingshou"]
    funding = item.material("funding")
    assert funding is not None
    assert forms.picture_address(hall, item, funding) is None
    assert forms.form_addresses(hall, item, funding) == []
    with pytest.raises(NotFound):
        await forms.picture(hall, item.id, "funding")


def test_titles_do_not_stammer(the_catalogue: Catalogue) -> None:
    book = load(ROOT / "data" / "catalogue")

    def title(item: str, material: str) -> str:
        found = the_catalogue.items[item].material(material)
        assert found is not None
        form = book.form(the_catalogue.items[item], found)
        assert form is not None
        return form.title

    assert title("sc-gth-sheli", "application_form") == "个体工商户登记（备案）申请书"
    assert title("mz-dibao", "application_form") == "低保申请书"
    assert title("rs-shiye", "application_form") == "失业登记表"
    assert title("cl-canji", "application_form") == "残疾人证申请表"


def test_a_form_file_with_a_mistake_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (ROOT / "data" / "catalogue" / "forms.yaml").read_text(encoding="utf-8")
    (tmp_path / "forms.yaml").write_text(text.replace("template: business_person", "template: nobody", 1), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path)
    assert "forms.yaml 第" in str(caught.value)
    assert "nobody" in str(caught.value)
