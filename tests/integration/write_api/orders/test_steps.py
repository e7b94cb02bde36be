"""A maker takes an order on and sends it: own orders only, forwards only, and whoever is first wins."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from core.ids import new_id
from core.tables import audit_log
from tests.support.orders import SELLING, Shopping
from tests.support.stock import stock_of
from write_api.paging import Place, write_cursor

pytestmark = pytest.mark.integration
TRACKING = {"carrier": "Royal Mail", "number": "RM123456789GB", "url": "https://track.example/RM123456789GB"}


async def one(shopping: Shopping, quantity: int = 1) -> tuple[str, str]:
    """Place an order of ada's mugs; return its id and that of her part."""
    order = await shopping.buy(shopping.line(await shopping.writer.list_mug(sku="MUG", quantity=6), quantity))
    return order.id, order.shop_orders[0].id


async def test_accept_ship_and_deliver(shopping: Shopping) -> None:
    order_id, part = await one(shopping)
    status, accepted = await shopping.step(part, "accept", expected_version=1)
    assert (status, accepted["status"], accepted["version"]) == (200, "accepted", 2)
    status, shipped = await shopping.step(part, "ship", tracking=TRACKING)
    assert (status, shipped["status"], shipped["tracking"]) == (200, "shipped", TRACKING)
    status, delivered = await shopping.step(part, "deliver")
    assert (status, delivered["status"]) == (200, "delivered")
    order = await shopping.order_of(order_id)
    assert (order["status"], order["shop_orders"][0]["tracking"]) == ("delivered", TRACKING)
    assert [(event["kind"], event["source"]) for event in order["timeline"]] == [
        ("placed", "buyer"), ("accepted", "seller"), ("shipped", "seller"), ("delivered", "seller"),
    ]  # fmt: skip
    assert [subject for _, subject in (await shopping.mailed())[2:]] == [
        f"On its way: your order {order['number']}"
    ]
    logged = select(audit_log.c.action).where(audit_log.c.object_id == part).order_by(audit_log.c.id)
    async with shopping.engine.connect() as connection:
        actions = (await connection.execute(logged)).scalars()
    assert list(actions) == ["order.placed", "order.accepted", "order.shipped", "order.delivered"]


async def test_a_step_once_more_changes_nothing_and_tells_nobody(shopping: Shopping) -> None:
    order_id, part = await one(shopping)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("accept", {}),
        ("ship", {"tracking": TRACKING}),
        ("deliver", {}),
    ]
    for action, body in steps:
        first = await shopping.step(part, action, **body)
        assert await shopping.step(part, action, **body) == first
    assert len(await shopping.events(order_id)) == 4
    assert len(await shopping.mailed()) == 3


async def test_shipping_again_corrects_where_it_can_be_followed(shopping: Shopping) -> None:
    order_id, part = await one(shopping)
    await shopping.step(part, "ship")
    _, body = await shopping.step(part, "ship", tracking=TRACKING)
    assert (body["tracking"], body["version"]) == (TRACKING, 3)
    assert (await shopping.events(order_id))[-1] == ("tracking_changed", "seller")
    assert len(await shopping.mailed()) == 3


@pytest.mark.parametrize(("before", "action", "code"), [
    ([], "deliver", "order_state"), (["ship", "deliver"], "ship", "order_state"), (["ship"], "accept", "order_state"),
    (["cancel"], "accept", "order_state"), (["cancel"], "cancel", "order_state"), (["ship"], "cancel", "order_state"),
])  # fmt: skip
async def test_what_an_order_is_past_is_refused(
    shopping: Shopping, before: list[str], action: str, code: str
) -> None:
    _, part = await one(shopping)
    for step in [*before, action]:
        status, body = await shopping.step(part, step, **({"reason": "other"} if step == "cancel" else {}))
    assert (status, body["code"]) == (409, code)
    assert body["detail"].count(".") >= 2, "how far it is, and what can be done"


async def test_a_stale_version_gets_the_order_as_it_is(shopping: Shopping) -> None:
    _, part = await one(shopping)
    await shopping.run("""update order_lines set image = '{"url": "/media/mug.webp", "alt": "A mug"}'""")
    await shopping.step(part, "accept")
    now = await shopping.part_of(part)
    for action, body in (("accept", {}), ("ship", {}), ("deliver", {}), ("cancel", {"reason": "other"})):
        status, problem = await shopping.step(part, action, expected_version=1, **body)
        assert (status, problem["code"]) == (409, "version_conflict")
        assert (problem["current"], now["version"], now["status"]) == (now, 2, "accepted")


@pytest.mark.parametrize(
    ("who", "expected"), [("bob", (404, "order_not_found")), ("eve", (403, "not_a_seller"))]
)
async def test_others_orders_look_like_none(shopping: Shopping, who: str, expected: tuple[int, str]) -> None:
    _, part = await one(shopping)
    headers = shopping.writer.as_(who, SELLING)
    answers: list[tuple[int, Any]] = [await shopping.get(f"/api/v1/sellers/orders/{part}", headers)]
    answers += [await shopping.step(part, action, who) for action in ("accept", "ship", "deliver")]
    answers.append(await shopping.step(part, "cancel", who, reason="other"))
    answers.append(await shopping.step(new_id("sho"), "accept", who))
    answers.append(await shopping.step("sho_none", "accept", who))
    assert {(status, body["code"]) for status, body in answers} == {expected}
    assert (await shopping.part_of(part))["status"] == "placed"


async def test_a_maker_sees_what_sending_takes_and_no_more(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=6)
    bowl = await shopping.writer.list_mug("bob", sku="BOWL", title="Oak bowl", quantity=6)
    order = await shopping.buy(shopping.line(mug), shopping.line(bowl))
    await shopping.step(order.shop_orders[1].id, "ship", "bob")
    part = await shopping.part_of(order.shop_orders[0].id)
    assert part["ship_to"]["line1"] == "12 Kiln Lane"
    seen = str(part)
    for hidden in ("eve@", "Oak bowl", "Bob", order.id, order.shop_orders[1].id):
        assert hidden not in seen
    assert [event["kind"] for event in part["timeline"]] == ["placed"]


async def test_an_address_is_forgotten_once_it_is_not_needed(shopping: Shopping) -> None:
    _, part = await one(shopping)
    await shopping.step(part, "ship")
    await shopping.step(part, "deliver")
    assert (await shopping.part_of(part))["ship_to"] is not None
    await shopping.run("update shop_orders set delivered_at = now() - interval '61 days'")
    assert (await shopping.part_of(part))["ship_to"] is None


async def test_fifty_accepts_at_once_are_one(shopping: Shopping) -> None:
    order_id, part = await one(shopping)
    answers = await asyncio.gather(*(shopping.step(part, "accept", expected_version=1) for _ in range(50)))
    assert sorted(status for status, _ in answers) == [200] + [409] * 49
    assert await shopping.events(order_id) == [("placed", "buyer"), ("accepted", "seller")]


async def test_one_key_is_one_shipment_also_at_once(shopping: Shopping) -> None:
    order_id, part = await one(shopping)
    answers = await asyncio.gather(
        *(shopping.step(part, "ship", key="parcel-1", tracking=TRACKING) for _ in range(10))
    )
    assert {status for status, _ in answers} == {200}
    assert all(body == answers[0][1] for _, body in answers)
    assert (await shopping.step(part, "ship", key="parcel-1"))[1]["code"] == "idempotency_key_reused"
    assert len(await shopping.events(order_id)) == 2
    assert len(await shopping.mailed()) == 3


async def test_a_buyer_cancels_while_the_maker_ships_and_one_of_them_wins(shopping: Shopping) -> None:
    for _ in range(6):
        mug = await shopping.writer.list_mug(sku=new_id("sku"), quantity=1)
        order = await shopping.buy(shopping.line(mug))
        part = order.shop_orders[0].id
        (cancelled, _), (shipped, _) = await asyncio.gather(
            shopping.cancel(order.id), shopping.step(part, "ship")
        )
        assert sorted((cancelled, shipped)) == [200, 409]
        found = await shopping.part_of(part)
        assert found["status"] == ("cancelled" if cancelled == 200 else "shipped")
        assert (await stock_of(shopping.engine, mug["sku"]))[0] == (1 if cancelled == 200 else 0)
        back = found["amounts"]["cancelled"]["amount_minor"]
        assert back == (3200 if cancelled == 200 else 0)


async def test_lists_are_paged_and_filtered(shopping: Shopping) -> None:
    slow = await shopping.writer.list_mug(sku="SLOW", quantity=9, lead_days=30)
    quick = await shopping.writer.list_mug(sku="QUICK", quantity=9)
    placed = [
        (await shopping.buy(shopping.line(listing))).shop_orders[0].id
        for listing in (slow, quick, slow, quick)
    ]
    await shopping.step(placed[3], "ship")
    headers = shopping.writer.as_("ada", SELLING)

    async def ids(query: str) -> list[str]:
        found: list[str] = []
        cursor = ""
        while True:
            status, page = await shopping.get(f"/api/v1/sellers/orders?limit=2{query}{cursor}", headers)
            assert status == 200, page
            found += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                return found
            cursor = f"&cursor={page['next_cursor']}"

    assert await ids("") == placed[::-1]
    urgent = await ids("&status=to_ship")
    assert urgent[0] == placed[1]
    assert set(urgent[1:]) == {placed[0], placed[2]}
    assert await ids("&status=shipped") == [placed[3]]
    beyond_all_years = write_cursor(Place(datetime.fromisoformat("0001-01-01T00:00:00+14:00"), placed[0]))
    for cursor in ("x", "MjAyNi0wMS0wMSBzaG9fMQ==", beyond_all_years):
        _, problem = await shopping.get(f"/api/v1/sellers/orders?cursor={cursor}", headers)
        assert problem["code"] == "invalid_cursor"


@pytest.mark.parametrize("bad", [
    {"url": "http://track.example/1"}, {"url": "javascript:alert(1)"}, {"url": "https://a b"}, {"number": "x"},
    {"url": "https://a/\u202egnp"}, {"url": "https://a/\u0007"},
    {"number": "a\nb"}, {"number": "x" * 61}, {"carrier": ""}, {"carrier": "x" * 61}, {"more": 1},
])  # fmt: skip
async def test_odd_tracking_is_refused(shopping: Shopping, bad: dict[str, Any]) -> None:
    _, part = await one(shopping)
    status, problem = await shopping.step(part, "ship", tracking=TRACKING | bad)
    assert (status, problem["code"]) == (400, "invalid_request")
    assert (await shopping.part_of(part))["status"] == "placed"
