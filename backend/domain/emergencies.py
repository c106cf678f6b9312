"""Words that can't wait for a service item: somebody needs help now.

Only what is happening counts. Who asks for a subsidy after a fire, or for a divorce, wants an item; so words of
procedure (补助, 办理, 手续 …) and long stories are left to the finder and to a person.
"""

import re

#: number → what people write when they need it
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "12356",  # 心理援助热线
        re.compile(
            r"自杀|轻生|不想活|活不下去|活着(没|冇)(得|有)?意思|不想活|不如死了|想死|想跳楼|要跳楼|跳河|割腕|了结自己|结束生命|(?<!店)(?<!店子)(?<!生意)(?<!公司)撑不下去了"
        ),
    ),
    (
        "119",
        re.compile(
            r"着火|起火了|失火了|发生火灾|火烧起来|烧起来了|燃起来了|救火|浓烟|冒烟了|(煤气|燃气|天然气)(泄漏|漏气|漏了)|爆炸了|电梯里?(被困|困人)|困在电梯|(?:[打拨叫]|电话)\s?119(?!\d)|^\W*119\W*$"
        ),
    ),
    (
        "120",
        re.compile(
            r"晕倒|昏倒|昏迷|心脏病发|心梗|大出血|血止不住|吐血|喝了?农药|中毒了|没(有)?呼吸|(?:人|他|她|爸|妈|爷|奶)没气了|叫不醒|要生了|羊水破|抽搐|叫救护车|快不行了|(?:[打拨叫]|电话)\s?120(?!\d)|^\W*120\W*$"
        ),
    ),
    (
        "96110",  # 反诈专线
        re.compile(
            r"(被|遭|遇到).{0,4}(诈骗|骗子)|被骗|骗(我|了我)?.{0,3}转(账|钱)|电信诈骗|诈骗电话|刷单.{0,6}(骗|返)|安全账户|涉案|洗钱|(要|让|叫)我.{0,4}转(账|钱)|冒充(公安|警察|客服|公检法)|(?:[打拨叫]|电话)\s?96110(?!\d)|^\W*96110\W*$"
        ),
    ),
    (
        "110",
        re.compile(
            r"(有人|老公|丈夫|他|她)?(在|正在)?打我(?!的?(?:这个|那个)?(?:电话|手机|座机|微信|号码?)|也行|就行|都行|可以)|被打了|被人打|家暴|砍人|杀人|持刀|拿刀|抢劫|被抢|绑架|有人闯进|撬我?家?门|进小偷|遭小偷|被偷了|跟踪我|威胁要杀|强奸|猥亵|(小孩|孩子|老人)(走丢|不见了|走失)|报警|(?:[打拨叫]|电话)\s?110(?!\d)|^\W*110\W*$"
        ),
    ),
)
_PROCEDURE = re.compile(
    r"身份证|身分证|准生|生育|户口|注销|开通|补卡|补办|挂失|门面|户口本|护照|社保卡|补助|补贴|救助|申请|办理|手续|材料|许可|证明|备案|登记|检查|验收|离婚|援助|报销|收养|登报|公证|预约|投诉|执照"
)
#: swindlers speak of papers too: what they want is a transfer
_FRAUD_CALL = re.compile(r"涉案|(要|让|叫)我.{0,6}(转账|转钱|汇款)|安全账户")
#: who asks how to pay at the hall was not called by anybody
_AT_THE_HALL = re.compile(r"窗口|大厅|缴费|交费")
#: longer texts tell a story of something that is over
_LONGEST = 45


def emergency_number(text: str) -> str | None:
    """The number to call at once, or ``None`` when the text tells of no emergency."""
    if len(text) > _LONGEST or (_PROCEDURE.search(text) and not _FRAUD_CALL.search(text)):
        return None
    number = next((number for number, words in _NUMBERS if words.search(text)), None)
    return None if number == "96110" and _AT_THE_HALL.search(text) else number
