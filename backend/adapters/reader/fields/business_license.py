"""营业执照."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from backend.adapters.reader.fields.dates import dates_in, period_in
from backend.adapters.reader.layout import Layout, Value, first_value, search, to_field
from backend.domain.facts import Field
from backend.domain.numbers import fold_uscc, uscc_fits

_LEGAL: tuple[str, ...] = (
    "法定代表人(姓名)", "法定代表人姓名", "法定代表人", "经营者姓名", "经营者", "负责人姓名", "负责人",
    "投资人姓名", "投资人", "执行事务合伙人", "执事务合伙人", "首席代表",
)  # fmt: skip
_NAME = ("名称", "企业名称", "字号名称", "字号")
_ADDRESS = ("住所", "经营场所", "主要经营场所", "营业场所", "场所", "主要经营住所")
_TYPE = ("主体类型", "类型", "公司类型", "企业类型")
_CAPITAL = ("注册资本", "注册资金", "出资额", "资金数额", "成员出资总额")
_START = ("成立日期", "注册日期")
_PERIOD = ("营业期限", "经营期限", "合伙期限")
_LABELS = (
    *_LEGAL, *_NAME, *_ADDRESS, *_TYPE, *_CAPITAL, *_START, *_PERIOD, "经营范围", "组成形式", "登记机关",
    "统一社会信用代码", "注册号", "实收资本", "核准日期", "名", "类", "住",
)  # fmt: skip
_CODE = re.compile(r"[0-9A-Za-z]{18}")
_LONG_CODE = re.compile(r"[0-9A-Za-z]{16,20}")
_PERSON = re.compile(r"^[\u4e00-\u9fffA-Za-z·•,，、]{2,40}")
_QR_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")


def fields(layout: Layout, codes: Sequence[str]) -> dict[str, Field]:
    """uscc (or reg_number), name, type, legal_person, capital, start, period, expires, address, scope, registered."""
    found: dict[str, Field] = {}
    code = _uscc(layout, codes)
    if code:
        found["uscc"] = code
    else:
        _old_number(layout, found)
    _put(found, "name", _name(layout), layout)
    _put(found, "legal_person", _person(layout), layout)
    _put(found, "type", first_value(layout, _TYPE, _LABELS, lambda t: len(t) >= 2), layout)
    _put(found, "capital", first_value(layout, _CAPITAL, _LABELS, lambda t: len(t) >= 2), layout)
    _dates(layout, found)
    for key, below in (("address", 2), ("scope", 8)):
        labels = _ADDRESS if key == "address" else ("经营范围",)
        value = first_value(layout, labels, _LABELS, lambda t: len(t) >= 4)
        if value:
            _put(found, key, layout.lines_below(value, _LABELS, most=below), layout)
    return found


def code_in_qr(codes: Sequence[str]) -> str | None:
    """The credit code a QR code carries, when its check digit fits."""
    for text in codes:
        for match in _QR_CODE.finditer(text.upper()):
            if uscc_fits(match.group()):
                return match.group()
    return None


def _uscc(layout: Layout, codes: Sequence[str]) -> Field | None:
    """The code as printed and as the QR code says. Where both fit and differ, the printed one is not trusted."""
    qr = code_in_qr(codes)
    printed = [(fold_uscc(match.group()), value) for match, value in search(layout, _CODE)]
    fitting = [(code, value) for code, value in printed if uscc_fits(code)]
    if fitting:
        code, value = fitting[0]
        if qr and qr not in {c for c, _ in fitting}:
            return Field(code, round(value.score, 3), to_field(value, layout).box, trusted=False)
        return to_field(value, layout, qr or code, trusted=True)
    if qr:
        # the printed code is the same one misread, or quite another: then neither is believed
        other = next(((c, v) for c, v in printed if Levenshtein.distance(c, qr) > 4 and c[:2].isdigit()), None)
        return to_field(other[1], layout, other[0]) if other else Field(qr, 1.0, None, trusted=True)
    for hit in layout.find(("统一社会信用代码",)):
        beside = layout.value(hit, _LABELS)
        if beside and re.fullmatch(r"[0-9A-Za-z]{15,20}", beside.text):
            return to_field(beside, layout, fold_uscc(beside.text))
    likely = [(fold_uscc(m.group()), v) for m, v in search(layout, _LONG_CODE) if re.match(r"9[1-3]\d{6}", m.group())]
    if likely:
        return to_field(likely[0][1], layout, likely[0][0])
    return None


def _old_number(layout: Layout, found: dict[str, Field]) -> None:
    """13- or 15-digit registration numbers, from before 2015."""
    value = first_value(layout, ("注册号", "执照注册号"), _LABELS, lambda t: bool(re.match(r"\d{13}(\d\d)?(?!\d)", t)))
    if value:
        found["reg_number"] = to_field(value, layout, re.match(r"\d+", value.text)[0])  # type: ignore[index]


def _name(layout: Layout) -> Value | None:
    def fits(text: str) -> bool:
        return len(re.findall(r"[\u4e00-\u9fff]", text)) >= 3 and not text.startswith(("类", "型", "住"))

    value = first_value(layout, _NAME, _LABELS, fits)
    if value is None:
        for row in layout.rows:  # the first half of the label is lost or in one box with the others
            start = re.match(r"^(?:名?类?住?)?称", row.text)
            if start and fits(row.text[start.end() :]):
                words = tuple(w for i, w in enumerate(row.words) if i in set(row.owners[start.end() :]))
                value = Value(row.text[start.end() :].lstrip(" :："), words)
                break
    return value


def _person(layout: Layout) -> Value | None:
    def fits(text: str) -> bool:
        return bool(_PERSON.match(text)) and not text.startswith(("姓名", "法定"))

    value = first_value(layout, _LEGAL, _LABELS, fits)
    if value is None:
        return None
    clean = re.sub(r"^[(（]?(委派代表)[:：]?", "", value.text)
    match = _PERSON.match(clean)
    return Value((match[0] if match else clean).replace("，", ","), value.words)


def _dates(layout: Layout, found: dict[str, Field]) -> None:
    start = first_value(layout, _START, _LABELS, lambda t: bool(dates_in(t)))
    if start:
        found["start"] = to_field(start, layout, dates_in(start.text)[0])
    period = first_value(layout, _PERIOD, _LABELS, lambda t: any(period_in(t)))
    if period:
        first, last = period_in(period.text)
        if first and last:
            found["period"] = to_field(period, layout, f"{first}至{last}")
            if start and first == found["start"].value:  # two places on the page agree
                found["start"] = to_field(start, layout, first, trusted=True)
            elif not start:
                found["start"] = to_field(period, layout, first)
        if last:
            found["expires"] = to_field(period, layout, last, trusted=bool(first and first < last))
    below = [
        (m, v)
        for m, v in search(layout, re.compile(r"20\d\d年\d{1,2}月\d{1,2}日$"))
        if v.level[1] > 0.6 * layout.height
    ]
    if below:
        days = dates_in(below[-1][0].group())
        if days:
            found["registered"] = to_field(below[-1][1], layout, days[0])


def _put(found: dict[str, Field], key: str, value: Value | None, layout: Layout) -> None:
    if value is not None and value.text:
        found[key] = to_field(value, layout)
