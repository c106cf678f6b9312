"""申请表 and 申请书: filled in, dated and signed."""

import re

from backend.adapters.reader.fields.dates import FOREVER, dates_in, period_in
from backend.adapters.reader.fields.papers import numbers
from backend.adapters.reader.fields.signature import signature
from backend.adapters.reader.ink import Ink
from backend.adapters.reader.kinds import title
from backend.adapters.reader.layout import Hit, Layout, Value, first_value, search, to_field
from backend.domain.facts import Field

#: What forms ask for. The ones in ``CORE`` no form does without.
CORE = (
    "申请人姓名", "申请人名称", "经营者名称", "经营者姓名", "经营者", "申请人", "单位名称", "企业名称", "姓名",
    "名称", "经营场所", "经营地址", "住所", "地址", "联系电话", "身份证号码", "身份证号", "公民身份号码",
    "法定代表人", "负责人",
)  # fmt: skip
_OTHER = (
    "统一社会信用代码", "社会信用代码", "经营项目", "经营范围", "主体业态", "经营面积", "从业人数", "申请事项",
    "申请日期", "性别", "民族", "出生日期", "出生年月", "户籍地址", "现住址", "邮政编码", "电子邮箱", "联系人",
    "委托代理人", "开户银行", "银行账号", "申请理由", "职务", "学历", "工作单位", "面积", "注册资本",
)  # fmt: skip
LABELS = tuple(sorted({*CORE, *_OTHER}, key=len, reverse=True))
_SIGN = re.compile(
    r"(申请人|经营者|法定代表人|负责人|本人|承诺人|法定代表人\(负责人\)|法定代表人（负责人）|申请单位|委托人|声明人)?"
    r"[(（]?(签字|签名|签章|盖章)(或盖章|、盖章|或签章)?[)）]?[:：]?"
)
_NAME_LABELS = ("申请人姓名", "经营者姓名", "申请人名称", "申请人", "姓名", "经营者", "法定代表人", "负责人")


def fields(layout: Layout, ink: Ink | None) -> dict[str, Field]:
    """title, filled (share of the known places that hold something), empty (names of those that don't), name,
    business_name, id_number, uscc, address, phone, signed (yes, no, unclear), date, undated (an empty
    place for it), unticked (the words before boxes of which none is ticked)."""
    found = numbers(layout)
    heading = title(layout)
    if heading:
        found["title"] = to_field(heading, layout)
    places = _places(layout)
    empty = [layout.rows[hit.row].text[hit.start : hit.end] for hit in places if not _holds(layout, ink, hit)]
    if places:
        found["filled"] = Field(f"{1 - len(empty) / len(places):.2f}", 0.9)
        if empty:
            found["empty"] = Field("、".join(dict.fromkeys(empty)), 0.9)
    name = first_value(layout, _NAME_LABELS, LABELS, _is_person)
    if name:
        found["name"] = to_field(name, layout)
    business = first_value(
        layout,
        ("经营者名称", "单位名称", "企业名称", "名称", "店名", "字号"),
        LABELS,
        lambda t: len(re.findall(r"[\u4e00-\u9fff]", t)) >= 4,
    )
    if business:
        found["business_name"] = to_field(business, layout)
    address = first_value(layout, ("经营场所", "经营地址", "住所", "地址", "现住址"), LABELS, lambda t: len(t) >= 5)
    if address:
        found["address"] = to_field(address, layout)
    phone = search(layout, re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"))
    if phone:
        found["phone"] = to_field(phone[0][1], layout)
    _signing(layout, ink, found)
    unticked = ink.unticked(layout.rows) if ink is not None else []
    if unticked:
        found["unticked"] = Field("、".join(unticked), 0.9)
    return found


def _is_person(text: str) -> bool:
    """Whether this can be a person's name: not the second half of a label in two lines."""
    return bool(re.match(r"[\u4e00-\u9fff·]{2,6}$", text)) and text not in ("名称", "姓名", "签字", "签名", "盖章")


def _places(layout: Layout) -> list[Hit]:
    """Where the form asks for something. A longer label hides the shorter one in it."""
    hits: list[Hit] = []
    for label in LABELS:
        for hit in layout.find((label,), fuzzy=False):
            row = layout.rows[hit.row]
            behind = row.text[hit.end : hit.end + 1]
            own_word = row.words[row.owners[hit.start]].text in (label, label + ":", label + "：")
            signing = re.match(r"[(（]?(签|盖|承)", row.text[hit.end : hit.end + 2])
            overlaps = any(h.row == hit.row and h.start < hit.end and hit.start < h.end for h in hits)
            if not overlaps and not signing and (own_word or behind in (":", "：", "")):
                hits.append(hit)
    return hits


def _holds(layout: Layout, ink: Ink | None, hit: Hit) -> bool:
    value = layout.value(hit, LABELS)
    if (
        value is not None
        and re.search(r"[\w\u4e00-\u9fff]", value.text)
        and not re.fullmatch(r"[□口年月日\s:：]*", value.text)
    ):
        return True
    if ink is None:
        return False
    row = layout.rows[hit.row]
    label = row.words[row.owners[hit.end - 1]]
    _, top, right, bottom = label.box
    height = bottom - top
    begin = right + 0.3 * height
    next_word = min([w.box[0] for w in row.words if w.box[0] > right + 1], default=float(layout.width))
    wall = ink.wall(begin + height, top, bottom, min(next_word, begin + 14 * height, layout.width - 4.0))
    if wall - begin < 1.5 * height:  # the label's own cell ends here: the value's begins
        begin, wall = wall + 4, ink.wall(wall + 8, top, bottom, min(next_word, wall + 14 * height, layout.width - 4.0))
    return ink.share((begin, top - 0.2 * height, wall - 4, bottom + 0.2 * height)) > 0.008


def power_of_attorney(layout: Layout, ink: Ink | None) -> dict[str, Field]:
    """title, the numbers that fit, signed (by the principal, where it says so), date and expires."""
    found = numbers(layout)
    heading = title(layout)
    if heading:
        found["title"] = to_field(heading, layout)
    _signing(layout, ink, found, first="委托人")
    for row in layout.rows:
        if re.search(r"(委托|授权|代理)(的)?(期限|有效期)", row.text):
            first, last = period_in(row.text)
            if first and last:
                value = Value(row.text, row.words)
                found["expires"] = to_field(value, layout, last, trusted=last != FOREVER and first < last)
    return found


def commitment(layout: Layout, ink: Ink | None) -> dict[str, Field]:
    """title, the numbers that fit, signed and date."""
    found = numbers(layout)
    heading = title(layout)
    if heading:
        found["title"] = to_field(heading, layout)
    _signing(layout, ink, found)
    return found


def _signing(layout: Layout, ink: Ink | None, found: dict[str, Field], first: str = "") -> None:
    """``signed`` and ``date``: of several places for signing one is enough, or the one of the party ``first``."""
    states, decisive = [], []
    for row in layout.rows:
        for match in _SIGN.finditer(row.text):
            if match.start() and row.owners[match.start()] == row.owners[match.start() - 1] and not match[1]:
                continue  # "请签字后交回" in a running sentence
            if row.text[match.end() : match.end() + 1] in "后并确" and row.text[match.end() :]:
                continue
            states.append(signature(layout, ink, row, match.end()))
            if first and match[1] == first:
                decisive.append(states[-1])
            days = dates_in(row.text[match.end() :])
            if days:
                found["date"] = Field(days[0], 0.9)
    states = decisive or states
    if states:
        found["signed"] = Field("yes" if "yes" in states else "unclear" if "unclear" in states else "no", 0.9)
    if "date" not in found:
        lower = [
            (m, v)
            for m, v in search(layout, re.compile(r"(日期[:：]?)?20\d\d年\d{1,2}月\d{1,2}日"))
            if m[1] or v.level[1] > 0.5 * layout.height
        ]
        if lower:
            found["date"] = to_field(lower[-1][1], layout, dates_in(lower[-1][0].group())[0])
    if "date" not in found:
        empty = search(layout, re.compile(r"(?<![0-9])年月日$|日期[:：]?$"))
        if empty:
            found["undated"] = to_field(empty[-1][1], layout, "yes")
