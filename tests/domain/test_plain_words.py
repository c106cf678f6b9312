"""What is said so plainly that nothing needs to guess it, and what only sounds like it."""

from collections.abc import Callable

import pytest

from backend.domain import plain_words as plain

SAID: list[tuple[Callable[[str], bool], str]] = [
    (plain.asks_for_person, "喊个活人来跟我讲"),
    (plain.asks_for_person, "我要转人公"),
    (plain.asks_for_person, "请工作人员接一下"),
    (plain.asks_for_person, "不行就转人工"),
    (plain.asks_for_person, "不用你，转人工"),
    (plain.asks_for_person, "别啰嗦转人工"),
    (plain.asks_for_person, "不要机器，要活人"),
    (plain.wants_call, "麻烦你们打个电话给我"),
    (plain.wants_call, "能不能让他回我个电话"),
    (plain.moves_time, "帮我挪到下周三"),
    (plain.says_wrong, "那个选错了，是自己的房子"),
    (plain.books, "周四下午有号吗"),
    (plain.brings, "我不拍了，直接带过去"),
    (plain.brings, "到窗口再交"),
    (plain.asks_receipt, "回执再给我看一下"),
    (plain.tells_death, "我爹上个礼拜过世了"),
    (plain.tells_death, "娭毑走哒"),
    (plain.tells_death, "我老倌子上个月走咯，我不晓得要搞么子"),
    (plain.tells_death, "给我老倌子注销户口，他上个月走哒"),
    (plain.tells_death, "我爸爸去年不在了"),
    (plain.gives_up, "撤了算哒，不搞了"),
    (plain.only_asks_again, "么子？"),
    (plain.unsure_first, "不晓得呢，反正没签过"),
    (plain.asks_instead, "没有合同，聊天记录算不算"),
    (plain.asks_instead, "别的东西可以不"),
    (plain.at_a_loss, "我也不晓得要搞么子"),
]
NOT_SAID: list[tuple[Callable[[str], bool], str]] = [
    (plain.asks_for_person, "不用转人工"),
    (plain.asks_for_person, "请人去办行吗"),
    (plain.asks_for_person, "找人帮我打印"),
    (plain.wants_call, "我的电话换了"),
    (plain.moves_time, "你们推来推去"),
    (plain.asks_receipt, "回执是什么"),
    (plain.tells_death, "我妈走路走不动了"),
    (plain.tells_death, "老公不在家"),
    (plain.gives_up, "取消预约"),
    (plain.only_asks_again, "什么材料"),
    (plain.unsure_first, "我知道"),
    (plain.asks_instead, "能替我去吗"),
    (plain.brings, "要带什么"),
    (plain.brings, "材料上次拿去窗口交过了，他们不收"),
    (plain.brings, "申请表到窗口填，其他的我马上发"),
    (plain.brings, "他不发烧了，我带他来"),
    (plain.asks_for_person, "我已经跟工作人员说过了"),
    (plain.asks_for_person, "取消转人工"),
    (plain.asks_for_person, "昨天找人说过了"),
    (plain.wants_call, "办好了要打电话给我吗"),
    (plain.wants_call, "不要打电话给我"),
    (plain.wants_call, "叫他莫打电话给我"),
    (plain.wants_call, "办好以后给我打电话还是发短信"),
    (plain.wants_call, "叫我汇款，给我打电话的说是社保局"),
    (plain.tells_death, "我爸的户口本没了"),
    (plain.tells_death, "我妈身份证没了"),
    (plain.tells_death, "我姐店没了，要注销"),
    (plain.tells_death, "我爸走了两趟了"),
    (plain.tells_death, "儿子走了，去上学了"),
    (plain.tells_death, "我妈没去世"),
    (plain.tells_death, "你妈死了"),
    (plain.books, "取消周四的预约"),
    (plain.books, "我3月5号离职"),
    (plain.books, "执照号明天发你"),
    (plain.books, "周四预约不来了"),
    (plain.books, "我老公约我周五吃饭"),
    (plain.books, "下周三来得及拿证吗"),
    (plain.asks_instead, "别的时间可以吗"),
    (plain.asks_instead, "可以代替我签字吗"),
    (plain.asks_instead, "别的窗口行吗"),
    (plain.says_wrong, "有的材料我没有"),
]


@pytest.mark.parametrize(("means", "text"), SAID)
def test_it_is_understood_in_plain_words(means: Callable[[str], bool], text: str) -> None:
    assert means(text)


@pytest.mark.parametrize(("means", "text"), NOT_SAID)
def test_what_only_sounds_like_it_is_not_taken_for_it(means: Callable[[str], bool], text: str) -> None:
    assert not means(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("我没问代办，我问停车", "我问停车"),
        ("我冇问殡葬补贴 我问户口", "我问户口"),
        ("我也没问代办，我问停车", "我问停车"),
        ("没问题", "没问题"),
        ("你冇讲银行卡", "你冇讲银行卡"),
        ("没说清楚", "没说清楚"),
        ("不是说要三天吗", "不是说要三天吗"),
        ("没说要不要本人去", "没说要不要本人去"),
        ("没说好久能拿", "没说好久能拿"),
        ("哪个讲的要代办", "哪个讲的要代办"),
        ("没有说明书", "没有说明书"),
        ("我没说过", "我没说过"),
    ],
)
def test_what_was_not_asked_is_left_out(text: str, left: str) -> None:
    assert plain.without_denied(text) == left


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("执照在老板那里，号码不在手边", True),
        ("信用代码我手边没有", True),
        ("身份证没带，记不住号", True),
        ("执照办下来要多久", False),
        ("号码是〔信用代码〕", False),
        ("身份证没办过", False),
    ],
)
def test_a_number_that_cannot_be_told_now(text: str, away: bool) -> None:
    assert plain.number_away(text) == away


def test_what_was_sent_before_is_spoken_of() -> None:
    assert plain.sent_already("我的身份证刚刚才拍给你了，又要拍啊")
    assert plain.sent_already("上次就发过了")
    assert not plain.sent_already("拍好了发给你可以吗")
    assert not plain.sent_already("刚才说错了")


@pytest.mark.parametrize("text", ["算哒算哒 我不搞哒", "算了，不办了"])
def test_enough_of_it_gives_it_up(text: str) -> None:
    assert plain.gives_up(text)


@pytest.mark.parametrize("text", ["算了，不办这个，办居住证", "不办了吗", "算了"])
def test_less_than_that_does_not(text: str) -> None:
    assert not plain.gives_up(text)


@pytest.mark.parametrize("text", ["资料我带纸质的过去", "我拿原件去窗口交", "照好了带过去"])
def test_paper_that_is_carried_there_is_brought(text: str) -> None:
    assert plain.brings(text)


@pytest.mark.parametrize("text", ["要带材料去吗", "材料什么时候拿过来的", "带我去"])
def test_what_is_only_asked_is_not_brought(text: str) -> None:
    assert not plain.brings(text)
