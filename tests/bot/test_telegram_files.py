"""What a photo's caption says it is."""

import pytest

from backend.domain.items import Catalogue
from bot.channels.telegram_files import meant


@pytest.mark.parametrize(
    ("caption", "keys"),
    [
        ("身份证", {"id_card"}),
        ("这是我的身份证正反面。", {"id_card"}),
        ("营业执照照片", {"business_license"}),
        ("健康证", {"health_certificate"}),
        ("申请书和健康证", {"application_form", "health_certificate"}),
        ("证", set()),  # could be any
        ("身份证过期了怎么办", set()),
        ("我要办身份证", set()),
        ("申请书，收费吗", set()),
        ("收费吗", set()),
        ("。", set()),
    ],
)
def test_a_caption_names_materials_or_is_words(the_catalogue: Catalogue, caption: str, keys: set[str]) -> None:
    assert meant(caption, the_catalogue.items["sc-sp-xiaocanyin"].materials) == keys
