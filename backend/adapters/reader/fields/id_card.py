"""居民身份证, both sides."""

import re
from datetime import date

from backend.adapters.reader.fields.dates import FOREVER, dates_in
from backend.adapters.reader.layout import Layout, Value, first_value, search, to_field
from backend.domain.facts import Field
from backend.domain.numbers import birth_of, id_number_fits, sex_of

_LABELS = ("姓名", "性别", "民族", "出生", "住址", "公民身份号码")
_NUMBER = re.compile(r"[0-9Xx]{15,20}")
_NAME = re.compile(r"^[\u4e00-\u9fff·•]{2,15}$")
#: Cards are valid for 5, 10 or 20 years, to the day (居民身份证法 art. 5).
_TERMS = (5, 10, 20)


def front(layout: Layout) -> dict[str, Field]:
    """name, sex, nation, birth, address, id_number."""
    fields: dict[str, Field] = {}
    number = _number(layout)
    if number:
        fields["id_number"] = number
    name = _name(layout)
    if name:
        fields["name"] = name
    sex = search(layout, re.compile(r"性?别?([男女])(?=民|$|族)"))
    if sex:
        fields["sex"] = to_field(sex[0][1], layout, sex[0][0][1])
    nation = first_value(layout, ("民族",), _LABELS, lambda t: bool(re.match(r"[\u4e00-\u9fff]{1,8}$", t)))
    if nation:
        fields["nation"] = to_field(nation, layout, nation.text.removesuffix("族") or nation.text)
    birth = first_value(layout, ("出生",), _LABELS, lambda t: bool(dates_in(t)))
    if birth:
        fields["birth"] = to_field(birth, layout, dates_in(birth.text)[0])
    address = first_value(layout, ("住址", "住"), _LABELS, lambda t: len(t) >= 4)
    if address:
        whole = layout.lines_below(address, _LABELS, most=2)
        fields["address"] = to_field(whole, layout)
    if number and number.trusted:
        _from_number(fields, number)
    return fields


def back(layout: Layout) -> dict[str, Field]:
    """issuer, valid_from, expires (an ISO date or 长期)."""
    fields: dict[str, Field] = {}
    issuer = first_value(layout, ("签发机关",), ("有效期限",), lambda t: len(t) >= 3)
    if issuer:
        whole = layout.lines_below(issuer, ("有效期限",), most=1)
        fields["issuer"] = to_field(whole, layout, re.split(r"\d", whole.text)[0])
    for match, value in search(
        layout, re.compile(r"(\d{4}[.·,]?\d{2}[.·,]?\d{2})[-—~一至]*((?:\d{4}[.·,]?\d{2}[.·,]?\d{2})|长期)")
    ):
        begin, end = _day(match[1]), FOREVER if match[2] == FOREVER else _day(match[2])
        if begin and end:
            fits = _term_fits(begin, end)
            fields["valid_from"] = to_field(value, layout, begin, trusted=fits)
            fields["expires"] = to_field(value, layout, end, trusted=fits)
            return fields
    for match, value in search(layout, re.compile(r"[-—~一至](\d{4}[.·,]?\d{2}[.·,]?\d{2}|长期)$")):
        end = FOREVER if match[1] == FOREVER else _day(match[1])
        if end:  # the beginning is covered; its month and day, when they are left, confirm the end's
            row = next((r.text for r in layout.rows if value.text in r.text), "")
            confirmed = end != FOREVER and re.sub(r"\D", "", row.split(value.text)[0]).endswith(end[5:7] + end[8:10])
            fields["expires"] = to_field(value, layout, end, trusted=confirmed)
    return fields


def _number(layout: Layout) -> Field | None:
    """The number whose check digit fits, else the most likely wrong one; never a repaired one."""
    found = [(match.group().upper(), value) for match, value in search(layout, _NUMBER)]
    for text, value in found:
        if id_number_fits(text):
            return to_field(value, layout, text, trusted=True)
    beside = first_value(layout, ("公民身份号码", "身份号码"), _LABELS, lambda t: len(re.sub(r"\W", "", t)) >= 6)
    if beside and re.fullmatch(r"[0-9A-Za-z*]{6,22}", beside.text):
        return to_field(beside, layout, beside.text.upper())
    return to_field(found[0][1], layout, found[0][0]) if found else None


def _name(layout: Layout) -> Field | None:
    beside = first_value(layout, ("姓名",), _LABELS, lambda t: bool(_NAME.match(t)))
    if beside:
        return to_field(beside, layout)
    for row in layout.rows:  # the label's second half is often lost
        match = re.fullmatch(r"姓([\u4e00-\u9fff·]{2,6})", row.text)
        if match and len(row.words) > 1 and row.words[0].text == "姓":
            return to_field(Value(match[1], row.words[1:]), layout)
    return _name_above_sex(layout)


def _name_above_sex(layout: Layout) -> Field | None:
    """Pale labels are lost on copies: the name is the line above 性别 / 民族, at the same left edge."""
    for row in layout.rows:
        if not re.search(r"^(性别)?[男女](民族|$)", row.text):
            continue
        sex = row.words[0]
        for word in layout.words:
            gap = sex.level[1] - word.level[3]
            if -0.4 * sex.height < gap < 1.2 * sex.height and abs(word.level[0] - sex.level[0]) < 1.5 * sex.height:
                name = word.text.removeprefix("姓名")
                if _NAME.match(name) and len(name) <= 6:
                    return to_field(Value(name, (word,)), layout)
    return None


def _from_number(fields: dict[str, Field], number: Field) -> None:
    """Birth and sex follow from a number that fits: they confirm what was read, or stand in for it."""
    born = birth_of(number.value)
    for key, known in (("birth", born.isoformat() if born else ""), ("sex", sex_of(number.value))):
        read = fields.get(key)
        if read is None:
            fields[key] = Field(known, number.score, None, trusted=True)
        elif read.value == known:
            fields[key] = Field(known, read.score, read.box, trusted=True)


def _day(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).isoformat()
    except ValueError:
        return None


def _term_fits(begin: str, end: str) -> bool:
    if end == FOREVER:
        return True
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    same_day = (first.month, first.day) == (last.month, last.day) or {(2, 28), (2, 29), (3, 1)} >= {
        (first.month, first.day),
        (last.month, last.day),
    }
    return same_day and last.year - first.year in _TERMS
