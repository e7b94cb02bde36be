"""What may not be sold on the surface is known by its category."""

import pytest

from cli.demo import catalogue
from search.barred import BARRED, barred


@pytest.mark.parametrize(
    "category",
    [
        "Weapons",
        "Collectables > Daggers",
        "Home > Knives & Weapons",
        "food and drink > WINE & SPIRITS",
        "Drinks > Beer",
        "Adult",
        "Smoking > Smoking Pipe",
        "Craft Supplies > Digital Downloads",
        "Paper > Printables",
        "Gift cards",
        "Ivory",
    ],
)
def test_barred_goods_are_known_in_any_spelling(category: str) -> None:
    assert BARRED.holds(category)


@pytest.mark.parametrize(
    "category",
    [
        "Kitchen & Dining > Wine Glasses",
        "Kitchen & Dining > Kitchen Knives",
        "Toys > Water Guns",
        "Jewellery > Ivory Coloured Beads",
        "Home & Living > Clocks",
        "Art > Digital Art on Canvas",
        "",
        " > ",
    ],
)
def test_goods_that_only_sound_alike_are_not(category: str) -> None:
    assert not BARRED.holds(category)


def test_an_operator_adds_names_and_paths() -> None:
    rules = barred(["Candles", "Home > Clocks", ""])
    assert rules.holds("Gifts > Candle")
    assert rules.holds("home > clocks > Wall")
    assert not rules.holds("Garden > Clocks")
    assert rules.holds("Weapons")


def test_nothing_of_the_demo_shop_is_barred() -> None:
    assert [row.category for row in catalogue() if BARRED.holds(row.category)] == []
