"""What is said in plain words of times, submitting and what was submitted, and what only sounds like it."""

import pytest

from backend.domain import plain_times as plain


@pytest.mark.parametrize(
    ("text", "told", "asked"),
    [
        ("礼拜五十点 那天拿得到证不咯", "礼拜五十点", "那天拿得到证不咯"),
        ("礼拜五十点咯那天拿得到证不咯", "礼拜五十点咯", "那天拿得到证不咯"),
        ("礼拜四三点那天当场拿证不咯", "礼拜四三点", "那天当场拿证不咯"),
        ("星期六来得不", "星期六来得不", ""),
        ("礼拜天你们休息不", "", "礼拜天你们休息不"),
        ("周日开门吗", "", "周日开门吗"),
        ("我五点下班，五点半能来吗", "五点半能来吗", "我五点下班"),
        ("这几天上午都行", "这几天上午都行", ""),
        ("驾照12月3号过期要紧吗", "", "驾照12月3号过期要紧吗"),
        ("周五 4:30 pm", "周五 4:30 pm", ""),
        ("八点多起不来咯要等崽上班去了下午三点那个行", "八点多起不来咯 要等崽上班去了下午三点那个行", ""),
        ("明天还有号没", "明天还有号没", ""),
    ],
)
def test_a_time_and_a_question_are_told_apart(text: str, told: str, asked: str) -> None:
    assert plain.parted_by_question(text) == (told, asked)


YES = {
    plain.submits: [
        "先提交咯",
        "okay 提交 🙏",
        "现在可以交了不",
        "行 提交 谢谢你啦",
        "交咯交咯",
        "都好了，帮我交上去吧",
    ],
    plain.takes_it: ["就约这个", "行，就要这个时间吧", "那是今天下午?就约这个"],
    plain.keeps_time: ["算了不改了", "还是原来那个吧"],
    plain.asks_standing: [
        "两个都约妥了吧",
        "到底定好冇",
        "我交的那个现在啥情况",
        "礼拜三那个还在不",
        "之前那个号退了没",
    ],
    plain.asks_first_time: ["之前那个号退了没", "原来那个两点的取消了没"],
    plain.asks_bring: ["一共要带些么里来", "到那天要拿什么去", "把要带的东西再说一遍"],
    plain.asks_when_to_come: ["我几时来", "我 去 哪里", "我该几点到"],
    plain.wants_again: ["再办一件", "还要给我老公办一个", "再给我娘搞一份"],
    plain.closes: ["要得，就这样", "好的没事了", "谢谢咯那我挂了啊"],
    plain.asks_reply: ["我写的那几个问题还有人回我吗", "还有人回不", "我留给他们的问题还在不在"],
    plain.says_coming: ["星期五十点我来啊", "礼拜三下午我们准时到"],
}
NO = {
    plain.submits: ["先别提交", "还没提交", "我昨天提交过", "提交要什么材料", "要交多少钱", "怎么提交", "身份证交了吗"],
    plain.takes_it: ["要这个材料吗", "就办这个"],
    plain.keeps_time: ["改到周五", "不改名字行吗"],
    plain.asks_standing: ["你还在吗", "怎么约", "约好了我再告诉你", "原来的身份证还能用吗", "交的材料要原件吗"],
    plain.asks_bring: ["带我女儿来行吗", "照片带到窗口", "要交多少钱"],
    plain.asks_when_to_come: ["什么时候能办好", "我去哪里办身份证", "你们几点上班"],
    plain.wants_again: ["还要办什么", "再说一遍", "再办一次要多少钱"],
    plain.closes: ["就这样办", "没事了吗", "就这样提交", "好的"],
    plain.asks_reply: ["什么时候回老家", "有人吗", "还有人能代办吗"],
    plain.says_coming: ["我女儿去行吗", "星期五开门"],
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in YES.items() for text in texts])
def test_what_is_plainly_said(said: object, text: str) -> None:
    assert callable(said)
    assert said(text)


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in NO.items() for text in texts])
def test_what_only_sounds_like_it(said: object, text: str) -> None:
    assert callable(said)
    assert not said(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("多谢你咯", ""),
        ("好的 拜拜", ""),
        ("您好呀，我要办低保", "我要办低保"),
        ("谢谢啦 那到底好多钱一个月", "那到底好多钱一个月"),
    ],
)
def test_what_stands_beside_politeness(text: str, rest: str) -> None:
    assert plain.without_politeness(text) == rest


@pytest.mark.parametrize("said", ["好的，打扰了，再见。", "好嘞谢谢，下周五见"])
def test_a_farewell_closes_the_talk(said: str) -> None:
    assert plain.closes(said)


@pytest.mark.parametrize("said", ["我身份证约的几点来着", "我星期四几点钟去，到几号窗口", "哪天几点钟 到哪里 几号窗口"])
def test_when_to_come_is_asked_in_many_ways(said: str) -> None:
    assert plain.asks_when_to_come(said)
