"""Forms, leases, deeds and drawings."""

from datetime import date

from PIL import Image

from backend.adapters.specimens.paper import INK, PEN, RED, Sheet
from backend.adapters.specimens.people import Business, Person

_A4 = (1240, 1754)


def application_form(
    title: str,
    person: Person,
    business: Business | None,
    day: date,
    seed: int = 0,
    *,
    filled: str = "all",
    signed: bool = True,
    dated: bool = True,
    ticked: bool = True,
) -> Image.Image:
    """A form of the hall's. ``filled``: all, half or none. Held out: underlined places instead of a table."""
    sheet = Sheet(*_A4, seed=seed)
    sheet.centred(110, title, 58)
    shop = business or Business("", "", "", person.name, "", day, person.address, "")
    rows = [
        ("经营者名称", shop.name),
        ("统一社会信用代码", shop.uscc),
        ("经营者姓名", person.name),
        ("身份证号码", person.id_number),
        ("经营场所", shop.address),
        ("联系电话", f"139{10000000 + seed:08d}"),
        ("经营项目", "小餐饮：米粉、包子、豆浆"),
        ("经营面积", "38平方米"),
        ("从业人数", "2人"),
    ]
    rows = [(label, value) for label, value in rows if value]
    if business is None:
        rows = [
            ("申请人姓名", person.name),
            ("身份证号码", person.id_number),
            ("性别", person.sex),
            ("联系电话", f"139{10000000 + seed:08d}"),
            ("住址", person.address),
            ("申请事项", "申请办理本事项"),
            ("申请理由", "符合办理条件，现提出申请"),
        ]
        rows = [("现住址" if label == "住址" else label, value) for label, value in rows]
    top, height = 240, 96
    for i, (label, value) in enumerate(rows):
        y = top + i * height
        if sheet.unseen:
            sheet.text(124, y + 30, f"{label}：", 34)
            sheet.draw.line((420, y + 80, 1140, y + 80), INK, 2)
        else:
            sheet.draw.rectangle((100, y, 1140, y + height), outline=INK, width=2)
            sheet.draw.line((420, y, 420, y + height), INK, 2)
            sheet.text(124, y + 30, label, 34)
        if filled == "all" or (filled == "half" and i % 2):
            sheet.handwritten(440, y + 30, value, 32 if len(value) > 18 else 36)
    y = _tick_boxes(sheet, top + len(rows) * height + 40, ticked=ticked and filled != "none")
    y = int(sheet.wrapped(110, y, "本人保证以上内容和所附材料真实有效，并承担相应的责任。", 1020, 32)) + 60
    sheet.text(110, y, "申请人（签字）：", 36)
    if signed and filled != "none":
        if seed % 3 == 2:
            sheet.scribble(400, y - 4)
        else:
            sheet.handwritten(400, y, person.name, 44)
    sheet.text(760, y, "日期：", 36)
    if signed and dated and filled != "none":
        sheet.handwritten(860, y, f"{day.year}年{day.month}月{day.day}日", 34)
    else:
        sheet.text(870, y, "    年    月    日", 36)
    sheet.text(110, 1660, "样本，仅供演示", 28, RED)
    sheet.mark()
    return sheet.image


def _tick_boxes(sheet: Sheet, y: float, *, ticked: bool) -> int:
    """A row of boxes to tick, one of them ticked; gives where the next line begins."""
    x = sheet.text(110, y, "领取方式：", 34) + 10
    for i, choice in enumerate(("窗口领取", "邮寄送达")):
        sheet.draw.rectangle((x, y + 8, x + 32, y + 40), outline=INK, width=3)
        if ticked and i == 0:
            sheet.draw.line([(x + 5, y + 22), (x + 14, y + 35), (x + 34, y + 2)], PEN, 5, joint="curve")
        x = sheet.text(x + 44, y, choice, 34) + 60
    return int(y) + 80


def commitment(person: Person, day: date, seed: int = 0, *, signed: bool = True) -> Image.Image:
    """A page on which one person promises something."""
    sheet = Sheet(*_A4, seed=seed)
    sheet.centred(130, "个人承诺书", 64, gap=14)
    text = (
        f"本人{person.name}，身份证号码{person.id_number}，现郑重承诺：所提交的材料真实、合法、有效，"
        "如有不实，愿意承担由此产生的一切后果。"
    )
    y = int(sheet.wrapped(120, 320, text, 1000, 36)) + 160
    sheet.text(120, y, "承诺人（签字）：", 38)
    if signed:
        sheet.handwritten(460, y, person.name, 46)
    sheet.text(120, y + 120, f"日期：{_cn(day)}", 36)
    sheet.mark()
    return sheet.image


def lease(
    landlord: Person, tenant: Person, address: str, start: date, end: date, seed: int = 0, *, signed: bool = True
) -> list[Image.Image]:
    """A lease of two pages: terms, and signatures."""
    first = Sheet(*_A4, seed=seed)
    first.centred(110, "商铺租赁协议" if first.unseen else "房屋租赁合同", 60, gap=10)
    y = 260
    one, two = ("甲方（出租人）", "乙方（承租人）") if first.unseen else ("出租方（甲方）", "承租方（乙方）")
    for line in (
        f"{one}：{landlord.name}",
        f"身份证号：{landlord.id_number}",
        f"{two}：{tenant.name}",
        f"身份证号：{tenant.id_number}",
    ):
        first.text(120, y, line, 36)
        y += 66
    terms = [
        f"一、房屋坐落：{address}，建筑面积三十八平方米。",
        "二、租赁用途：乙方承租该房屋用于小餐饮经营。",
        f"三、租赁期限：自{_cn(start)}起至{_cn(end)}止。",
        "四、租金：每月人民币贰仟元整，按季支付，先付后用。",
        "五、押金：人民币肆仟元整，合同期满无违约的，甲方应当退还。",
        "六、乙方应当爱护房屋及设施，未经甲方同意不得转租。",
    ]
    for term in terms:
        y = int(first.wrapped(120, y + 22, term, 1000, 36))
    first.mark()
    second = Sheet(*_A4, seed=seed + 1)
    y = 140
    for term in ("七、合同一式两份，甲乙双方各执一份，具有同等效力。", "八、本合同自双方签字之日起生效。"):
        y = int(second.wrapped(120, y + 22, term, 1000, 36))
    for party, who in (("甲方（签字）：", landlord), ("乙方（签字）：", tenant)):
        y += 110
        second.text(120, y, party, 38)
        if signed:
            second.handwritten(420, y, who.name, 46)
    second.text(120, y + 120, f"签订日期：{_cn(start)}", 36)
    second.mark()
    return [first.image, second.image]


def property_certificate(holder: Person, address: str, seed: int = 0) -> Image.Image:
    """The inner page of a property certificate."""
    sheet = Sheet(1240, 1600, (250, 246, 240), seed)
    sheet.text(420, 90, f"湘（2020）样本市不动产权第00{10000 + seed}号", 34)
    rows = [
        ("权利人", holder.name),
        ("共有情况", "单独所有"),
        ("坐落", address),
        ("不动产单元号", "439901 001001 GB00001 F00010001"),
        ("权利类型", "国有建设用地使用权/房屋所有权"),
        ("权利性质", "出让/市场化商品房"),
        ("用途", "商业服务"),
        ("面积", "房屋建筑面积：38.00平方米"),
        ("使用期限", "2020年01月01日起2060年01月01日止"),
    ]
    for i, (label, value) in enumerate(rows):
        y = 180 + i * 110
        sheet.draw.rectangle((100, y, 1140, y + 110), outline=INK, width=2)
        sheet.draw.line((360, y, 360, y + 110), INK, 2)
        sheet.text(124, y + 34, label, 34)
        sheet.text(384, y + 34, value, 34)
    sheet.mark()
    return sheet.image


def power_of_attorney(
    principal: Person, agent: Person, day: date, seed: int = 0, *, signed: bool = True
) -> Image.Image:
    """A page by which one person lets another act at the hall, for a year from ``day``."""
    sheet = Sheet(*_A4, seed=seed)
    sheet.centred(130, "委托书", 64, gap=20)
    y = 300
    for line in (
        f"委托人：{principal.name}",
        f"身份证号码：{principal.id_number}",
        f"受托人：{agent.name}",
        f"身份证号码：{agent.id_number}",
    ):
        sheet.text(120, y, line, 36)
        y += 70
    text = (
        "本人因故不能亲自到场，现委托上述受托人代为办理个体工商户设立登记，"
        "代为提交材料、领取证照。受托人在委托范围内所签署的文件，本人均予承认。"
    )
    y = int(sheet.wrapped(120, y + 40, text, 1000, 36))
    end = day.replace(day=min(day.day, 28), year=day.year + 1)
    y = int(sheet.wrapped(120, y + 20, f"委托期限：自{_cn(day)}起至{_cn(end)}止。", 1000, 36)) + 90
    for label, who in (("委托人（签字）：", principal), ("受托人（签字）：", agent)):
        sheet.text(120, y, label, 38)
        if signed:
            sheet.handwritten(460, y, who.name, 46)
        y += 120
    sheet.text(120, y, f"日期：{_cn(day)}", 36)
    sheet.mark()
    return sheet.image


def floor_plan(business: Business, seed: int = 0) -> Image.Image:
    """A sketch of the premises."""
    sheet = Sheet(1500, 1100, seed=seed)
    sheet.centred(60, "场所平面布局说明", 56)
    sheet.text(120, 160, f"单位名称：{business.name}", 34)
    sheet.text(120, 215, f"地址：{business.address}", 34)
    sheet.draw.rectangle((160, 300, 1340, 960), outline=INK, width=7)
    sheet.draw.line((700, 300, 700, 700), INK, 5)
    sheet.draw.line((160, 700, 900, 700), INK, 5)
    for x, y, words in (
        (330, 470, "操作间"),
        (960, 500, "用餐区"),
        (330, 800, "洗消间"),
        (620, 800, "仓库"),
        (1080, 900, "出入口"),
        (190, 330, "水池"),
        (520, 330, "灶台"),
    ):
        sheet.text(x, y, words, 36)
    for x in (900, 1080, 1260):
        sheet.draw.rectangle((x - 50, 620, x + 30, 690), outline=INK, width=3)
    sheet.text(160, 1000, "面积：38平方米    绘制人签字：" + business.legal_person, 34)
    sheet.mark()
    return sheet.image


def notice(seed: int = 0) -> Image.Image:
    """A page that is nobody's material: a menu."""
    sheet = Sheet(1000, 1300, (255, 250, 236), seed)
    sheet.centred(90, "今日菜单", 84, RED)
    for i, dish in enumerate(("牛肉粉  12元", "肉丝粉  10元", "豆浆  3元", "油条  2元", "鲜肉包  2元", "茶叶蛋  2元")):
        sheet.text(220, 280 + i * 120, dish, 56)
    sheet.mark()
    return sheet.image


def _cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
