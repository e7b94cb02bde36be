"""Amounts of orders are whole and add up, however they are split and given back."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.ids import new_id
from tests.support.orders import ROBIN
from write_api.listings.pieces import Piece
from write_api.orders.money import FeeRule, PaidLine, given_back, split
from write_api.orders.placing import Buyer, Charges, NewLine, NewOrder, divide, pieces_of

AMOUNTS = st.integers(0, 10**9)


@given(AMOUNTS, st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
def test_parts_sum_to_the_whole_and_none_is_more_than_one_off(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    assert min(parts) >= 0
    even = weights if any(weights) else [1] * len(weights)
    assert all(
        abs(part * sum(even) - amount * weight) < sum(even) for part, weight in zip(parts, even, strict=True)
    )
    if amount <= sum(weights):
        assert all(part <= weight for part, weight in zip(parts, weights, strict=True))


@given(AMOUNTS, st.integers(0, 10_000), st.integers(0, 1000))
def test_a_fee_is_never_more_than_the_goods(goods: int, points: int, fixed: int) -> None:
    fee = FeeRule(points, fixed).of(goods)
    assert 0 <= fee <= goods


def test_a_fee_is_rounded_half_up() -> None:
    assert [FeeRule(650).of(goods) for goods in (6300, 100, 1)] == [410, 7, 0]


def lines(draw: Any) -> list[PaidLine]:
    found = []
    for n in range(draw(st.integers(1, 3))):
        price, quantity = draw(st.integers(0, 10**6)), draw(st.integers(1, 4))
        discount, tax = draw(st.integers(0, price * quantity)), draw(st.integers(0, 10**5))
        found.append(PaidLine(f"lin_{n}", price, quantity, discount, tax, 0))
    return found


@given(st.data())
def test_what_goes_back_in_steps_is_what_was_paid_and_never_more(data: st.DataObject) -> None:
    here = lines(data.draw)
    shipping = data.draw(st.integers(0, 10_000))
    paid, back = sum(line.paid_minor for line in here) + shipping, 0
    while left := [one for one in here if one.cancelled < one.quantity]:
        chosen = data.draw(st.sampled_from(left))
        more = [
            data.draw(st.integers(1, one.quantity - one.cancelled)) if one is chosen else 0 for one in here
        ]
        step = given_back(zip(here, more, strict=True), shipping_minor=shipping)
        assert step >= 0
        back += step
        assert back <= paid
        here = [
            PaidLine(
                one.id, one.price_minor, one.quantity, one.discount_minor, one.tax_minor, one.cancelled + n
            )
            for one, n in zip(here, more, strict=True)
        ]
    assert back == paid


@given(st.data())
def test_an_order_falls_into_parts_that_add_up(data: st.DataObject) -> None:
    pieces = [Piece(f"lst_{n}") for n in range(data.draw(st.integers(1, 5)))]
    shop_of = {piece: f"shp_{data.draw(st.integers(1, 3))}" for piece in pieces}
    bought = tuple(
        NewLine(
            data.draw(st.sampled_from(pieces)), data.draw(st.integers(1, 9)), data.draw(st.integers(0, 10**6))
        )
        for _ in range(data.draw(st.integers(1, 8)))
    )
    wanted = pieces_of(bought)
    shops = {shop_of[piece] for piece in wanted}
    worth = {
        shop: sum(one.price_minor * one.quantity for one in bought if shop_of[one.piece] == shop)
        for shop in shops
    }
    charges = {
        shop: Charges(data.draw(AMOUNTS), data.draw(AMOUNTS), data.draw(st.integers(0, worth[shop])))
        for shop in shops
    }
    to_make = {piece: data.draw(st.integers(0, number)) for piece, number in wanted.items()}
    new = NewOrder(
        new_id("chk"),
        Buyer("acc_1"),
        "USD",
        ROBIN,
        bought,
        charges,
        fee=FeeRule(data.draw(st.integers(0, 3000)), 30),
    )
    parts = divide(new, shop_of, to_make)
    assert {part.shop_id for part in parts} == shops
    for part in parts:
        sums, rows = part.sums, part.lines
        assert (
            sums.total_minor
            == worth[part.shop_id] - sums.discount_minor + sums.shipping_minor + sums.tax_minor
        )
        assert sum(row["discount_minor"] for row in rows) == sums.discount_minor
        assert sum(row["tax_minor"] for row in rows) == sums.tax_minor
        assert all(0 <= row["discount_minor"] <= row["price_minor"] * row["quantity"] for row in rows)
        assert 0 <= part.fee_minor <= sums.items_minor - sums.discount_minor
    made = dict.fromkeys(wanted, 0)
    for row in (row for part in parts for row in part.lines):
        assert 0 <= row["to_make"] <= row["quantity"]
        made[Piece(row["listing_id"], row["variant_id"])] += row["to_make"]
    assert made == to_make
    assert sum(row["quantity"] for part in parts for row in part.lines) == sum(wanted.values())
