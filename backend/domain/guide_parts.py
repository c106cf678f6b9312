"""Which parts of a guide a text asks for: people put several questions into one message."""

import re

#: part → what people say when they ask for it; the parts are the ends of the actions' names (``action_answer_fee``)
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("fee", re.compile(r"收费|多少钱|好多钱|几多钱|几块钱|要钱|收钱|花钱|免费|费用|工本费")),
    ("days", re.compile(r"多久|好久|多长时间|几天|几个工作日|多少天|什么时候能(拿|下|办)|拿得到")),
    ("hours", re.compile(r"几点|上班时间|下班|开门|关门|周末|星期[六天日]|周[六日]|礼拜[六天]|节假日|中午(上|休|开)")),
    ("place", re.compile(r"在哪(?!.{0,2}(下载|领|打印|搞))|哪里(办|交|去)|哪个窗口|去哪|地址|怎么(走|去)|哪个大厅")),
    ("phone", re.compile(r"电话|联系方式|打给谁|找谁问")),
    ("self", re.compile(r"本人(去|来|到)|亲自|代办|委托|别人(去|代|帮)|帮.{0,5}(代|去)办")),
    ("original", re.compile(r"原件|复印|几份")),
    ("basis", re.compile(r"依据|哪条法|什么规定|根据什么|政策文件|法律")),
    ("form", re.compile(r"表格|表在哪|申请表|下载|空白表")),
    ("access", re.compile(r"停车|车位|轮椅|无障碍|电梯|坡道")),
    ("materials", re.compile(r"(带|要|准备|交|需要)(什么|哪些|么子|么|啥)(材料|资料|东西|证)?|什么材料|哪些材料|要带")),
)


def parts_asked(text: str) -> list[str]:
    """The parts a text asks for, in the order they are asked; empty when it asks for none in plain words."""
    found = [(match.start(), part) for part, words in _PARTS if (match := words.search(text))]
    return [part for _, part in sorted(found)]
