"""租赁合同."""

import re
from collections.abc import Sequence
from datetime import date

from backend.adapters.reader.fields.dates import dates_in
from backend.adapters.reader.fields.signature import SIGN_MARK, signature
from backend.adapters.reader.ink import Ink
from backend.adapters.reader.layout import Layout, Value, first_value, search, to_field
from backend.domain.facts import Field

#: Brackets are read full-width on one side and half-width on the other.
_LESSOR = tuple(
    f"{first}{opened}{second}{closed}"
    for first, second in (("出租方", "甲方"), ("甲方", "出租方"), ("甲方", "出租人"), ("出租人", "甲方"))
    for opened in "(（"
    for closed in ")）"
)
_PERSON = re.compile(r"^[\u4e00-\u9fff·]{2,40}")


def fields(layout: Layout, ink: Ink | None) -> dict[str, Field]:
    """lessor, lessee, address, start, expires, signed (yes, no or unclear)."""
    found: dict[str, Field] = {}
    lessor = (*_LESSOR, "出租方", "出租人", "甲方")
    lessee = tuple(word.translate(str.maketrans("出甲", "承乙")) for word in lessor)
    stops = (*lessor, *lessee, "身份证号", "统一社会信用代码", "联系电话", "电话", "地址", "住址", "法定代表人")
    for key, labels in (("lessor", lessor), ("lessee", lessee)):
        value = first_value(layout, labels, stops, lambda t: bool(_PERSON.match(t)) and not SIGN_MARK.match(t))
        if value:
            match = _PERSON.match(value.text)
            found[key] = to_field(value, layout, match[0] if match else value.text)
    address = _address(layout, stops)
    if address:
        found["address"] = address
    term = _term(layout)
    if term:
        found.update(term)
    signed = _signed_by_both(layout, ink, lessor, lessee)
    if signed:
        found["signed"] = signed
    return found


def _address(layout: Layout, stops: Sequence[str]) -> Field | None:
    labels = (
        "房屋坐落于",
        "房屋坐落",
        "租赁房屋地址",
        "房屋地址",
        "租赁地址",
        "房屋位于",
        "坐落于",
        "坐落",
        "座落",
        "租赁物位置",
    )
    value = first_value(layout, labels, stops, lambda t: len(t) >= 5)
    if value:
        return to_field(value, layout, re.split(r"[，,。；;]", value.text)[0])
    found = search(layout, re.compile(r"(?:位于|坐落于?|坐落在|地址[:：为])([^，,。；;]{5,40})"))
    return to_field(found[0][1], layout, found[0][0][1]) if found else None


def _term(layout: Layout) -> dict[str, Field] | None:
    """The lease's first and last day: two dates close together after a word for the term, in one row or two."""
    whole = "".join(row.text for row in layout.rows)
    start = re.search(r"租赁?期限?|租期|期限|自(?=(19|20)\d\d年)", whole)
    for row, after in zip(layout.rows, [*layout.rows[1:], None], strict=True):
        words = row.words + (after.words if after else ())
        text = row.text + (after.text if after else "")
        found = re.search(
            r"(?:自|从|由|期限|租期)[^。]{0,24}?(20\d\d.{0,12}?日).{0,3}(?:至|到|止|-|—).{0,2}?(20\d\d.{0,12}?日)", text
        )
        if found and start:
            days = dates_in(found[1])[:1] + dates_in(found[2])[:1]
            if len(days) == 2 and days[0] < days[1]:
                value = Value(found.group(), words)
                return {
                    "start": to_field(value, layout, days[0], trusted=True),
                    "expires": to_field(value, layout, days[1], trusted=_whole_term(days[0], days[1])),
                }
    return None


def _whole_term(first: str, last: str) -> bool:
    """Whether a term is whole months (to the day, or the day before): what a misread date rarely is."""
    a, b = date.fromisoformat(first), date.fromisoformat(last)
    return abs(a.day - b.day) in (0, 1) or (a.day == 1 and b.day >= 28)


def _signed_by_both(layout: Layout, ink: Ink | None, lessor: Sequence[str], lessee: Sequence[str]) -> Field | None:
    """Whether both parties signed: text or ink beside the last place where each is named. None when no such place."""
    states = []
    for labels in (lessor, lessee):
        hits = [
            hit
            for label in labels
            for hit in layout.find((label,), fuzzy=False)
            if SIGN_MARK.search(layout.rows[hit.row].text[hit.end : hit.end + 12])
        ]
        if not hits:
            return None
        states.append(signature(layout, ink, layout.rows[hits[-1].row], hits[-1].end))
    state = "no" if "no" in states else "unclear" if "unclear" in states else "yes"
    return Field(state, 0.9)
