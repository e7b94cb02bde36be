"""What is a price in a shopper's words, and what is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.understanding.price import PriceRange, read_price
from search.understanding.text import PAUSE, normalise, tokens


def read(query: str) -> tuple[PriceRange | None, str]:
    price, left = read_price(tokens(normalise(query)))
    return price, " ".join(token for token in left if token != PAUSE)


def price(low: str | None, high: str | None, currency: str | None) -> PriceRange:
    return PriceRange(Decimal(low) if low else None, Decimal(high) if high else None, currency)


@pytest.mark.parametrize(
    ("query", "expected", "left"),
    [
        ("gift under £20", price(None, "20", "GBP"), "gift"),
        ("gift under $50 for my mom who gardens", price(None, "50", "USD"), "gift for my mom who gardens"),
        ("mug less than 12.50 pounds", price(None, "12.50", "GBP"), "mug"),
        ("clock up to €1,200", price(None, "1200", "EUR"), "clock"),
        ("candle no more than 8 quid", price(None, "8", "GBP"), "candle"),
        ("vase max $30", price(None, "30", "USD"), "vase"),
        ("$15-25 earrings", price("15", "25", "USD"), "earrings"),
        ("earrings $15 to $25", price("15", "25", "USD"), "earrings"),
        ("between 10 and 30 dollars scarf", price("10", "30", "USD"), "scarf"),
        ("between £30 and £10 scarf", price("10", "30", "GBP"), "scarf"),
        ("from £5 to £9 cards", price("5", "9", "GBP"), "cards"),
        ("rug over £100", price("100", None, "GBP"), "rug"),
        ("rug at least 100 dollars", price("100", None, "USD"), "rug"),
        ("£10 or less bunting", price(None, "10", "GBP"), "bunting"),
        ("bunting 10 or less", price(None, "10", None), "bunting"),
        ("£40 or more lamp", price("40", None, "GBP"), "lamp"),
        ("lamp around £50", price("40.0", "60.0", "GBP"), "lamp"),
        ("a £20 gift", price(None, "20", "GBP"), "a gift"),
        ("gift, budget of $25", price(None, "25", "USD"), "gift"),
        ("gift under 20", price(None, "20", None), "gift"),
        ("gift under ten", price(None, "10", None), "gift"),
        ("gift under five", None, "gift under five"),
        ("GBP 15 max tea towel", price(None, "15", "GBP"), "tea towel"),
        ("ring size 7 $50", price(None, "50", "USD"), "ring size 7"),
        ("mug that does not cost more than $20", price(None, "20", "USD"), "mug that"),
        ("gifts for women over 50 under $30", price(None, "30", "USD"), "gifts for women"),
        ("i <3 coffee mug under 15", price(None, "15", None), "i coffee mug"),
        ("mug under ₹1500", None, "mug"),
        ("rug 1 250,50 €", price(None, "1250.50", "EUR"), "rug"),
        ("mug between £1 and £99999999999", price("1", None, "GBP"), "mug"),
        ("mug under $20 each incl. shipping", price(None, "20", "USD"), "mug"),
        ("20ish pounds vase", price("16.0", "24.0", "GBP"), "vase"),
    ],
)
def test_a_price_in_words_becomes_a_limit(query: str, expected: PriceRange | None, left: str) -> None:
    assert read(query) == (expected, left)


@pytest.mark.parametrize(
    "query",
    [
        "rug under 200 cm", "shelf under 30 inches", "set of 6 mugs", "9 ct gold ring", "14k ring", "size 7 ring",
        "gift for 5 year old", "between 2 and 4 people", "jigsaw over 500 pieces", "40th birthday", "8x10 frame",
        "mug from 1950", "pack of 12 cards", "about 3 weeks", "under 5 kg", "2-3 seats", "100% wool", "",
    ],
)  # fmt: skip
def test_sizes_counts_and_ages_are_no_prices(query: str) -> None:
    assert read(query)[0] is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_complaint_and_no_word_is_invented(text: str) -> None:
    cleaned = tokens(normalise(text))
    found, left = read_price(cleaned)
    assert len(left) <= len(cleaned)
    assert set(left) <= {*cleaned, PAUSE}
    if found and found.low is not None and found.high is not None:
        assert found.low <= found.high
