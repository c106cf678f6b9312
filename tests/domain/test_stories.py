"""Long stories that name no item."""

import pytest

from backend.domain.items import Catalogue
from backend.domain.stories import events_told


@pytest.mark.parametrize(
    ("told", "events"),
    [
        ("我堂客得了大病住了两个月院，医药费欠了好几万，我又下岗了，实在是冇得法子了", ["hardship", "jobless"]),
        ("上个月被公司裁掉了，到现在还没找到事做，房租也快交不起了，你看我要搞些什么", ["jobless"]),
    ],
)
def test_a_story_is_known_by_its_signs(the_catalogue: Catalogue, told: str, events: list[str]) -> None:
    assert events_told(told, the_catalogue.events.values()) == events


@pytest.mark.parametrize(
    "told",
    [
        "看病没钱",
        "我想在解放路上开一个小小的奶茶店，不晓得要办哪些证件和手续",
        "我借了邻居的车子停在小区里面被贴了单子怎么办呢",
    ],
)
def test_what_is_short_or_tells_of_something_else_is_none(the_catalogue: Catalogue, told: str) -> None:
    assert events_told(told, the_catalogue.events.values()) == []
