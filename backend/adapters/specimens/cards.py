"""Identity cards, licences and certificates."""

from datetime import date

from PIL import Image

from backend.adapters.specimens.paper import INK, RED, Sheet, face, held_out
from backend.adapters.specimens.people import Business, Person

_BLUE = (64, 108, 160)


def id_card_front(person: Person, seed: int = 0) -> Image.Image:
    """The side with the portrait."""
    sheet = Sheet(1080, 680, (226, 236, 244), seed)
    _waves(sheet)
    for label, y in (("姓名", 80), ("性别", 165), ("出生", 250), ("住址", 335)):
        sheet.text(70, y, label, 34, _BLUE, gap=6)
    sheet.text(185, 74, person.name, 44, gap=8)
    sheet.text(185, 161, person.sex, 40)
    sheet.text(310, 165, "民族", 34, _BLUE, gap=6)
    sheet.text(420, 161, person.nation, 40)
    x = sheet.text(185, 246, f"{person.birth.year}", 40) + 12
    for number, unit in ((person.birth.month, "年"), (person.birth.day, "月"), (None, "日")):
        x = sheet.text(x, 250, unit, 34, _BLUE) + 14
        if number is not None:
            x = sheet.text(x, 246, f"{number}", 40) + 14
    sheet.wrapped(185, 331, person.address, 470, 38)
    sheet.text(70, 570, "公民身份号码", 34, _BLUE, gap=4)
    sheet.text(350, 564, person.id_number, 46, gap=9)
    face(sheet, 730, 80, 280, 350)
    sheet.mark()
    return sheet.image


def id_card_back(person: Person, seed: int = 0) -> Image.Image:
    """The side with the title."""
    sheet = Sheet(1080, 680, (228, 234, 238), seed)
    _waves(sheet)
    sheet.draw.ellipse((70, 70, 250, 250), RED)
    sheet.draw.ellipse((100, 100, 220, 220), (226, 170, 60))
    sheet.text(330, 80, "中华人民共和国", 64, INK, "bold", gap=14)
    sheet.text(330, 190, "居民身份证", 92, INK, "bold", gap=22)
    sheet.text(190, 490, "签发机关", 34, INK, gap=4)
    sheet.text(380, 488, person.issuer, 38)
    sheet.text(190, 580, "有效期限", 34, INK, gap=4)
    end = f"{person.expires:%Y.%m.%d}" if person.expires else "长期"
    sheet.text(380, 578, f"{person.valid_from:%Y.%m.%d}-{end}", 38)
    sheet.mark()
    return sheet.image


def business_license(business: Business, seed: int = 0, *, code: bool = True, seal: bool = True) -> Image.Image:
    """A licence of a sole trader. Held out: the older upright sheet with one column."""
    if held_out(seed):
        return _upright_license(business, seed, code=code, seal=seal)
    sheet = Sheet(1600, 1130, (250, 246, 236), seed)
    sheet.draw.rectangle((40, 40, 1560, 1090), outline=(176, 142, 72), width=10)
    sheet.draw.ellipse((740, 60, 860, 180), RED)
    sheet.centred(200, "营业执照", 110, INK, "bold", gap=34)
    sheet.centred(340, "（副本）", 38)
    sheet.text(110, 230, "统一社会信用代码", 32)
    sheet.text(110, 275, business.uscc, 34)
    if code:
        sheet.code(1290, 180, f"http://www.example.invalid/index.html?uniscid={business.uscc}")
    start = f"{business.start.year}年{business.start.month:02d}月{business.start.day:02d}日"
    rows = [
        ("名称", business.name),
        ("类型", business.type),
        ("经营者", business.legal_person),
        ("经营场所", business.address),
        ("经营范围", business.scope),
    ]
    right = [("组成形式", "个人经营"), ("注册日期", start), ("注册资本", business.capital), ("营业期限", "长期")]
    y = 450
    for label, value in rows:
        _spread(sheet, 120, y, label)
        y = int(sheet.wrapped(300, y, value, 620, 33)) + 28
    y = 450
    for label, value in right:
        _spread(sheet, 990, y, label)
        sheet.text(1165, y, value, 33)
        y += 76
    sheet.text(1000, 880, "登记机关", 34)
    sheet.text(1150, 960, f"{business.start.year} 年 {business.start.month:02d} 月 {business.start.day:02d} 日", 34)
    if seal:
        sheet.seal(1270, 900, 120, "样本市样本区市场监督管理局")
    sheet.text(110, 1040, "样本，非真实证照，仅供演示", 24)
    sheet.mark()
    return sheet.image


def _upright_license(business: Business, seed: int, *, code: bool, seal: bool) -> Image.Image:
    sheet = Sheet(1130, 1600, (247, 248, 240), seed)
    sheet.draw.rectangle((36, 36, 1094, 1564), outline=(160, 130, 60), width=8)
    sheet.draw.ellipse((505, 70, 625, 190), RED)
    sheet.centred(215, "营业执照", 104, INK, "bold", gap=30)
    sheet.text(560, 360, "统一社会信用代码", 30)
    sheet.text(560, 402, business.uscc, 34)
    if code:
        sheet.code(110, 1260, f"http://www.example.invalid/index.html?uniscid={business.uscc}")
    start = f"{business.start.year}年{business.start.month:02d}月{business.start.day:02d}日"
    y = 490
    for label, value in (
        ("名称", business.name), ("类型", business.type), ("经营场所", business.address),
        ("经营者", business.legal_person), ("组成形式", "个人经营"), ("注册日期", start), ("经营范围", business.scope),
    ):  # fmt: skip
        _spread(sheet, 140, y, label)
        y = int(sheet.wrapped(330, y, value, 660, 33)) + 26
    sheet.text(600, 1280, "登记机关", 34)
    sheet.text(640, 1390, start, 34)
    if seal:
        sheet.seal(800, 1330, 125, "样本市样本区行政审批服务局")
    sheet.text(110, 1515, "样本，非真实证照，仅供演示", 24)
    sheet.mark()
    return sheet.image


def health_certificate(person: Person, issued: date, expires: date, seed: int = 0, *, seal: bool = True) -> Image.Image:
    """A food worker's health certificate. Held out: other words for the same."""
    sheet = Sheet(1000, 680, (238, 246, 240), seed)
    sheet.draw.rectangle((24, 24, 976, 656), outline=(70, 140, 96), width=6)
    title = "从业人员预防性健康检查合格证" if sheet.unseen else "食品从业人员健康证明"
    sheet.centred(56, title, 48 if sheet.unseen else 58, (30, 96, 58), gap=6)
    dated = "体检日期" if sheet.unseen else "发证日期"
    age = issued.year - person.birth.year
    lines = [
        f"姓名：{person.name}",
        f"性别：{person.sex}    年龄：{age}",
        "从业类别：食品经营",
        f"编号：样字{issued.year}第{1000 + seed:05d}号",
        f"{dated}：{issued.year}年{issued.month:02d}月{issued.day:02d}日",
        f"有效期至：{expires.year}年{expires.month:02d}月{expires.day:02d}日",
    ]
    for i, line in enumerate(lines):
        sheet.text(80, 170 + i * 72, line, 38)
    face(sheet, 720, 160, 200, 260)
    if seal:
        sheet.seal(760, 540, 84, "样本市疾病预防控制中心")
    sheet.mark()
    return sheet.image


def portrait(seed: int = 0) -> Image.Image:
    """An identity photo, drawn, on white, blue or red."""
    ground = ((248, 248, 248), (67, 142, 219), (200, 30, 40))[seed % 3]
    sheet = Sheet(900, 1260, ground, seed)
    face(sheet, 0, 60, 900, 1200, ground)
    return sheet.image


def _spread(sheet: Sheet, x: float, y: float, label: str) -> None:
    """A label stretched over the width of four characters, as licences print them."""
    gap = 0 if len(label) >= 4 else (4 - len(label)) * 33 / max(1, len(label) - 1)
    sheet.text(x, y, label, 33, (110, 84, 40), gap=gap)


def _waves(sheet: Sheet) -> None:
    for y in range(10, sheet.image.height, 17):
        points = [(x, y + 6 * ((x // 30) % 2)) for x in range(0, sheet.image.width, 30)]
        sheet.draw.line(points, (206, 220, 232), 1)
