"""What a row may do to stock, and when a maker is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.inventory import LARGEST_STOCK, StockChange
from write_api.inventory import rules
from write_api.inventory.rules import Shelf, Stock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def shelf(*stocks: Stock, **changes: Any) -> Shelf:
    """Return a listing with these stocks. Changes to quantity and held go to its own, where it has one."""
    counted = {name: changes.pop(name) for name in ("quantity", "held", "low_stock_told") if name in changes}
    usual = Shelf(
        id="lst_1", shop_id="shp_1", sku="MUG", title="Mug", made_to_order=False, state="active", version=3,
        low_stock_level=1, stocks={one.variant_id: one for one in stocks or [stock(**counted)]},
    )  # fmt: skip
    return replace(usual, **changes)


def stock(variant_id: str = "", **changes: Any) -> Stock:
    usual = Stock(variant_id, f"MUG{variant_id}", 5, 2, changed_at=NOON, low_stock_told=False)
    return replace(usual, **changes)


def decide(before: Shelf, counted_at: datetime | None = None, **wanted: Any) -> tuple[str, str, Shelf]:
    (own,) = before.living
    decision = rules.decide(before, own, StockChange(sku="MUG", **wanted), counted_at)
    return decision.outcome, decision.detail, rules.moved(before, [decision.after]).after


@pytest.mark.parametrize(("wanted", "before", "outcome", "quantity"), [
    ({"set": 9}, {}, "updated", 9),
    ({"set": 5}, {}, "unchanged", 5),
    ({"set": 2}, {}, "updated", 2),
    ({"set": 1}, {}, "below_held", 5),
    ({"set": 0}, {"held": 0}, "updated", 0),
    ({"adjust": 2}, {}, "updated", 7),
    ({"adjust": -3}, {}, "updated", 2),
    ({"adjust": -4}, {}, "below_held", 5),
    ({"adjust": -6}, {"held": 0}, "below_zero", 5),
    ({"adjust": 0}, {}, "unchanged", 5),
    ({"adjust": LARGEST_STOCK}, {}, "above_limit", 5),
    ({"set": 9, "expected_version": 3}, {}, "updated", 9),
    ({"set": 9, "expected_version": 2}, {}, "version_conflict", 5),
])  # fmt: skip
def test_a_row_does_what_it_may(
    wanted: dict[str, int], before: dict[str, Any], outcome: str, quantity: int
) -> None:
    became, detail, after = decide(shelf(**before), None, **wanted)
    assert (became, after.quantity) == (outcome, quantity)
    assert after.version == (4 if outcome == "updated" else 3)
    assert bool(detail) == (outcome not in ("updated", "unchanged"))


@pytest.mark.parametrize(("seconds", "outcome"), [(-1, "late"), (0, "updated"), (1, "updated")])
def test_what_was_counted_earlier_than_what_is_known_is_late(seconds: int, outcome: str) -> None:
    counted_at = NOON + timedelta(seconds=seconds)
    assert decide(shelf(), counted_at, set=9)[0] == outcome


@pytest.mark.parametrize(("state", "quantity", "becomes"), [
    ("active", 0, "sold_out"), ("sold_out", 1, "active"), ("paused", 0, "paused"), ("draft", 3, "draft"),
])  # fmt: skip
def test_the_state_follows_the_stock(state: Any, quantity: int, becomes: str) -> None:
    assert decide(shelf(state=state, held=0), set=quantity)[2].state == becomes


@pytest.mark.parametrize(("before", "wanted", "parts"), [
    ({}, 3, (3, 0)), ({}, 4, None), ({"made_to_order": True}, 4, (3, 1)),
    ({"made_to_order": True, "quantity": 0, "held": 0}, 2, (0, 2)),
    ({"state": "paused"}, 1, None), ({"state": "deleted"}, 1, None), ({"state": "sold_out"}, 1, None),
])  # fmt: skip
def test_only_what_is_there_or_can_be_made_is_held(
    before: dict[str, Any], wanted: int, parts: tuple[int, int] | None
) -> None:
    assert rules.holdable(shelf(**before), "", wanted) == parts


def test_a_listing_with_variants_is_held_as_one_of_them() -> None:
    mugs = shelf(stock("S"), stock("L", is_removed=True))
    assert rules.holdable(mugs, "S", 3) == (3, 0)
    assert [rules.holdable(mugs, which, 1) for which in ("", "L", "XL")] == [None, None, None]


def test_a_hold_makes_a_version_only_when_shoppers_see_another_thing() -> None:
    def version(before: Shelf, held: int) -> int:
        return rules.moved(before, [replace(before.living[0], held=held)]).after.version

    assert version(shelf(), 4) == 3
    assert version(shelf(), 5) == 4
    assert version(shelf(held=5), 4) == 4
    assert version(shelf(made_to_order=True), 5) == 3
    assert version(shelf(stock("S"), stock("L")), 4) == 3
    assert version(shelf(stock("S"), stock("L")), 5) == 4  # the other is there still, but this one is not


def test_a_listing_is_the_sum_of_its_variants_and_sold_out_without_any() -> None:
    mugs = shelf(stock("S"), stock("L", quantity=7), stock("XL", quantity=9, is_removed=True))
    assert (mugs.quantity, mugs.held, mugs.has_variants) == (12, 4, True)
    empty = [stock("S", quantity=0, held=0), stock("L", quantity=0, held=0)]
    half = rules.moved(mugs, empty[:1]).after
    assert (half.quantity, half.state, half.version) == (7, "active", 4)
    none = rules.moved(mugs, empty).after
    assert (none.quantity, none.state, none.version) == (0, "sold_out", 4)
    assert rules.moved(none, [stock("L", quantity=1, held=0)]).after.state == "active"


@pytest.mark.parametrize(("before", "after", "told"), [
    ({}, {"quantity": 4}, False), ({}, {"quantity": 3}, True), ({}, {"held": 4}, True),
    ({"low_stock_level": 0}, {"held": 4}, False), ({"low_stock_level": 0}, {"held": 5}, True),
    ({"low_stock_level": None}, {"held": 5}, False), ({"low_stock_told": True}, {"held": 5}, False),
    ({"made_to_order": True}, {"held": 5}, False), ({"state": "paused"}, {"quantity": 2}, False),
    ({"quantity": 3}, {"quantity": 3}, False),
])  # fmt: skip
def test_a_maker_is_told_once_when_few_are_left(
    before: dict[str, Any], after: dict[str, Any], told: bool
) -> None:
    mugs = shelf(**before)
    was = mugs.living[0]
    assert rules.is_low(mugs, was, replace(was, **after)) is told


def test_a_maker_is_told_again_after_there_were_enough() -> None:
    assert rules.told_after_count(shelf(), stock(quantity=3), is_told=True)
    assert not rules.told_after_count(shelf(), stock(quantity=4), is_told=True)
    assert not rules.told_after_count(shelf(), stock(quantity=3), is_told=False)
