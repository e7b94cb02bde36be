"""Who may do what with an order, when; and what follows from that."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, MarketError
from write_api.orders import rules
from write_api.orders.carriers import MEANS
from write_api.orders.numbers import LETTERS, new_number, normal_number
from write_api.orders.rules import Action, Actor, Line, OrderStatus, Part, Status

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
STATUSES, ACTIONS, ACTORS = get_args(Status), get_args(Action), get_args(Actor)
# Status by status: placed, accepted, shipped, delivered, cancelled. A dash is a refusal.
TABLE = {
    ("accept", "seller"): "accepted accepted - - -",
    ("ship", "seller"): "shipped shipped shipped - -",
    ("deliver", "seller"): "- - delivered delivered -",
    ("cancel", "seller"): "placed accepted - - -",
    ("cancel", "buyer"): "placed accepted - - -",
    ("ship", "carrier"): "shipped shipped - - -",
    ("deliver", "carrier"): "delivered delivered delivered - -",
}
NOBODY = "- - - - -"
EVERY = [
    (status, action, actor, TABLE.get((action, actor), NOBODY).split()[STATUSES.index(status)])
    for status, action, actor in product(STATUSES, ACTIONS, ACTORS)
]


@pytest.mark.parametrize(("status", "action", "actor", "expected"), EVERY)
def test_every_status_action_and_actor(status: Status, action: Action, actor: Actor, expected: str) -> None:
    if expected == "-":
        with pytest.raises(MarketError) as refused:
            rules.after(status, action, actor)
        assert refused.value.code is Code.ORDER_STATE
        assert refused.value.message.endswith(".")
    else:
        assert rules.after(status, action, actor) == expected


def test_nothing_goes_backwards() -> None:
    way: tuple[Status, ...] = ("placed", "accepted", "shipped", "delivered")
    for status, action, _, expected in EVERY:
        if expected != "-" and action != "cancel":
            assert way.index(expected) >= way.index(status)


@given(st.sampled_from(STATUSES), st.lists(st.sampled_from(list(MEANS.values()))))
def test_a_carriers_words_in_any_order_lead_forwards_only(status: Status, words: list[Action | None]) -> None:
    seen = [status]
    for word in words:
        seen.append(rules.carried(seen[-1], word))
    furthest = [STATUSES.index(one) for one in seen]
    assert furthest == sorted(furthest)
    assert (seen[-1] == "cancelled") == (status == "cancelled")
    if "deliver" in words and status != "cancelled":
        assert seen[-1] == "delivered"


def line(id_: str = "lin_1", **changed: Any) -> Line:
    fields: dict[str, Any] = {
        "price_minor": 1000, "quantity": 3, "discount_minor": 0, "tax_minor": 0, "cancelled": 0,
        "listing_id": "lst_1", "variant_id": "", "title": "Mug", "to_make": 0, "personalization": "",
    }  # fmt: skip
    return Line(id=id_, **fields | changed)


def part(*lines: Line, status: Status = "placed") -> Part:
    return Part(
        "sho_1", "ord_1", "shp_1", status, 1, "USD", NOW, 500, 3500, 0, None, None, None, lines or (line(),)
    )


def test_without_lines_all_that_is_left_is_cancelled() -> None:
    both = part(line(cancelled=1), line("lin_2", cancelled=3))
    assert rules.to_cancel(both, None, "buyer") == {"lin_1": 2}
    assert rules.is_all(both, {"lin_1": 2})
    assert not rules.is_all(both, {"lin_1": 1})


def test_more_than_is_left_cannot_be_cancelled() -> None:
    with pytest.raises(MarketError) as refused:
        rules.to_cancel(part(line(cancelled=1)), {"lin_1": 3}, "buyer")
    assert refused.value.code is Code.INVALID_REQUEST
    assert "Only 2" in refused.value.message


@pytest.mark.parametrize(("status", "actor", "wanted", "may"), [
    ("placed", "buyer", None, True), ("accepted", "buyer", None, False), ("accepted", "buyer", {"lin_1": 1}, False),
    ("accepted", "buyer", {"lin_2": 1}, True), ("accepted", "seller", None, True),
])  # fmt: skip
def test_what_is_made_for_the_buyer_alone_is_the_makers_to_cancel_once_accepted(
    status: Status, actor: Actor, wanted: dict[str, int] | None, may: bool
) -> None:
    both = part(line(personalization="For Ada"), line("lin_2"), status=status)
    if may:
        assert rules.to_cancel(both, wanted, actor)
    else:
        with pytest.raises(MarketError) as refused:
            rules.to_cancel(both, wanted, actor)
        assert refused.value.code is Code.MAKER_MUST_AGREE
        assert refused.value.extra == {"line_id": "lin_1"}


@given(st.integers(1, 20), st.data())
def test_of_cancelled_pieces_those_from_stock_go_back_and_no_others(
    quantity: int, data: st.DataObject
) -> None:
    to_make = data.draw(st.integers(0, quantity))
    back = cancelled = 0
    while cancelled < quantity:
        more = data.draw(st.integers(1, quantity - cancelled))
        back += line(quantity=quantity, to_make=to_make, cancelled=cancelled).back_to_stock(more)
        cancelled += more
        assert back == max(0, cancelled - to_make)
    assert back == quantity - to_make


@pytest.mark.parametrize(("parts", "expected"), [
    ("placed", "placed"), ("accepted", "accepted"), ("placed accepted", "placed"),
    ("shipped accepted", "partly_shipped"),
    ("delivered placed", "partly_shipped"), ("shipped delivered", "shipped"), ("delivered delivered", "delivered"),
    ("cancelled", "cancelled"), ("cancelled delivered", "delivered"), ("cancelled placed", "placed"),
    ("cancelled cancelled", "cancelled"), ("shipped cancelled", "shipped"),
])  # fmt: skip
def test_the_maker_furthest_behind_says_where_an_order_is(parts: str, expected: OrderStatus) -> None:
    assert rules.status_of(parts.split()) == expected  # type: ignore[arg-type]


def test_the_slowest_piece_says_when_it_is_sent() -> None:
    assert rules.ship_by(date(2026, 12, 30), [0, 14, 5]) == date(2027, 1, 13)
    assert rules.ship_by(date(2026, 12, 30), [0, 1]) == date(2027, 1, 2)


@pytest.mark.parametrize(("status", "days", "is_shown"), [
    ("placed", None, True), ("shipped", None, True), ("delivered", 59, True), ("delivered", 61, False),
    ("cancelled", 59, True), ("cancelled", 61, False),
])  # fmt: skip
def test_a_maker_sees_the_address_as_long_as_it_is_needed(
    status: Status, days: int | None, is_shown: bool
) -> None:
    ended_at = NOW - timedelta(days=days) if days else None
    assert rules.shows_address(status, ended_at, NOW) is is_shown


@given(
    st.lists(st.sampled_from(LETTERS), min_size=10, max_size=10),
    st.booleans(),
    st.sampled_from(["", "-", " "]),
)
def test_a_number_is_read_however_it_is_typed(letters: list[str], lower: bool, between: str) -> None:
    word = "".join(letters)
    typed = f"cl{between}{word[:5]}{between}{word[5:]}" if lower else f"CL-{word[:5]}{between}{word[5:]}"
    assert normal_number(typed.lower() if lower else typed) == f"CL-{word[:5]}-{word[5:]}"


def test_numbers_are_all_different() -> None:
    assert len({new_number() for _ in range(2000)}) == 2000
    assert normal_number("cl-oil00-1111l") == "CL-01100-11111"
