"""The words of domain.yml, filled."""

import pytest

from backend.adapters.texts import Texts


@pytest.mark.parametrize(
    ("key", "fields", "said"),
    [
        ("finding_kind_ok", {"seen_kind": "id_card_front"}, "是身份证有照片的一面，材料对"),
        ("finding_number_unread", {"missing_fields": "id_number"}, "身份证号码没看清"),
        ("finding_fields_unread", {"missing_fields": "name,expires"}, "名字、有效期没看清"),
        ("finding_expired", {"day": "2026-03-07"}, "这份材料过期了，有效期只到2026年3月7日"),
        ("finding_kind_seen", {"seen_kind": "菜单"}, "这是菜单"),
    ],
)
def test_keys_and_days_are_put_into_words(texts: Texts, key: str, fields: dict[str, str], said: str) -> None:
    assert texts.say(key, **fields) == said
