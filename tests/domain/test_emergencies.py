"""Who needs help now gets the number; who wants an item does not."""

import pytest

from backend.domain.emergencies import emergency_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我家着火了", "119"),
        ("煤气漏了怎么办", "119"),
        ("我困在电梯里", "119"),
        ("我爸昏倒了叫不醒", "120"),
        ("有人喝农药了", "120"),
        ("我不想活了", "12356"),
        ("老公在打我", "110"),
        ("有人拿刀砍人", "110"),
        ("孩子走丢了", "110"),
        ("我被骗子骗转账了", "96110"),
        ("有人冒充公安叫我转到安全账户", "96110"),
        ("刚才有个电话说我医保卡涉案要我转账", "96110"),
        ("对方讲我的身份证涉案，叫我赶快转钱", "96110"),
    ],
)
def test_help_now(text: str, number: str) -> None:
    assert emergency_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "火灾后能申请临时补助吗",
        "家暴想离婚要什么手续",
        "身份证被偷了怎么补",
        "火化要钱吗",
        "消防检查怎么办理",
        "打官司没钱请律师",
        "我要开个打火机店",
        "门牌119号的房子过户要材料吗",
        "我想办残疾证",
        "电话1191234",
        "去年我家着火了，房子烧了一半，之后一直住在亲戚家里，到现在也没有人来管，社区说要自己去问一下，我想问问现在该去哪里",
    ],
)
def test_an_item_is_no_emergency(text: str) -> None:
    assert emergency_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "请打我电话",
        "店面110平方",
        "我住书院路120号",
        "门面有120平米",
        "我钱包被偷了要补卡",
        "老婆要生了，上户口要带什么",
        "我要开烟酒店，地址劳动路119号",
        "店子撑不下去了，想注销",
        "是让我先转账还是到窗口交钱",
    ],
)
def test_everyday_sentences_are_no_emergency(text: str) -> None:
    assert emergency_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("打119", "119"), ("120", "120"), ("快叫120", "120"), ("他在打我", "110")]
)
def test_a_number_that_is_called_for_is_one(text: str, number: str) -> None:
    assert emergency_number(text) == number


@pytest.mark.parametrize("said", ["我电话〔手机号〕有消息打我也行", "打我这个号码就行", "有结果打我手机"])
def test_to_be_called_is_not_to_be_beaten(said: str) -> None:
    assert emergency_number(said) is None
