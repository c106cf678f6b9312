"""Several questions in one message."""

import pytest

from backend.domain.guide_parts import parts_asked


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("收费不咯 要好久", ["fee", "days"]),
        ("收费吗？多久能拿到？几点上班？", ["fee", "days", "hours"]),
        ("哪个部门管的 电话多少", ["phone"]),
        ("原件还是复印件，周末开不开门", ["original", "hours"]),
        ("在哪里办啊，有没有停车的地方", ["place", "access"]),
        ("表格在哪下载", ["form"]),
        ("我想开个早餐店", []),
    ],
)
def test_each_question_of_a_message_is_seen_in_order(text: str, parts: list[str]) -> None:
    assert parts_asked(text) == parts
