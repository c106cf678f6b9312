"""Several matters in one message, and stories that only sound like several."""

import pytest

from backend.domain.items import Catalogue
from backend.services.finder import Finder
from backend.services.matters import several


@pytest.mark.parametrize(
    ("text", "items", "topics"),
    [
        ("残疾证，还有高龄津贴", ("cl-canji", "mz-gaoling"), ()),
        ("社保卡掉了 身份证也丢了", ("rs-shebaoka", "ga-shenfenzheng"), ()),
        ("公积金能不能取，还有违章怎么处理", ("sw-gongjijin",), ("traffic-fines",)),
    ],
)
def test_each_matter_is_heard(
    the_finder: Finder, the_catalogue: Catalogue, text: str, items: tuple[str, ...], topics: tuple[str, ...]
) -> None:
    said = several(the_finder, the_catalogue.items, text)
    assert said is not None
    assert (said.items, said.topics) == (items, topics)


@pytest.mark.parametrize(
    "text",
    [
        "我是外地户口，租的房子，想办居住证",
        "办残疾证",
        "我公公去世了，要办么子手续",
        "二孩没有准生证，会不会影响给孩子上户口",
    ],
)
def test_a_story_is_one_matter(the_finder: Finder, the_catalogue: Catalogue, text: str) -> None:
    assert several(the_finder, the_catalogue.items, text) is None
