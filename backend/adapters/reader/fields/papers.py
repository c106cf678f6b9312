"""Property certificates, health certificates, food licences and the other papers with labelled lines."""

import re

from backend.adapters.reader.fields.dates import dates_in, period_in
from backend.adapters.reader.kinds import title
from backend.adapters.reader.layout import Layout, Value, first_value, search, to_field
from backend.domain.facts import Field
from backend.domain.numbers import fold_uscc, id_number_fits, uscc_fits

_PERSON = re.compile(r"^[\u4e00-\u9fff·]{2,40}")


def property_certificate(layout: Layout) -> dict[str, Field]:
    """holder, address, number."""
    found: dict[str, Field] = {}
    stops = (
        "共有情况",
        "坐落",
        "不动产单元号",
        "权利类型",
        "权利性质",
        "用途",
        "面积",
        "使用期限",
        "房屋坐落",
        "登记时间",
    )
    holder = first_value(layout, ("权利人", "房屋所有权人", "土地使用权人", "所有权人"), stops, lambda t: len(t) >= 2)
    if holder:
        found["holder"] = to_field(holder, layout)
    address = first_value(layout, ("坐落", "房屋坐落", "座落"), stops, lambda t: len(t) >= 4)
    if address:
        found["address"] = to_field(layout.lines_below(address, stops, most=1), layout)
    number = search(
        layout, re.compile(r"[\u4e00-\u9fff]?[(（]?\d{4}[)）]?[\u4e00-\u9fff]{1,12}不动产权第?\d{4,12}号?")
    ) or search(layout, re.compile(r"[\u4e00-\u9fff]{1,8}房权证[\u4e00-\u9fff\w]{0,12}字?第?[\w-]{4,16}号"))
    if number:
        found["number"] = to_field(number[0][1], layout)
    return found


def health_certificate(layout: Layout) -> dict[str, Field]:
    """name, id_number, issued, expires."""
    found: dict[str, Field] = {}
    stops = (
        "性别",
        "年龄",
        "身份证号",
        "从业类别",
        "发证日期",
        "有效期",
        "编号",
        "单位",
        "体检日期",
        "工种",
        "发证单位",
    )
    name = first_value(layout, ("姓名",), stops, lambda t: bool(re.match(r"[\u4e00-\u9fff·]{2,12}$", t)))
    if name:
        found["name"] = to_field(name, layout)
    found.update(numbers(layout))
    issued = first_value(
        layout, ("发证日期", "体检日期", "检查日期", "签发日期", "发证时间"), stops, lambda t: bool(dates_in(t))
    )
    if issued:
        found["issued"] = to_field(issued, layout, dates_in(issued.text)[0])
    found.update(validity(layout))
    return found


def licence(layout: Layout) -> dict[str, Field]:
    """title, number, name (the holder's), uscc, legal_person, issued, expires: food licences and other permits."""
    found: dict[str, Field] = {}
    heading = title(layout)
    if heading:
        found["title"] = to_field(heading, layout)
    stops = (
        "社会信用代码", "法定代表人", "负责人", "住所", "经营场所", "主体业态", "经营项目", "许可证编号", "日常监督",
        "发证机关", "签发人", "有效期", "投诉举报", "编号", "地址", "车辆", "性别",
    )  # fmt: skip
    holder = first_value(
        layout,
        ("经营者名称", "单位名称", "企业名称", "业户名称", "持证单位", "名称", "姓名", "字号名称", "经营者"),
        stops,
        _is_holder,
    )
    if holder:
        found["name"] = to_field(holder, layout)
    number = first_value(
        layout,
        ("许可证编号", "经营许可证号", "证书编号", "登记证编号", "编号", "证号", "许可证号"),
        stops,
        lambda t: len(re.findall(r"[0-9A-Za-z]", t)) >= 5,
    )
    if number:
        found["number"] = to_field(number, layout)
    person = first_value(
        layout,
        ("法定代表人(负责人)", "法定代表人（负责人）", "法定代表人", "负责人"),
        stops,
        lambda t: bool(_PERSON.match(t)),
    )
    if person:
        found["legal_person"] = to_field(person, layout)
    found.update(numbers(layout))
    issued = first_value(layout, ("发证日期", "签发日期", "登记日期", "颁发日期"), stops, lambda t: bool(dates_in(t)))
    if issued:
        found["issued"] = to_field(issued, layout, dates_in(issued.text)[0])
    found.update(validity(layout))
    return found


def _is_holder(text: str) -> bool:
    """Whether this can be a holder's name: not the next label, nor what a blanked-out name leaves of its place."""
    label = re.search(r"[《》、。；]|编号|号码|证号|日期|类型|性别|国籍|住址|地址", text)
    place = re.fullmatch(r"[\u4e00-\u9fff]{1,6}[省市县区州]", text)
    return len(re.findall(r"[\u4e00-\u9fff]", text)) >= 2 and not label and not place


def plain(layout: Layout) -> dict[str, Field]:
    """title and the numbers on a page of any other kind."""
    found = numbers(layout)
    heading = title(layout)
    if heading:
        found["title"] = to_field(heading, layout)
    return found


def invoice(layout: Layout) -> dict[str, Field]:
    """number, code and issued of an invoice; whose it is stands there twice and is not told."""
    found: dict[str, Field] = {}
    for key, labels, pattern in (
        ("number", ("发票号码",), r"N[o0O][.:：]?(\d{8,20})"),
        ("code", ("发票代码",), r"(\d{10}|\d{12})"),
    ):
        beside = first_value(layout, labels, (), lambda t: bool(re.match(r"\d{8,20}$", t)))
        if beside:
            found[key] = to_field(beside, layout)
            continue
        for word in layout.words:
            match = re.fullmatch(pattern, word.text)
            if match:
                found.setdefault(key, to_field(Value(match[1], (word,)), layout))
    issued = first_value(layout, ("开票日期",), (), lambda t: bool(dates_in(t)))
    if issued:
        found["issued"] = to_field(issued, layout, dates_in(issued.text)[0])
    return found


def numbers(layout: Layout) -> dict[str, Field]:
    """The first identity number and credit code that fit, and the second person's number (``id_number_2``)."""
    found: dict[str, Field] = {}
    for match, value in search(layout, re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")):
        text = match.group().upper()
        if "id_number" not in found and id_number_fits(text):
            found["id_number"] = to_field(value, layout, text, trusted=True)
        elif id_number_fits(text) and text != found["id_number"].value:
            found.setdefault("id_number_2", to_field(value, layout, text, trusted=True))
        elif "uscc" not in found and not id_number_fits(text) and uscc_fits(fold_uscc(text)):
            found["uscc"] = to_field(value, layout, fold_uscc(text), trusted=True)
    return found


def validity(layout: Layout) -> dict[str, Field]:
    """expires, from 有效期至 / 有效期限 / 有效日期; a period gives its end."""
    for labels in (("有效期至", "有效至", "有效期限至", "有效日期至"), ("有效期限", "有效期", "有效日期", "使用期限")):
        value = first_value(layout, labels, (), lambda t: any(period_in(t)))
        if value is None:
            continue
        first, last = period_in(value.text)
        if last or labels[0] == "有效期至":
            return {"expires": to_field(value, layout, last or first, trusted=bool(first and last and first < last))}
        if first and not value.text.startswith("自"):
            return {"expires": to_field(value, layout, first)}
    return {}
