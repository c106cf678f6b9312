"""What a page is: several kinds at once are common (both sides of a card on one sheet)."""

import re
import statistics
from collections.abc import Mapping
from itertools import pairwise

from backend.adapters.reader.layout import Layout, Value, around
from backend.adapters.reader.words import Word

#: A title alone on its line decides these kinds. What stands in running text does not.
_TITLES: Mapping[str, re.Pattern[str]] = {
    "food_license": re.compile(
        r"^(中华人民共和国)?(食品(经营|生产|流通|卫生|小经营|小餐饮|小作坊|生产加工小作坊)+(许可证|登记证|备案证)"
        r"|(小餐饮|小食杂店|小食品店|餐饮服务|卫生)(经营)?(许可证|登记证))([(（]?(副本|正本)[)）]?)?$"
    ),
    "health_certificate": re.compile(r"^.{0,14}(健康证|健康证明|健康合格证|健康合格证明|健康检查合格证明?)(书)?$"),
    "lease": re.compile(r"^.{0,10}(租赁|租房|出租|租用|转租)(合同|协议)(书)?([(（].{0,8}[)）])?$"),
    "property_certificate": re.compile(
        r"^(中华人民共和国)?(不动产权证书?|房屋所有权证|房地产权证|房产证|土地使用证|不动产登记证明)$"
    ),
    "household_register": re.compile(r"^(居民户口[簿本]|户口[簿本]|常住人口登记[卡表])$"),
    "marriage_certificate": re.compile(r"^(中华人民共和国)?(结婚证|离婚证)(书)?$"),
    "power_of_attorney": re.compile(r"^.{0,10}(委托书|委托代理书|委托代理人证明|授权书)$"),
    "commitment": re.compile(r"^.{0,16}(承诺书|保证书|声明书|(个人|本人|情况)声明|具结书|知情同意书)$"),
    "invoice": re.compile(r"^.{0,16}(发票|收据|行程单)([(（].{0,8}[)）])?$"),
    "floor_plan": re.compile(r"^.{0,14}(平面布局(图|说明|示意图)?|平面图|布局图|方位图|布局说明|平面示意图|布置图)$"),
    "application_form": re.compile(
        r"^.{2,30}(申请书|申请表|登记表|审批表|备案表|申报表|信息表|报名表|申请单|审核表|核定表|情况表|采集表|变更表|注销表)"
        r"([(（].{0,12}[)）])?$"
    ),
    "license": re.compile(
        r"^.{0,22}(许可证|运输证|驾驶证|行驶证|资格证书?|登记证书?|合格证书?|备案证明|备案凭证|居住证|残疾人证|毕业证书|准予.{2,8}决定书"
        r"|执业证书?|退休证|老年人?优待证|出生医学证明|护照)(副页|[(（]?(副本|正本)[)）]?)?$"
    ),
}

#: Points for labels at the beginning of a word or row, and how many a kind needs.
_LABELS: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "id_card_front": (
        3,
        {
            "公民身份号码": 3,
            "公民身份证号码": 3,
            "身份号码": 2,
            "姓名": 1,
            "性别": 1,
            "民族": 1,
            "出生": 1,
            "住址": 1,
            "住": 1,
        },
    ),
    "id_card_back": (3, {"居民身份证": 3, "签发机关": 2, "有效期限": 1}),
    "business_license": (
        5,
        {
            "营业执照": 4,
            "统一社会信用代码": 1,
            "注册号": 1,
            "法定代表人": 1,
            "经营者": 1,
            "负责人": 1,
            "投资人": 1,
            "执行事务合伙人": 1,
            "注册资本": 1,
            "成立日期": 1,
            "注册日期": 1,
            "经营范围": 1,
            "登记机关": 1,
            "营业期限": 1,
            "组成形式": 1,
            "企业信用信息公示": 1,
            "国家企业信用": 1,
            "主体类型": 1,
        },
    ),
    "food_license": (
        4,
        {
            "经营者名称": 2,
            "主体业态": 2,
            "经营项目": 2,
            "许可证编号": 2,
            "日常监督管理": 1,
            "社会信用代码": 1,
            "签发人": 1,
        },
    ),
    "health_certificate": (
        4,
        {"体检日期": 2, "健康检查": 2, "体检结果": 2, "从业类别": 2, "体检单位": 2, "体检结论": 2},
    ),
    "lease": (4, {"出租方": 2, "承租方": 2, "出租人": 2, "承租人": 2, "租赁期限": 2, "租金": 1, "押金": 1, "租期": 1}),
    "property_certificate": (
        4,
        {"权利人": 2, "坐落": 2, "不动产单元号": 3, "权利类型": 2, "共有情况": 2, "房屋所有权人": 3},
    ),
    "household_register": (
        3,
        {
            "户主姓名": 2,
            "户别": 2,
            "户号": 2,
            "与户主关系": 3,
            "户主或与": 3,
            "本市(县)其他住址": 2,
            "常住人口登记卡": 3,
        },
    ),
    "marriage_certificate": (4, {"结婚证字号": 3, "持证人": 2, "登记日期": 1}),
    "bank_card": (
        3,
        {
            "储蓄卡": 3,
            "借记卡": 3,
            "银联": 3,
            "unionpay": 3,
            "debit": 2,
            "存折": 3,
            "户名": 2,
            "开户行": 2,
            "开户银行": 2,
        },
    ),
    "invoice": (4, {"发票代码": 2, "发票号码": 2, "开票日期": 2, "价税合计": 2, "纳税人识别号": 2, "开票人": 1}),
}

#: Titles whose pages carry another kind's labels without being of that kind.
_FOREIGN: Mapping[str, tuple[str, ...]] = {
    "id_card_front": (
        "驾驶证",
        "行驶证",
        "准驾车型",
        "常住人口",
        "户口簿",
        "社会保障",
        "申请书",
        "申请表",
        "登记表",
        "合同",
        "健康",
        "结婚证",
        "居住证",
        "委托书",
        "承诺书",
        "毕业证",
        "残疾",
    ),
    "id_card_back": ("驾驶证", "行驶证", "护照", "申请书", "申请表", "合同", "居住证"),
    "business_license": ("申请书", "申请表", "登记表", "许可证", "委托书", "合同", "承诺书"),
    "food_license": ("申请书", "申请表", "登记表", "委托书", "承诺书"),
    "lease": ("申请书", "申请表"),
    "property_certificate": ("申请书", "申请表", "合同"),
    "bank_card": ("发票", "合同", "申请书", "申请表", "税"),
    "health_certificate": ("申请书", "申请表"),
}
_SPLIT_TITLE = re.compile(r"[\s·•.。:：]")


def recognise(layout: Layout) -> tuple[str, ...]:
    """The kinds a page shows, best first; empty when none is sure enough."""
    points = {}
    titles = _title_lines(layout)
    for kind, pattern in _TITLES.items():
        if any(pattern.match(text) for text, _ in titles):
            points[kind] = 5
    if "food_license" in points or "health_certificate" in points:
        points.pop("license", None)
    for kind, (needed, labels) in _LABELS.items():
        found = sum(weight for label, weight in labels.items() if _has(layout, label, kind))
        if found >= needed and not _foreign(kind, titles):
            points[kind] = max(points.get(kind, 0), found)
    if "application_form" in points:  # a form's own attachments list names every other paper
        points = {kind: value for kind, value in points.items() if kind in ("application_form", "commitment")}
        points["application_form"] = 9
    return tuple(sorted(points, key=lambda kind: -points[kind]))


def title(layout: Layout) -> Value | None:
    """The page's title: the first line in clearly larger type near the top, or one that ends as titles do."""
    lines = _title_lines(layout)
    if not lines:
        return None
    for text, words in lines:
        if any(pattern.match(text) for pattern in _TITLES.values()) and len(text) >= 4:
            return Value(text, words)
    usual = statistics.median(word.height for word in layout.words)
    large = [
        (text, words)
        for text, words in lines
        if len(re.findall(r"[\u4e00-\u9fff]", text)) >= 3 and words[0].height > 1.3 * usual
    ]
    if not large:
        return None
    text, words = min(large, key=lambda line: line[1][0].middle)
    return Value(text, words)


def _title_lines(layout: Layout) -> list[tuple[str, tuple[Word, ...]]]:
    """Lines in the upper half that could be titles: single words, whole rows, and two centred rows together."""
    if not layout.words:
        return []
    top = min(word.level[1] for word in layout.words)
    bottom = max(word.level[3] for word in layout.words)
    upper = [w for w in layout.words if w.middle <= top + 0.55 * (bottom - top) or len(layout.words) < 6]
    lines: list[tuple[str, tuple[Word, ...]]] = [(_clean(word.text), (word,)) for word in upper]
    rows = [row for row in layout.rows if row.words[0] in upper]
    lines += [(_clean(row.text), row.words) for row in rows if len(row.words) > 1]
    for above, below in pairwise(rows):
        a, b = around([w.level for w in above.words]), around([w.level for w in below.words])
        centred = abs((a[0] + a[2]) - (b[0] + b[2])) / 2 < 0.08 * layout.width
        if centred and b[1] - a[3] < 1.2 * (a[3] - a[1]) and len(above.text) + len(below.text) <= 32:
            lines.append((_clean(above.text + below.text), above.words + below.words))
    return [(text, words) for text, words in lines if text]


def _clean(text: str) -> str:
    return _SPLIT_TITLE.sub("", text).removeprefix("样本").removesuffix("样本").strip("《》【】")


def _has(layout: Layout, label: str, kind: str) -> bool:
    if label == "营业执照":
        return any(
            re.match(r"^营业执照([(（]?(副本|正本|电子).*)?$", _clean(word.text)) for word in layout.words
        ) or any(re.match(r"^营业执照([(（]?(副本|正本|电子).*)?$", _clean(row.text)) for row in layout.rows)
    if label == "居民身份证":
        return any(_clean(row.text) in ("居民身份证", "中华人民共和国居民身份证") for row in layout.rows) or any(
            _clean(word.text) == label for word in layout.words
        )
    if kind in ("bank_card", "invoice"):
        return label in layout.text.lower()
    return bool(layout.find([label], fuzzy=len(label) >= 5))


def _foreign(kind: str, titles: list[tuple[str, tuple[Word, ...]]]) -> bool:
    words = _FOREIGN.get(kind, ())
    return any(len(text) <= 30 and any(_titles_with(text, word) for word in words) for text, _ in titles)


def _titles_with(text: str, word: str) -> bool:
    """Whether a line is a title with this word: it ends with it, or holds little else."""
    return word in text and (len(text) <= len(word) + 6 or text.rstrip("副正本页书()（）").endswith(word.rstrip("书")))
