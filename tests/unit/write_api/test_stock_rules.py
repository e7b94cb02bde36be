"""What a row may do to stock, and when a maker is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.inventory import LARGEST_STOCK, StockChange
from write_api.inventory import rules
from write_api.inventory.rules import Stock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def stock(**changes: Any) -> Stock:
    usual = Stock(
        id="lst_1", shop_id="shp_1", sku="MUG", title="Mug", quantity=5, held=2, made_to_order=False,
        state="active", version=3, changed_at=NOON, low_stock_level=1, low_stock_told=False,
    )  # fmt: skip
    return replace(usual, **changes)


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
    decision = rules.decide(stock(**before), StockChange(sku="MUG", **wanted), None)
    assert (decision.outcome, decision.after.quantity) == (outcome, quantity)
    assert decision.after.version == (4 if outcome == "updated" else 3)
    assert bool(decision.detail) == (outcome not in ("updated", "unchanged"))


@pytest.mark.parametrize(("seconds", "outcome"), [(-1, "late"), (0, "updated"), (1, "updated")])
def test_what_was_counted_earlier_than_what_is_known_is_late(seconds: int, outcome: str) -> None:
    counted_at = NOON + timedelta(seconds=seconds)
    assert rules.decide(stock(), StockChange(sku="MUG", set=9), counted_at).outcome == outcome


@pytest.mark.parametrize(("state", "quantity", "becomes"), [
    ("active", 0, "sold_out"), ("sold_out", 1, "active"), ("paused", 0, "paused"), ("draft", 3, "draft"),
])  # fmt: skip
def test_the_state_follows_the_stock(state: Any, quantity: int, becomes: str) -> None:
    before = stock(state=state, held=0)
    assert rules.decide(before, StockChange(sku="MUG", set=quantity), None).after.state == becomes


@pytest.mark.parametrize(("before", "wanted", "parts"), [
    ({}, 3, (3, 0)), ({}, 4, None), ({"made_to_order": True}, 4, (3, 1)),
    ({"made_to_order": True, "quantity": 0, "held": 0}, 2, (0, 2)),
    ({"state": "paused"}, 1, None), ({"state": "deleted"}, 1, None), ({"state": "sold_out"}, 1, None),
])  # fmt: skip
def test_only_what_is_there_or_can_be_made_is_held(
    before: dict[str, Any], wanted: int, parts: tuple[int, int] | None
) -> None:
    assert rules.holdable(stock(**before), wanted) == parts


def test_a_hold_makes_a_version_only_when_shoppers_see_another_thing() -> None:
    assert rules.with_held(stock(), 4).version == 3
    assert rules.with_held(stock(), 5).version == 4
    assert rules.with_held(stock(held=5), 4).version == 4
    assert rules.with_held(stock(made_to_order=True), 5).version == 3


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
    was = stock(**before)
    assert rules.is_low(was, replace(was, **after)) is told


def test_a_maker_is_told_again_after_there_were_enough() -> None:
    assert rules.told_after_count(stock(quantity=3), is_told=True)
    assert not rules.told_after_count(stock(quantity=4), is_told=True)
    assert not rules.told_after_count(stock(quantity=3), is_told=False)
