"""Food licences, household registers, marriage certificates, bank cards and passbooks."""

import random
from datetime import date

from PIL import Image

from backend.adapters.specimens.paper import INK, RED, Sheet
from backend.adapters.specimens.people import Business, Person


def food_license(business: Business, issued: date, expires: date, seed: int = 0, *, seal: bool = True) -> Image.Image:
    """A licence to sell food."""
    sheet = Sheet(1600, 1130, (247, 250, 244), seed)
    sheet.draw.rectangle((40, 40, 1560, 1090), outline=(70, 130, 90), width=10)
    sheet.centred(90, "食品经营许可证", 96, INK, "bold", gap=18)
    left = (
        ("经营者名称", business.name),
        ("社会信用代码", business.uscc),
        ("法定代表人（负责人）", business.legal_person),
        ("住所", business.address),
        ("经营场所", business.address),
        ("主体业态", "餐饮服务经营者"),
        ("经营项目", "热食类食品制售"),
    )
    right = (
        ("许可证编号", food_number(seed)),
        ("日常监督管理机构", "样本市样本区市场监管所"),
        ("投诉举报电话", "12315"),
        ("发证机关", "样本市样本区行政审批局"),
        ("发证日期", f"{issued.year}年{issued.month:02d}月{issued.day:02d}日"),
        ("有效期至", f"{expires.year}年{expires.month:02d}月{expires.day:02d}日"),
    )
    y = 270
    for label, value in left:
        sheet.text(100, y, f"{label}：", 30)
        y = int(sheet.wrapped(100 + 34 * (len(label) + 1), y, value, 790 - 34 * len(label), 31)) + 32
    for i, (label, value) in enumerate(right):
        sheet.text(930, 270 + i * 78, f"{label}：{value}", 30)
    if seal:
        sheet.seal(1330, 900, 115, "样本市样本区行政审批局")
    sheet.text(100, 1040, "样本，非真实证照，仅供演示", 24)
    sheet.mark()
    return sheet.image


def food_number(seed: int) -> str:
    """The number of a food licence: JY, what it is for, a region that was never given out, and an order."""
    return f"JY24399010{seed % 100_000:06d}"


def household_register(person: Person, householder: str, seed: int = 0) -> Image.Image:
    """One person's page of a household register."""
    sheet = Sheet(1500, 1060, (246, 242, 230), seed)
    sheet.centred(60, "常住人口登记卡", 56, gap=10)
    rows = (
        (("姓名", person.name), ("户主或与户主关系", "户主" if householder == person.name else "配偶")),
        (("曾用名", ""), ("性别", person.sex)),
        (("出生地", "湖南省样本市"), ("民族", person.nation)),
        (("籍贯", "湖南省样本市"), ("出生日期", f"{person.birth.year}年{person.birth.month}月{person.birth.day}日")),
        (("公民身份证件编号", person.id_number), ("宗教信仰", "")),
        (("文化程度", "高中"), ("婚姻状况", "已婚")),
        (("服务处所", ""), ("职业", "")),
    )
    for i, pair in enumerate(rows):
        y = 180 + i * 106
        for j, (label, value) in enumerate(pair):
            x = 70 + j * 690
            sheet.draw.rectangle((x, y, x + 690 - 10 * j, y + 106), outline=INK, width=2)
            sheet.draw.line((x + 250, y, x + 250, y + 106), INK, 2)
            sheet.text(x + 12, y + 34, label, 28)
            sheet.text(x + 266, y + 32, value, 34)
    sheet.text(90, 970, "登记机关：样本市公安局样本分局", 30)
    sheet.seal(1280, 860, 100, "样本市公安局户口专用章")
    sheet.mark()
    return sheet.image


def marriage_certificate(
    holder: Person, spouse: Person, registered: date, seed: int = 0, *, seal: bool = True
) -> Image.Image:
    """The inner page of a marriage certificate."""
    sheet = Sheet(1100, 1500, (252, 244, 242), seed)
    sheet.centred(80, "结婚证", 84, RED, gap=30)
    day = f"{registered.year}年{registered.month:02d}月{registered.day:02d}日"
    y = 250
    for label, value in (("持证人", holder.name), ("登记日期", day), ("结婚证字号", marriage_number(registered, seed))):
        sheet.text(110, y, f"{label}：{value}", 36)
        y += 80
    for who in (holder, spouse):
        y += 50
        born = f"{who.birth.year}年{who.birth.month:02d}月{who.birth.day:02d}日"
        for line in (
            f"姓名：{who.name}    性别：{who.sex}",
            f"国籍：中国    出生日期：{born}",
            f"身份证件号：{who.id_number}",
        ):
            sheet.text(110, y, line, 36)
            y += 76
    sheet.text(560, 1300, "登记机关", 34)
    if seal:
        sheet.seal(820, 1290, 120, "样本市样本区民政局婚姻登记专用")
    sheet.mark()
    return sheet.image


def marriage_number(registered: date, seed: int) -> str:
    """The number of a marriage certificate."""
    return f"J439901-{registered.year}-{seed % 1_000_000:06d}"


def bank_number(seed: int) -> str:
    """A card number nobody has: 999999 is no bank's, the last digit fits (Luhn)."""
    rng = random.Random(f"bank {seed}")  # noqa: S311 — the same every time, on purpose
    body = "999999" + "".join(str(rng.randrange(10)) for _ in range(12))
    total = sum(sum(divmod(2 * int(digit), 10)) if i % 2 == 0 else int(digit) for i, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


def bank_card(person: Person, seed: int = 0) -> Image.Image:
    """The front of a bank card. Held out: the first page of a passbook."""
    number = bank_number(seed)
    if not Sheet(10, 10, seed=seed).unseen:
        sheet = Sheet(1080, 680, (206, 220, 232), seed)
        sheet.text(70, 60, "样本银行", 60, style="bold")
        sheet.text(760, 70, "借记卡", 44)
        sheet.draw.rectangle((90, 220, 230, 320), (214, 180, 90))
        sheet.text(80, 400, " ".join(number[i : i + 4] for i in range(0, len(number), 4)), 60)
        sheet.text(80, 520, "有效期至 长期", 32)
        sheet.text(820, 560, "银联", 60, RED, "bold")
    else:
        sheet = Sheet(1300, 860, (250, 246, 230), seed)
        sheet.centred(70, "样本银行活期储蓄存折", 54)
        for i, (label, value) in enumerate(
            (("户名", person.name), ("账号", number), ("币种", "人民币"), ("开户行", "样本银行样本支行"))
        ):
            sheet.text(120, 220 + i * 120, f"{label}：{value}", 42)
    sheet.mark()
    return sheet.image
