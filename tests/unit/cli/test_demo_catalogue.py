"""The demo catalogue: valid, the same everywhere, and true to the words it was made from."""

import hashlib
import json
import re
from collections import Counter

import pytest

from cli.demo import DEMO_SELLER_SHOP, catalogue, demo_people, makers, shops
from cli.demo.facts import CURIOSITIES
from cli.demo.source import left_out, reason_left_out
from cli.demo.tables import gazetteer
from core.listing import ImportRow

# Changes whenever a rule changes: look at a sample of the rows by eye, then pin the new value.
PINNED_SHA256 = "0b1e0775a8dbfb16fbba286ce563276c5e4e76b7c7a21bf4d1767217bf33df97"


@pytest.fixture(scope="module")
def rows() -> list[ImportRow]:
    return catalogue()


def test_the_catalogue_is_the_same_on_every_machine(rows: list[ImportRow]) -> None:
    assert all(row.variants is None for row in rows)
    text = json.dumps(
        [row.model_dump(exclude={"variants"}) for row in rows], sort_keys=True, ensure_ascii=False
    )
    assert hashlib.sha256(text.encode()).hexdigest() == PINNED_SHA256


def test_every_product_is_in_it_and_bookkeeping_is_not(rows: list[ImportRow]) -> None:
    assert len(rows) == 3_900 - sum(left_out().values())
    assert sum(left_out().values()) == 21
    assert reason_left_out("POSTAGE", "18") == "bookkeeping"
    assert reason_left_out("???? damaged", "1") == "damage note"
    assert reason_left_out("", "1") == "no title"
    assert reason_left_out("RED MUG", "0") == "no price"
    assert reason_left_out("FRENCH CARRIAGE LANTERN", "6.65") is None


def test_rows_have_what_a_shop_window_needs(rows: list[ImportRow]) -> None:
    for row in rows:
        assert row.price_minor > 0
        assert 2 <= len(re.findall(r"[.!?](?= |$)", row.description)) <= 5, row.description
        assert row.country == row.ships_to[0]
        assert row.category.count(" > ") == 1
        assert (row.lead_days > 0) == row.made_to_order
        assert not re.search(r"\{|\}|  |\bA [aeio]", row.description), row.description


def test_titles_are_readable(rows: list[ImportRow]) -> None:
    for row in rows:
        assert not re.search(
            r"\b(ASST|Asstd|T-Light|Xmas|Childrens|Polkadot|S/\d|Set/)|[/+*\"]|  ", row.title
        ), row.title
        assert row.title[0].isupper() or row.title[0].isdigit(), row.title
    assert len({row.title for row in rows}) > 0.95 * len(rows)
    assert len({(row.shop, row.sku) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("field", "table"),
    [
        ("colors", "colors"),
        ("materials", "materials"),
        ("occasions", "occasions"),
        ("recipients", "recipients"),
        ("tags", "interests"),
        ("style", "styles"),
    ],
)
def test_every_fact_stands_in_the_title(rows: list[ImportRow], field: str, table: str) -> None:
    words, _ = gazetteer(table)
    for row in rows:
        title = row.title.lower()
        for fact in getattr(row, field):
            assert any(word in title for word in words[fact]), f"{fact} is not in {row.title!r}"
    assert sum(bool(getattr(row, field)) for row in rows) > 500


def test_nearly_every_product_has_a_real_category(rows: list[ImportRow]) -> None:
    counts = Counter(row.category for row in rows)
    assert counts[CURIOSITIES] < 0.05 * len(rows)
    assert len({category.split(" > ")[0] for category in counts}) == 16
    assert 50 <= len(counts) <= 85


def test_shops_look_like_shops(rows: list[ImportRow]) -> None:
    assert {row.shop for row in rows} == {shop.name for shop in shops()}
    assert len(shops()) == 60
    for shop in shops():
        window = [row for row in rows if row.shop == shop.name]
        own = sum(row.category.split(" > ")[1] in shop.specialities for row in window)
        assert len(window) >= 25
        assert own >= 0.6 * len(window), shop.name
        assert {row.currency for row in window} == {shop.currency}


def test_some_things_are_sold_out_made_to_order_or_personalised(rows: list[ImportRow]) -> None:
    def share(count: int) -> float:
        return count / len(rows)

    assert 0.03 < share(sum(row.quantity == 0 for row in rows)) < 0.05
    assert 0.12 < share(sum(row.made_to_order for row in rows)) < 0.18
    assert 0.04 < share(sum(row.personalization.allowed for row in rows)) < 0.12
    assert all(p.max_length and p.instructions for r in rows if (p := r.personalization).allowed)
    assert 0.5 < share(sum(row.currency == "GBP" for row in rows)) < 0.7


def test_every_shop_has_one_owner_and_the_demo_seller_has_a_named_one() -> None:
    owners = makers()
    assert len({owner.email for owner in owners}) == len(owners) == 60
    assert demo_people()["seller"] in owners
    assert demo_people()["seller"].shop == DEMO_SELLER_SHOP
    assert all(person.email.endswith(".craftlocal.example") for person in [*owners, *demo_people().values()])
