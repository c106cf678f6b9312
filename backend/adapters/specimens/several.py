"""Several papers in one picture: cards of two people, a household register lying open."""

from datetime import date, timedelta

from PIL import Image

from backend.adapters.specimens import cards, certificates
from backend.adapters.specimens.paper import INK, Sheet, held_out
from backend.adapters.specimens.people import Person, altered, expired

_WHITE, _CLOTH = (250, 250, 248), (150, 128, 104)


def side_by_side(papers: list[Image.Image], columns: int, seed: int) -> Image.Image:
    """Papers in rows: copied onto white paper. Held out: lying on a cloth."""
    gap, margin = (70, 60) if held_out(seed) else (56, 80)
    width, height = max(one.width for one in papers), max(one.height for one in papers)
    rows = -(-len(papers) // columns)
    size = (2 * margin + columns * (width + gap) - gap, 2 * margin + rows * (height + gap) - gap)
    sheet = Image.new("RGB", size, _CLOTH if held_out(seed) else _WHITE)
    for place, paper in enumerate(papers):
        row, column = divmod(place, columns)
        sheet.paste(paper, (margin + column * (width + gap), margin + row * (height + gap)))
    return sheet


def id_card_fronts(who: Person, other: Person, seed: int, fault: str | None) -> Image.Image:
    """The sides with the portrait of two people's cards, one above the other. Held out: beside each other."""
    first, second = _two(who, other, fault)
    fronts = [cards.id_card_front(first, seed), cards.id_card_front(second, seed)]
    return side_by_side(fronts, 2 if held_out(seed) else 1, seed)


def id_card_couple(who: Person, other: Person, seed: int, fault: str | None, today: date) -> Image.Image:
    """Both sides of two people's cards, a card in each row. Held out: fronts above, backs below in another order."""
    first, second = _two(who, other, fault)
    if fault == "expired":
        second = expired(second, today - timedelta(days=40 + seed % 300))
    fronts = [cards.id_card_front(one, seed) for one in (first, second)]
    backs = [cards.id_card_back(one, seed) for one in (first, second)]
    if fault == "person_missing":
        return side_by_side([fronts[0], backs[0]], 1, seed)
    if fault == "side_missing":
        return side_by_side([*fronts, backs[seed % 2]] if seed % 3 else [*backs, fronts[seed % 2]], 2, seed)
    papers = [*fronts, backs[1], backs[0]] if held_out(seed) else [fronts[0], backs[0], fronts[1], backs[1]]
    return side_by_side(papers, 2, seed)


def _two(who: Person, other: Person, fault: str | None) -> tuple[Person, Person]:
    if fault == "same_person":
        return who, who
    return who, altered(other) if fault == "altered_number" else other


def household_booklet(who: Person, other: Person, seed: int, fault: str | None) -> Image.Image:
    """The first page of a register and a person's page below. Held out: the other way round."""
    head, page = household_head(who, seed), certificates.household_register(who, who.name, seed)
    if fault == "head_missing":
        return page
    if fault == "own_page_missing":
        return head
    if fault == "other_member":
        page = certificates.household_register(other, who.name, seed)
    return side_by_side([page, head] if held_out(seed) else [head, page], 1, seed)


def household_head(householder: Person, seed: int = 0) -> Image.Image:
    """The first page of a household register. Held out: its lines without a table."""
    sheet = Sheet(1500, 1060, (246, 242, 230), seed)
    rows = (
        ("户别", "家庭户" if seed % 2 else "非农业家庭户"),
        ("户主姓名", householder.name),
        ("户号", f"4399{seed % 100_000:05d}"),
        ("住址", householder.address),
    )
    if not sheet.unseen:
        sheet.centred(50, "居民户口簿", 56, gap=10)
    for i, (label, value) in enumerate(rows):
        y = 190 + i * 150
        if sheet.unseen:
            sheet.draw.line((390, y + 92, 1400, y + 92), INK, 2)
        else:
            sheet.draw.rectangle((70, y, 1430, y + 150), outline=INK, width=2)
            sheet.draw.line((360, y, 360, y + 150), INK, 2)
        sheet.text(110, y + 48, label, 36)
        sheet.text(400, y + 46, value, 40)
    sheet.text(90, 860, "省级公安机关户口专用章", 28)
    sheet.text(820, 860, "户口登记机关户口专用章", 28)
    sheet.seal(330, 930, 90, "样本省公安厅户口专用章")
    sheet.seal(1060, 930, 90, "样本市公安局户口专用章")
    sheet.text(90, 1010, "承办人签章：样本", 26)
    sheet.mark()
    return sheet.image
