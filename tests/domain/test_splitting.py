"""The question that parts items, made from the catalogue's own differences."""

from backend.domain.items import Catalogue
from backend.domain.splitting import Difference, split


def asked(catalogue: Catalogue, *ids: str) -> tuple[Difference, dict[str, tuple[str, ...]]] | None:
    found = split([(catalogue.items[i], 1 / len(ids)) for i in ids])
    return (found.difference, {g.key: g.items for g in found.groups}) if found else None


def test_what_is_to_happen_parts_one_licence(the_catalogue: Catalogue) -> None:
    assert asked(the_catalogue, "sc-gth-sheli", "sc-gth-biangeng", "sc-gth-zhuxiao") == (
        Difference.STAGE,
        {"new": ("sc-gth-sheli",), "change": ("sc-gth-biangeng",), "end": ("sc-gth-zhuxiao",)},
    )


def test_whom_it_is_for_parts_ones_own_matters_from_a_business(the_catalogue: Catalogue) -> None:
    assert asked(the_catalogue, "ga-xingming", "sc-sp-xinban") == (
        Difference.APPLICANT,
        {"person": ("ga-xingming",), "business": ("sc-sp-xinban",)},
    )


def test_a_shop_of_ones_own_is_a_business(the_catalogue: Catalogue) -> None:
    """Who opens a shop says that it is for the shop, though a person applies for the licence of a self-employed."""
    assert asked(the_catalogue, "sc-gth-sheli", "ga-xingming") == (
        Difference.APPLICANT,
        {"business": ("sc-gth-sheli",), "person": ("ga-xingming",)},
    )


def test_items_alike_in_everything_have_no_question(the_catalogue: Catalogue) -> None:
    assert asked(the_catalogue, "mz-dibao") is None
    assert asked(the_catalogue) is None


def test_the_likely_ones_weigh_more(the_catalogue: Catalogue) -> None:
    """Parting the two that are likely says more than parting off what hardly anybody means."""
    items = the_catalogue.items
    likely = [(items["sc-gth-zhuxiao"], 0.48), (items["sc-gth-sheli"], 0.48), (items["sc-qy-zhuxiao"], 0.04)]
    found = split(likely)
    assert found is not None
    assert found.difference is Difference.STAGE
