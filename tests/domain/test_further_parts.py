"""Parts of a guide that are asked for in words which name another part as well."""

import pytest

from backend.domain.guide_parts import parts_asked


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("这个在网上哪里办", ["online"]),
        ("用手机能弄好不", ["online"]),
        ("是不是还要去跑一趟", ["online"]),
        ("还是必须 offline 去一趟?", ["online"]),
        ("要几天，网上能办吗", ["days", "online"]),
        ("我才来三个月，是不是办不了", ["who"]),
        ("娃娃六岁能不能领", ["who"]),
        ("我够不够条件", ["who"]),
        ("我这样的符不符合", ["who"]),
        ("复印件每一页都要盖章吗", ["stamp"]),
        ("原件还是复印件，要不要盖公章", ["original", "stamp"]),
        ("能不能派个人到我屋里来", ["visit"]),
        ("评残去哪家医院", ["visit"]),
        ("你们要来店里看吗", ["visit"]),
        ("证能寄到家里不", ["send"]),
        ("可以快递吗", ["send"]),
        ("孩子要不要一起去", ["presence"]),
        ("要小孩本人到场不", ["presence"]),
        ("我崽帮我去办可以不，要不你们派人来我屋里", ["self", "visit"]),
        ("窗口那天要不要带他去", ["presence"]),
        ("能委托别人吗，孩子自己要不要去", ["self", "presence"]),
    ],
)
def test_it_is_heard_and_not_its_neighbour(text: str, parts: list[str]) -> None:
    assert parts_asked(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "我在网上看到的跟你说的不一样",
        "网上预约好了",
        "表在网上下载的",
        "我又白跑一趟",
        "我不想再跑第三趟了",
        "公章在老板那里",
        "章程改好了",
        "我开快递站的",
        "我送快递，住这边",
        "他寄住在我家",
        "孩子我带着",
        "我带他来",
        "我今年六十六岁",
        "住了七个月了",
        "医院的诊断书发你了",
    ],
)
def test_what_only_sounds_like_it(text: str) -> None:
    assert not set(parts_asked(text)) & {"online", "who", "stamp", "visit", "send", "presence"}


@pytest.mark.parametrize(
    "text", ["周六是不是办不了", "12月3号可以办吗", "一个月能领多少", "人在外地可以让家里人办吗", "能不能办社保卡"]
)
def test_what_asks_for_a_day_a_sum_or_a_helper_asks_for_no_conditions(text: str) -> None:
    assert "who" not in parts_asked(text)


def test_the_phone_is_asked_for_in_one_breath() -> None:
    assert parts_asked("在手机上可以办不我不想跑")[0] == "online"
