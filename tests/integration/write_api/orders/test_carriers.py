"""Carriers' signed words: once, in any order, about the shop's own orders only, and forwards."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from core.ids import new_id
from core.tables import audit_log
from tests.support.orders import SELLING, Shopping, word
from tests.support.stock import ENDPOINTS, deliver, message, open_endpoint
from write_api.orders.carriers import MOST_EVENTS

pytestmark = pytest.mark.integration
TRACKING = {"carrier": "Royal Mail", "number": "RM123456789GB", "url": "https://track.example/RM123456789GB"}


async def one(shopping: Shopping) -> tuple[Any, Any]:
    """Place an order of ada's; return it and her endpoint for carriers."""
    order = await shopping.buy(shopping.line(await shopping.writer.list_mug(sku="MUG", quantity=60)))
    return order, await open_endpoint(shopping.writer, kind="orders")


async def log_of(shopping: Shopping, endpoint: dict[str, Any]) -> list[dict[str, Any]]:
    url = f"{ENDPOINTS}/{endpoint['id']}/deliveries"
    _, body = await shopping.get(url, shopping.writer.as_("ada", SELLING))
    items: list[dict[str, Any]] = body["items"]
    return items


async def test_a_parcels_way_is_on_the_timeline(shopping: Shopping) -> None:
    order, endpoint = await one(shopping)
    part = order.shop_orders[0].id
    assert endpoint["path"].startswith("/webhooks/orders?endpoint=whe_")
    for body in (
        word("shipped", shop_order_id=part, tracking=TRACKING),
        word("in_transit", order_number=order.number.lower().replace("-", " ")),
        word("exception", tracking_number=TRACKING["number"], detail="Snow"),
        word("out_for_delivery", tracking_number=TRACKING["number"]),
        word("delivered", tracking_number=TRACKING["number"], detail="Left with a neighbour"),
    ):
        answer = await deliver(shopping.writer, endpoint, body)
        assert (answer.status, (await answer.json())["updated"]) == (202, 1)
    found = await shopping.order_of(order.id)
    assert (found["status"], found["shop_orders"][0]["tracking"]) == ("delivered", TRACKING)
    assert [event["kind"] for event in found["timeline"]] == [
        "placed", "shipped", "in_transit", "exception", "out_for_delivery", "delivered",
    ]  # fmt: skip
    assert found["timeline"][-1]["data"] == {"detail": "Left with a neighbour"}
    assert [subject for _, subject in (await shopping.mailed())[2:]] == [
        f"On its way: your order {order.number}"
    ]


async def test_words_in_any_order_lead_to_the_same_end(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=60)
    endpoint = await open_endpoint(shopping.writer, kind="orders")
    for kinds in list(permutations(("shipped", "in_transit", "delivered")))[::2]:
        order = await shopping.buy(shopping.line(mug))
        now = datetime.now(UTC)
        instants = {
            "shipped": now,
            "in_transit": now + timedelta(seconds=1),
            "delivered": now + timedelta(seconds=2),
        }
        for kind in kinds:
            await deliver(
                shopping.writer, endpoint, word(kind, instants[kind], shop_order_id=order.shop_orders[0].id)
            )
        found = await shopping.order_of(order.id)
        assert found["status"] == "delivered"
        assert [event["kind"] for event in found["timeline"]] == [
            "placed",
            "shipped",
            "in_transit",
            "delivered",
        ]


async def test_the_same_message_counts_once_also_at_once(shopping: Shopping) -> None:
    order, endpoint = await one(shopping)
    body = word("shipped", shop_order_id=order.shop_orders[0].id)
    answers = await asyncio.gather(
        *(deliver(shopping.writer, endpoint, body, message_id="msg_1") for _ in range(8))
    )
    outcomes = sorted([(await answer.json())["outcome"] for answer in answers])
    assert outcomes == ["accepted"] + ["duplicate"] * 7
    assert await shopping.events(order.id) == [("placed", "buyer"), ("shipped", "carrier")]
    assert len(await shopping.mailed()) == 3


async def test_carrier_and_maker_at_once_tell_the_buyer_once(shopping: Shopping) -> None:
    order, endpoint = await one(shopping)
    part = order.shop_orders[0].id
    await asyncio.gather(
        shopping.step(part, "ship"),
        *(deliver(shopping.writer, endpoint, word("in_transit", shop_order_id=part)) for _ in range(5)),
    )
    assert (await shopping.part_of(part))["status"] == "shipped"
    assert len(await shopping.mailed()) == 3


async def test_what_is_not_the_shops_own_is_taken_in_and_refused(shopping: Shopping) -> None:
    order, endpoint = await one(shopping)
    bowl = await shopping.writer.list_mug("bob", sku="BOWL")
    others = await shopping.buy(shopping.line(bowl))
    await shopping.step(others.shop_orders[0].id, "ship", "bob", tracking=TRACKING)
    early = datetime.now(UTC) - timedelta(days=1)
    bodies = {
        "unknown_order": (
            word("delivered", shop_order_id=others.shop_orders[0].id),
            word("delivered", order_number=others.number),
            word("delivered", tracking_number=TRACKING["number"]),
            word("delivered", shop_order_id="sho_none"),
        ),
        "before_order": (word("delivered", early, shop_order_id=order.shop_orders[0].id),),
    }
    for because, sent in bodies.items():
        for body in sent:
            answer = await deliver(shopping.writer, endpoint, body)
            assert (answer.status, (await answer.json())["refused"]) == (202, 1)
            assert (await log_of(shopping, endpoint))[0]["detail"]["refused_because"] == because
    assert (await shopping.part_of(others.shop_orders[0].id, "bob"))["status"] == "shipped"
    assert (await shopping.part_of(order.shop_orders[0].id))["status"] == "placed"


async def test_a_number_on_two_parcels_says_nothing(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=60)
    endpoint = await open_endpoint(shopping.writer, kind="orders")
    for _ in range(2):
        order = await shopping.buy(shopping.line(mug))
        await shopping.step(order.shop_orders[0].id, "ship", tracking=TRACKING)
    await deliver(shopping.writer, endpoint, word("delivered", tracking_number=TRACKING["number"]))
    assert (await log_of(shopping, endpoint))[0]["detail"]["refused_because"] == "ambiguous"


async def test_a_cancelled_order_stays_cancelled(shopping: Shopping) -> None:
    order, endpoint = await one(shopping)
    await shopping.cancel(order.id)
    await deliver(shopping.writer, endpoint, word("delivered", shop_order_id=order.shop_orders[0].id))
    found = await shopping.order_of(order.id)
    assert (found["status"], found["timeline"][-1]["kind"]) == ("cancelled", "delivered")


async def test_the_log_says_what_a_carrier_did_and_not_that_it_happened_again(shopping: Shopping) -> None:
    order, endpoint = await one(shopping)
    part = order.shop_orders[0].id
    await deliver(shopping.writer, endpoint, word("exception", shop_order_id=part, tracking=TRACKING))
    async with shopping.engine.connect() as connection:
        actions = await connection.scalars(
            select(audit_log.c.action).where(audit_log.c.object_id == part).order_by(audit_log.c.id)
        )
        assert list(actions) == ["order.placed", "order.tracking_changed"]


async def test_a_timeline_ends_somewhere(shopping: Shopping) -> None:
    order, endpoint = await one(shopping)
    part = order.shop_orders[0].id
    await shopping.run(
        "insert into order_events (order_id, shop_order_id, kind, source) "
        f"select '{order.id}', '{part}', 'in_transit', 'carrier' from generate_series(1, {MOST_EVENTS})"
    )
    await deliver(shopping.writer, endpoint, word("in_transit", shop_order_id=part))
    assert (await log_of(shopping, endpoint))[0]["detail"]["refused_because"] == "too_many_events"


GOOD: dict[str, Any] = {"shop_order_id": "sho_none"}
MALFORMED = {
    "empty": b"",
    "not json": b"{",
    "not utf-8": b'{"type": "\xff"}',
    "a list": b"[]",
    "a NUL": word("delivered", order_number="CL-12345\u0000-12345"),
    "no name": word("delivered"),
    "two names": word("delivered", shop_order_id="sho_none", tracking_number="RM123"),
    "unknown type": word("teleported", **GOOD),
    "about stock": message({"sku": "MUG", "set": 6}),
    "no instant": b'{"type": "shipment.delivered", "shipment": {"shop_order_id": "sho_none"}}',
    "no time zone": b'{"type": "shipment.delivered", "occurred_at": "2026-11-23T12:00:00", "shipment": {}}',
    "of tomorrow": word("delivered", datetime.now(UTC) + timedelta(days=1), **GOOD),
    "odd tracking": word("shipped", **GOOD, tracking=TRACKING | {"url": "javascript:alert(1)"}),
    "long detail": word("exception", **GOOD, detail="x" * 501),
    "more": word("delivered", **GOOD, more=1),
}


async def test_malformed_messages_are_400_and_logged(shopping: Shopping) -> None:
    endpoint = await open_endpoint(shopping.writer, kind="orders")
    for name, body in MALFORMED.items():
        answer = await deliver(shopping.writer, endpoint, body)
        problem = await answer.json()
        assert (answer.status, problem["code"]) == (400, "invalid_request"), name
        assert (await log_of(shopping, endpoint))[0]["outcome"] == "malformed", name


async def test_what_is_not_signed_for_this_endpoint_is_401(shopping: Shopping) -> None:
    order, endpoint = await one(shopping)
    stock = await open_endpoint(shopping.writer)
    bobs = await open_endpoint(shopping.writer, "bob", "orders")
    body = word("delivered", shop_order_id=order.shop_orders[0].id)
    crossed = stock | {"path": stock["path"].replace("inventory", "orders")}
    for to, changed in (
        (endpoint, {"webhook_signature": "v1,AAAA"}),
        (endpoint, {"webhook_timestamp": "1"}),
        (endpoint, {"webhook_signature": "no comma"}),
        (endpoint | {"secret": bobs["secret"]}, {}),
        (crossed, {}),
        (endpoint | {"path": endpoint["path"].replace("orders", "inventory")}, {}),
        (endpoint | {"path": f"/webhooks/orders?endpoint={new_id('whe')}"}, {}),
    ):
        answer = await deliver(shopping.writer, to, body, **changed)
        assert (answer.status, (await answer.json())["code"]) == (401, "invalid_signature")
    assert (await shopping.part_of(order.shop_orders[0].id))["status"] == "placed"
    assert (await deliver(shopping.writer, endpoint, body + b" " * 300_000)).status == 413
