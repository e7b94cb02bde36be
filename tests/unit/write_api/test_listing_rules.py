"""What may be published, what state follows from stock, what a SKU looks like."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MarketError
from core.listing import ListingState, Personalization, SellerListing, ShopRef
from core.money import Money
from write_api.listings import rules
from write_api.listings.skus import sku_for

SKU = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._/ -]*$")


def listing(**fields: object) -> SellerListing:
    return SellerListing.model_validate(
        {
            "id": "lst_1", "sku": "MUG", "shop": ShopRef(id="shp_1", name="Pots"), "title": "Mug",
            "description": "", "price": Money(amount_minor=100, currency="USD"), "category": "Mugs",
            "quantity": 1, "materials": [], "colors": [], "style": [], "occasions": [], "recipients": [],
            "tags": [], "made_to_order": False, "lead_days": 0, "personalization": Personalization(),
            "images": [], "ships_to": [], "ai_channels": True, "state": "active", "version": 1,
        } | fields
    )  # fmt: skip


@pytest.mark.parametrize(("state", "quantity", "made_to_order", "becomes"), [
    ("active", 1, False, "active"),
    ("active", 0, False, "sold_out"),
    ("active", 0, True, "active"),
    ("sold_out", 0, False, "sold_out"),
    ("sold_out", 2, False, "active"),
    ("sold_out", 0, True, "active"),
    ("paused", 0, False, "paused"),
    ("paused", 5, False, "paused"),
    ("draft", 0, False, "draft"),
    ("deleted", 5, False, "deleted"),
])  # fmt: skip
def test_stock_decides_between_on_offer_and_sold_out_only(
    state: ListingState, quantity: int, made_to_order: bool, becomes: ListingState
) -> None:
    assert rules.state_for(state, quantity=quantity, made_to_order=made_to_order) == becomes


@pytest.mark.parametrize(("changed", "same"), [
    ({"price": Money(amount_minor=5, currency="USD"), "quantity": 9, "version": 2}, True),
    ({"lead_days": 3, "ships_to": ["GB"]}, True),
    ({"title": "Jug"}, False),
    ({"description": "Holds a pint."}, False),
    ({"colors": ["blue"], "quantity": 9}, False),
    ({"state": "paused"}, False),
    ({"ai_channels": False}, False),
])  # fmt: skip
def test_a_price_or_a_stock_says_nothing_new_of_a_piece(changed: dict[str, object], same: bool) -> None:
    assert rules.says_the_same(listing(), listing(**changed)) is same


@pytest.mark.parametrize("state", ["active", "sold_out"])
def test_nothing_is_on_offer_for_nothing(state: ListingState) -> None:
    free = Money(amount_minor=0, currency="USD")
    with pytest.raises(MarketError, match="price above zero"):
        rules.settle(listing(price=free, state=state))
    assert rules.settle(listing(price=free, state="draft")).state == "draft"


@pytest.mark.parametrize(("wanted", "param"), [
    (Personalization(required=True), "personalization.required"),
    (Personalization(allowed=True), "personalization.max_length"),
])  # fmt: skip
def test_personalisation_must_make_sense(wanted: Personalization, param: str) -> None:
    with pytest.raises(MarketError) as raised:
        rules.settle(listing(personalization=wanted))
    assert raised.value.param == param


@pytest.mark.parametrize(("title", "sku"), [
    ("Stoneware mug, sea blue", "STONEWARE-MUG-SEA-BLUE-7K2QX"),
    ("Crème brûlée dish", "CREME-BRULEE-DISH-7K2QX"),
    ("茶碗", "PIECE-7K2QX"),
    ("a" * 60, "PIECE-7K2QX"),
])  # fmt: skip
def test_a_made_up_sku_can_be_read(title: str, sku: str) -> None:
    assert sku_for(title, "7K2QX") == sku


@given(st.text(min_size=3, max_size=140))
def test_a_made_up_sku_is_always_a_sku(title: str) -> None:
    sku = sku_for(title, "7K2QX")
    assert SKU.fullmatch(sku)
    assert len(sku) <= 64


ENGRAVED = Personalization(allowed=True, max_length=12)


@pytest.mark.parametrize(("typed", "kept"), [
    ("  Anna & Ben ", "Anna & Ben"),
    ("Anna\r\n\r\n& Ben", "Anna & Ben"),
    ("Anna\u2028Ben", "Anna Ben"),
    ("Rene\u0301", "Ren\u00e9"),
    ("e\u0301" * 12, "\u00e9" * 12),
    ("\U0001f469\u200d\U0001f33e", "\U0001f469\u200d\U0001f33e"),
    ("\u05d0\u05d1", "\u05d0\u05d1"),
    ("", ""),
    (" \n ", ""),
])  # fmt: skip
def test_a_shoppers_text_comes_to_the_maker_composed_and_on_one_line(typed: str, kept: str) -> None:
    assert rules.personalization_text(ENGRAVED, typed) == kept


@pytest.mark.parametrize(("wanted", "typed", "said"), [
    (Personalization(), "Anna", "cannot be personalised"),
    (Personalization(allowed=True, required=True, max_length=12), "  \n", "there are none"),
    (ENGRAVED, "Anna and Ben!", "13 characters, and 12 fit"),
    (ENGRAVED, "Anna\x00", "control characters"),
    (ENGRAVED, "An\x1bna", "control characters"),
    (ENGRAVED, "An\x1fna", "control characters"),
    (ENGRAVED, "An\ud800na", "control characters"),
    (ENGRAVED, "\u202eannA", "control characters"),
])  # fmt: skip
def test_a_text_that_cannot_be_made_is_refused_with_the_reason(
    wanted: Personalization, typed: str, said: str
) -> None:
    with pytest.raises(MarketError, match=said) as raised:
        rules.personalization_text(wanted, typed)
    assert raised.value.param == "personalization"


@given(st.text(max_size=40))
def test_a_text_that_was_taken_is_taken_again_unchanged(typed: str) -> None:
    try:
        kept = rules.personalization_text(ENGRAVED, typed)
    except MarketError:
        return
    assert rules.personalization_text(ENGRAVED, kept) == kept
    assert len(kept) <= ENGRAVED.max_length
    assert "\n" not in kept
