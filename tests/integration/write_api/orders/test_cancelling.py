"""Pieces are taken back: part by part, once, to the penny, and stock comes back where there was any."""

import asyncio
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, text

from core.money import MAX_MINOR
from core.tables import order_lines, seller_events
from tests.support.orders import SELLING, Shopping, guest
from tests.support.stock import stock_of
from tests.support.waiting import until
from write_api.orders.placing import Charges

pytestmark = pytest.mark.integration


async def two_makers(shopping: Shopping) -> Any:
    """Place an order of 3 mugs of ada's and a bowl of bob's."""
    mug = await shopping.writer.list_mug(sku="MUG", quantity=6)
    bowl = await shopping.writer.list_mug("bob", sku="BOWL", title="Oak bowl", quantity=2)
    _, shop = await shopping.get("/api/v1/sellers/shop", shopping.writer.as_("ada", SELLING))
    charges = {shop["id"]: Charges(shipping_minor=500, tax_minor=100, discount_minor=50)}
    return await shopping.buy(shopping.line(mug, 3), shopping.line(bowl), charges=charges)


async def test_a_whole_order_goes_back_to_the_penny(shopping: Shopping) -> None:
    order = await two_makers(shopping)
    status, body = await shopping.cancel(order.id, reason="changed_mind", note="Sorry!")
    assert status == 200
    assert [(part["outcome"], part["amount"]["amount_minor"]) for part in body["parts"]] == [
        ("cancelled", 10150), ("cancelled", 3200),
    ]  # fmt: skip
    assert body["order"]["status"] == "cancelled"
    assert body["order"]["amounts"]["cancelled"] == body["order"]["amounts"]["total"]
    assert sorted(await shopping.unsettled()) == [3200, 10150]
    # A version for the sale and one for the return: the index hears of both.
    assert await stock_of(shopping.engine, "MUG") == (6, 0, 3)
    assert await stock_of(shopping.engine, "BOWL") == (2, 0, 3)
    subjects = [mail for mail in await shopping.mailed() if mail[1].startswith("Cancelled")]
    assert [to.partition("@")[0] for to, _ in subjects] == ["eve", "ada", "eve", "bob"]
    async with shopping.engine.connect() as connection:
        kinds = (await connection.execute(select(seller_events.c.kind))).scalars().all()
    assert kinds.count("order_cancelled") == 2


async def test_an_order_may_cost_more_than_any_one_piece_could(shopping: Shopping) -> None:
    price = {"amount_minor": MAX_MINOR, "currency": "USD"}
    crown = await shopping.writer.list_mug(sku="CROWN", quantity=9, price=price)
    order = await shopping.buy(shopping.line(crown, 3))
    assert order.amounts.total.amount_minor == 3 * MAX_MINOR
    assert (await shopping.part_of(order.shop_orders[0].id))["lines"][0]["paid"][
        "amount_minor"
    ] == 3 * MAX_MINOR
    _, body = await shopping.cancel(order.id)
    assert body["parts"][0]["amount"]["amount_minor"] == 3 * MAX_MINOR
    for path, who in (
        ("orders", shopping.as_buyer("eve")),
        ("sellers/orders", shopping.writer.as_("ada", SELLING)),
    ):
        _, page = await shopping.get(f"/api/v1/{path}", who)
        assert page["items"][0]["cancelled"]["amount_minor"] == 3 * MAX_MINOR


async def test_piece_by_piece_adds_up_and_shipping_goes_with_the_last(shopping: Shopping) -> None:
    order = await two_makers(shopping)
    line = order.shop_orders[0].lines[0].id
    amounts = []
    for n in (1, 2, 3):
        status, body = await shopping.cancel(order.id, lines=[{"line_id": line, "quantity": 1}])
        assert status == 200, body
        amounts.append(body["parts"][0]["amount"]["amount_minor"])
        assert (await stock_of(shopping.engine, "MUG"))[0] == 3 + n
    assert amounts == [3216, 3217, 3217 + 500]
    assert sum(amounts) == order.shop_orders[0].amounts.total.amount_minor
    found = await shopping.order_of(order.id)
    assert [part["status"] for part in found["shop_orders"]] == ["cancelled", "placed"]
    assert (found["status"], found["shop_orders"][0]["lines"][0]["cancelled"]) == ("placed", 3)
    assert [one["amount"]["amount_minor"] for one in found["shop_orders"][0]["adjustments"]] == amounts


async def test_what_is_sent_stays_and_the_rest_is_cancelled(shopping: Shopping) -> None:
    order = await two_makers(shopping)
    await shopping.step(order.shop_orders[0].id, "ship")
    status, body = await shopping.cancel(order.id)
    assert (status, body["order"]["status"]) == (200, "shipped")
    refused, cancelled = body["parts"]
    assert (refused["outcome"], refused["code"], refused["amount"]) == ("refused", "order_state", None)
    assert cancelled["outcome"] == "cancelled"
    status, problem = await shopping.cancel(order.id)
    assert (status, problem["code"]) == (409, "order_state")


async def test_orders_of_the_same_makers_are_cancelled_at_once(shopping: Shopping) -> None:
    mug = shopping.line(await shopping.writer.list_mug(sku="MUG", quantity=6))
    bowl = shopping.line(await shopping.writer.list_mug("bob", sku="BOWL", quantity=6))
    orders = [await shopping.buy(mug, bowl), await shopping.buy(bowl, mug)]
    await shopping.run(
        "insert into tallies (shop_id, starts_at, ends_at) "
        "select id, now() - interval '1 day', now() + interval '1 day' from shops"
    )
    # Each is halfway through its parts when it has to wait.
    seconds = [order.shop_orders[1].lines[0].id for order in orders]
    async with shopping.engine.connect() as halfway:
        held = select(order_lines.c.id).where(order_lines.c.id.in_(seconds)).with_for_update()
        await halfway.execute(held)
        answers = asyncio.gather(*(shopping.cancel(order.id) for order in orders))
        async with shopping.engine.connect() as watching:
            waiting = text("select count(*) > 1 from pg_locks where not granted")
            await until(partial(watching.scalar, waiting))
        await halfway.rollback()
        assert [status for status, _ in await answers] == [200, 200]


async def test_cancelling_twice_at_once_gives_back_once(shopping: Shopping) -> None:
    order = await two_makers(shopping)
    answers = await asyncio.gather(*(shopping.cancel(order.id) for _ in range(8)))
    assert sorted(status for status, _ in answers) == [200] + [409] * 7
    assert sum(await shopping.unsettled()) == order.amounts.total.amount_minor
    assert (await stock_of(shopping.engine, "MUG"))[0] == 6


async def test_under_one_key_it_happens_once(shopping: Shopping) -> None:
    order = await two_makers(shopping)
    lines = [{"line_id": order.shop_orders[0].lines[0].id, "quantity": 1}]
    answers = await asyncio.gather(*(shopping.cancel(order.id, key="k", lines=lines) for _ in range(5)))
    assert {status for status, _ in answers} == {200}
    assert await shopping.unsettled() == [3216]
    assert (await shopping.cancel(order.id, key="k"))[1]["code"] == "idempotency_key_reused"


async def test_pieces_are_cancelled_by_number_only_where_a_call_sent_twice_counts_once(
    shopping: Shopping,
) -> None:
    order = await two_makers(shopping)
    part = order.shop_orders[0]
    lines = [{"line_id": part.lines[0].id, "quantity": 1}]
    for status, problem in (
        await shopping.cancel(order.id, key="", lines=lines),
        await shopping.step(part.id, "cancel", key="", reason="damaged", lines=lines),
    ):
        assert (status, problem["code"], problem["param"]) == (400, "invalid_request", "Idempotency-Key")
    assert await shopping.unsettled() == []
    by_version = {"reason": "damaged", "lines": lines, "expected_version": part.version}
    assert (await shopping.step(part.id, "cancel", key="", **by_version))[0] == 200
    assert (await shopping.step(part.id, "cancel", key="", **by_version))[0] == 409
    assert await shopping.unsettled() == [3216]
    assert (await shopping.cancel(order.id, key="", lines=[{"line_id": part.lines[0].id}]))[0] == 200


async def test_pieces_made_for_the_buyer_alone_need_the_maker_once_accepted(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=1, made_to_order=True)
    order = await shopping.buy(shopping.line(mug, 3, "For Ada"))
    part, line = order.shop_orders[0].id, order.shop_orders[0].lines[0].id
    await shopping.cancel(order.id, lines=[{"line_id": line, "quantity": 1}])
    assert (await stock_of(shopping.engine, "MUG"))[0] == 0, "one that was not made yet"
    await shopping.step(part, "accept")
    status, problem = await shopping.cancel(order.id)
    assert (status, problem["code"]) == (409, "maker_must_agree")
    assert "Write to the maker" in problem["detail"]
    status, body = await shopping.step(part, "cancel", reason="buyer_asked")
    assert (status, body["status"]) == (200, "cancelled")
    assert (await stock_of(shopping.engine, "MUG"))[0] == 1


@pytest.mark.parametrize(("reason", "left"), [
    ("out_of_stock", 3), ("damaged", 3), ("cannot_make", 3), ("buyer_asked", 5), ("address_problem", 5), ("other", 5),
])  # fmt: skip
async def test_what_a_maker_does_not_have_does_not_come_back_to_stock(
    shopping: Shopping, reason: str, left: int
) -> None:
    order = await two_makers(shopping)
    part = order.shop_orders[0]
    lines = [{"line_id": part.lines[0].id, "quantity": 2}]
    status, body = await shopping.step(part.id, "cancel", reason=reason, note="So sorry", lines=lines)
    assert (status, body["status"], body["amounts"]["cancelled"]["amount_minor"]) == (200, "placed", 6433)
    assert (await stock_of(shopping.engine, "MUG"))[0] == left
    event = (await shopping.order_of(order.id))["timeline"][-1]
    assert (event["kind"], event["source"], event["data"]["reason"]) == ("cancelled", "seller", reason)
    assert [to for to, subject in await shopping.mailed() if "Cancelled" in subject] == ["eve@makers.example"]


async def test_lines_that_are_not_there_are_refused_and_nothing_happens(shopping: Shopping) -> None:
    order = await two_makers(shopping)
    mug, bowl = (part.lines[0].id for part in order.shop_orders)
    others = await shopping.buy(shopping.line(await shopping.writer.list_mug(sku="X")), buyer="bob")
    for lines in (
        [{"line_id": others.shop_orders[0].lines[0].id}],
        [{"line_id": mug, "quantity": 4}],
        [{"line_id": mug}, {"line_id": mug}],
        [{"line_id": mug, "quantity": 0}],
        [],
        [{"line_id": mug}] * 101,
        [{"line_id": bowl, "quantity": 1, "sku": "BOWL"}],
    ):
        status, problem = await shopping.cancel(order.id, lines=lines)
        assert (status, problem["code"]) == (400, "invalid_request"), lines
    # A maker cannot name another maker's line of the same order.
    status, problem = await shopping.step(
        order.shop_orders[0].id, "cancel", reason="other", lines=[{"line_id": bowl}]
    )
    assert (status, problem["code"]) == (400, "invalid_request")
    assert await shopping.unsettled() == []


async def test_a_guest_cancels_with_the_secret_and_nobody_elses_order(shopping: Shopping) -> None:
    robin, mug = guest(), await shopping.writer.list_mug(sku="MUG", quantity=6)
    order = await shopping.buy(shopping.line(mug), buyer=robin)
    others = await shopping.buy(shopping.line(mug), buyer="bob")
    for order_id, who in ((order.id, guest()), (order.id, "eve"), (others.id, robin), (others.id, "eve")):
        status, problem = await shopping.cancel(order_id, who)
        assert (status, problem["code"]) == (404, "order_not_found")
    status, body = await shopping.cancel(order.id, robin, key="k")
    assert (status, body["order"]["status"]) == (200, "cancelled")
    assert await shopping.cancel(order.id, robin, key="k") == (status, body)


async def test_a_deleted_listing_gets_its_pieces_back_and_stays_deleted(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=6)
    order = await shopping.buy(shopping.line(mug, 2))
    await shopping.writer.http.delete(
        f"/api/v1/sellers/listings/{mug['id']}", headers=shopping.writer.as_("ada")
    )
    assert (await shopping.cancel(order.id))[0] == 200
    assert (await stock_of(shopping.engine, "MUG"))[:2] == (6, 0)


async def test_orders_of_the_same_pieces_cancelled_and_held_at_once_do_not_block_each_other(
    shopping: Shopping,
) -> None:
    mugs = [
        await shopping.writer.list_mug(who, sku=f"S{n}", quantity=60)
        for n, who in enumerate(["ada", "bob"] * 2)
    ]
    orders = [
        await shopping.buy(*(shopping.line(mug) for mug in mugs[n % 4 :] + mugs[: n % 4])) for n in range(8)
    ]

    async def buy(n: int) -> None:
        await shopping.buy(*(shopping.line(mug) for mug in mugs[n % 4 :] + mugs[: n % 4]))

    await asyncio.gather(*(shopping.cancel(order.id) for order in orders), *(buy(n) for n in range(8)))
    assert {(await stock_of(shopping.engine, f"S{n}"))[:2] for n in range(4)} == {(52, 0)}


async def test_own_orders_are_listed_newest_first_and_by_status(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=60)
    mine = [await shopping.buy(shopping.line(mug)) for _ in range(3)]
    await shopping.buy(shopping.line(mug), buyer="bob")
    await shopping.cancel(mine[0].id)
    headers = shopping.as_buyer("eve")
    _, first = await shopping.get("/api/v1/orders?limit=2", headers)
    _, second = await shopping.get(f"/api/v1/orders?limit=2&cursor={first['next_cursor']}", headers)
    assert [one["id"] for one in first["items"] + second["items"]] == [one.id for one in mine[::-1]]
    assert second["next_cursor"] is None
    _, cancelled = await shopping.get("/api/v1/orders?status=cancelled", headers)
    assert [(one["id"], one["status"]) for one in cancelled["items"]] == [(mine[0].id, "cancelled")]
    assert cancelled["items"][0]["cancelled"] == cancelled["items"][0]["total"]
    assert (await shopping.get("/api/v1/orders?cursor=x", headers))[1]["code"] == "invalid_cursor"
    assert (await shopping.get("/api/v1/orders?status=lost", headers))[1]["code"] == "invalid_request"
