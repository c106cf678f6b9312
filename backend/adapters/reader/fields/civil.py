"""Household registers, marriage certificates, bank cards and passbooks."""

import re

from backend.adapters.reader.fields.dates import dates_in
from backend.adapters.reader.fields.papers import numbers
from backend.adapters.reader.layout import Layout, first_value, search, to_field
from backend.domain.facts import Field

_NAME = re.compile(r"[\u4e00-\u9fff·]{2,12}$")
_PERSON_PAGE = (
    "户主或与户主关系", "与户主关系", "曾用名", "性别", "出生地", "民族", "籍贯", "出生日期", "公民身份", "宗教信仰",
    "户别", "户号", "住址", "文化程度", "婚姻状况", "服务处所", "职业", "登记机关", "姓名", "国籍", "持证人",
    "身份证件号", "登记日期", "结婚证字号",
)  # fmt: skip


def household_register(layout: Layout) -> dict[str, Field]:
    """householder, household (its number) and address of the first page; name, relation, sex, birth and id_number of
    a person's page; and which of the two it is (``leaf``: head or member)."""
    found = {key: value for key, value in numbers(layout).items() if key.startswith("id_number")}
    for key, labels, pattern in (
        ("householder", ("户主姓名",), _NAME),
        ("household", ("户号",), re.compile(r"[0-9A-Za-z]{4,20}$")),
        ("address", ("住址", "户籍地址"), re.compile(r".{5,}")),
        ("name", ("姓名",), _NAME),
        ("relation", ("户主或与户主关系", "与户主关系"), re.compile(r"[\u4e00-\u9fff]{1,6}$")),
        ("sex", ("性别",), re.compile(r"[男女]$")),
    ):
        value = first_value(layout, labels, _PERSON_PAGE, lambda text, fits=pattern: bool(fits.match(text)))  # type: ignore[misc]
        if value:
            found[key] = to_field(value, layout)
    born = first_value(layout, ("出生日期",), _PERSON_PAGE, lambda text: bool(dates_in(text)))
    if born:
        found["birth"] = to_field(born, layout, dates_in(born.text)[0])
    marks = {leaf: sum(1 for label in labels if layout.find((label,))) for leaf, labels in _LEAVES.items()}
    leaf = max(marks, key=marks.__getitem__)
    if marks[leaf] >= 2:
        found["leaf"] = Field(leaf, 0.95 if marks[leaf] > 2 and min(marks.values()) == 0 else 0.8)
    return found


#: What is printed on the first page of a register, and on a person's page.
_LEAVES = {
    "head": ("户主姓名", "户别", "户号"),
    "member": ("户主或与户主关系", "曾用名", "公民身份", "文化程度", "婚姻状况", "服务处所", "籍贯"),
}


def marriage_certificate(layout: Layout) -> dict[str, Field]:
    """holder, number, registered, name and spouse, and both identity numbers."""
    found = {key: value for key, value in numbers(layout).items() if key.startswith("id_number")}
    holder = first_value(layout, ("持证人",), _PERSON_PAGE, lambda text: bool(_NAME.match(text)))
    if holder:
        found["holder"] = to_field(holder, layout)
    number = search(layout, re.compile(r"[A-Z]?\d{6}-(?:19|20)\d\d-\d{4,6}|[\u4e00-\u9fff]{1,8}结字第?\d{4,14}号?"))
    if number:
        found["number"] = to_field(number[0][1], layout)
    day = first_value(layout, ("登记日期", "发证日期"), _PERSON_PAGE, lambda text: bool(dates_in(text)))
    if day:
        found["registered"] = to_field(day, layout, dates_in(day.text)[0])
    # the next label is often read in one piece with the name: "姓名：陈建国性别：男"
    for match, value in search(layout, re.compile(r"姓名[:：]?([\u4e00-\u9fff·]{2,12}?)(?=性别|国籍|$)")):
        found.setdefault("spouse" if "name" in found else "name", to_field(value, layout, match[1]))
    return found


def bank_card(layout: Layout) -> dict[str, Field]:
    """last_four, bank, name (a passbook's). The whole number is never kept."""
    found: dict[str, Field] = {}
    for match, value in search(layout, re.compile(r"(?<!\d)\d{16,19}(?!\d)")):
        found["last_four"] = to_field(value, layout, match.group()[-4:], trusted=luhn_fits(match.group()))
    bank = search(layout, re.compile(r"[\u4e00-\u9fff]{2,10}银行"))
    if bank:
        found["bank"] = to_field(bank[0][1], layout)
    name = first_value(layout, ("户名", "姓名"), ("账号", "卡号", "开户"), lambda text: bool(_NAME.match(text)))
    if name:
        found["name"] = to_field(name, layout)
    return found


def luhn_fits(number: str) -> bool:
    """Whether the last digit of a card number fits (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        total += sum(divmod(2 * int(digit), 10)) if place % 2 else int(digit)
    return total % 10 == 0


_LONG = re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])")


def masked(text: str, *, always: bool = False) -> str:
    """A line without its card number's digits but the last four; ``always``: whether or not the number fits."""

    def hidden(match: re.Match[str]) -> str:
        number = match.group()
        return "*" * (len(number) - 4) + number[-4:] if always or (len(number) != 18 and luhn_fits(number)) else number

    return _LONG.sub(hidden, text)
