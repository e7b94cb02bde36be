"""An order is placed once, falls into its makers' parts exactly, and keeps its copy."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from core.errors import Code, MarketError
from core.tables import audit_log, mails, order_lines, orders, seller_events, shop_orders
from tests.support.orders import CHARGES, FEE, PRESENT, Shopping, guest
from tests.support.stock import stock_of
from tests.support.writer import MUG
from write_api.inventory import holds
from write_api.listings.pieces import Piece
from write_api.orders import service
from write_api.orders.placing import Buyer, Charges, NewLine

pytestmark = pytest.mark.integration


async def shop_id(shopping: Shopping, who: str) -> str:
    answer = await shopping.writer.http.get(
        "/api/v1/sellers/shop", headers=shopping.writer.as_(who, "seller.manage")
    )
    return str((await answer.json())["id"])


async def test_one_order_falls_into_a_part_for_each_maker(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=6, description="Thrown by hand.", lead_days=9)
    bowl = await shopping.writer.list_mug("bob", sku="BOWL", title="Oak bowl", quantity=2)
    ada = await shop_id(shopping, "ada")
    order = await shopping.buy(
        shopping.line(mug, 2, "For Ada"), shopping.line(bowl), charges={ada: CHARGES}, fee=FEE, gift=PRESENT
    )
    assert order.status == "placed"
    assert order.number.startswith("CL-")
    assert [part.shop.name for part in order.shop_orders] == ["Ada's pots", "Bob's pots"]
    first, second = order.shop_orders
    assert {name: value.amount_minor for name, value in first.amounts} == {
        "items": 6400, "discount": 100, "shipping": 500, "tax": 333, "total": 7133, "cancelled": 0,
    }  # fmt: skip
    assert (second.amounts.total.amount_minor, order.amounts.total.amount_minor) == (3200, 10333)
    assert first.lines[0].personalization == "For Ada"
    assert first.ship_by == order.placed_at.date() + timedelta(days=9)
    assert second.ship_by == order.placed_at.date() + timedelta(days=3)
    assert order.gift == PRESENT
    assert await stock_of(shopping.engine, "MUG") == (4, 0, 2)
    part = await shopping.part_of(first.id)
    assert part["fee"]["amount_minor"] == 410  # 6.5 % of 63.00
    assert await shopping.events(order.id) == [("placed", "buyer")]
    assert await shopping.mailed() == [
        ("eve@makers.example", f"Your order {order.number}"),
        ("ada@makers.example", f"New order {order.number}"),
        ("bob@makers.example", f"New order {order.number}"),
    ]
    async with shopping.engine.connect() as connection:
        kinds = (await connection.execute(select(seller_events.c.kind, seller_events.c.object_id))).all()
        actions = (await connection.execute(select(audit_log.c.action, audit_log.c.object_id))).all()
    assert {tuple(row) for row in kinds} >= {("order_placed", first.id), ("order_placed", second.id)}
    assert ("order.placed", first.id) in {tuple(row) for row in actions}


async def test_the_order_keeps_its_copy_when_the_listing_is_changed_or_deleted(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", description="Thrown by hand.", materials=["clay"])
    order = await shopping.buy(shopping.line(mug))
    url, headers = f"/api/v1/sellers/listings/{mug['id']}", shopping.writer.as_("ada")
    await shopping.writer.http.put(url, json={"title": "Another mug", "description": "x"}, headers=headers)
    await shopping.writer.http.delete(url, headers=headers)
    found = await shopping.order_of(order.id)
    line = found["shop_orders"][0]["lines"][0]
    assert line["title"] == "Stoneware mug"
    assert line["image"]["url"].startswith("https://craftlocal.example/pictures/")
    async with shopping.engine.connect() as connection:
        copy = await connection.scalar(select(order_lines.c.copy))
    assert copy is not None
    assert (copy["description"], copy["materials"], copy["shop"]) == (
        "Thrown by hand.",
        ["clay"],
        "Ada's pots",
    )


async def test_a_variant_is_bought_by_itself_and_keeps_its_options(shopping: Shopping) -> None:
    sizes = [{"sku": f"MUG-{size}", "options": {"Size": size}, "quantity": 3} for size in ("S", "L")]
    body = {name: value for name, value in MUG.items() if name != "quantity"} | {
        "sku": "MUG",
        "variants": sizes,
    }
    answer = await shopping.writer.http.post(
        "/api/v1/sellers/listings", json=body, headers=shopping.writer.as_("ada")
    )
    mug = await answer.json()
    small, large = (Piece(mug["id"], variant["id"]) for variant in mug["variants"])
    order = await shopping.buy(NewLine(small, 1, 3200), NewLine(large, 2, 3500))
    lines = order.shop_orders[0].lines
    assert [(line.sku, line.options) for line in lines] == [
        ("MUG-S", {"Size": "S"}),
        ("MUG-L", {"Size": "L"}),
    ]
    assert await stock_of(shopping.engine, "MUG") == (3, 0, 2)
    await shopping.cancel(order.id, lines=[{"line_id": lines[1].id}])
    answer = await shopping.writer.http.get(
        f"/api/v1/sellers/listings/{mug['id']}", headers=shopping.writer.as_("ada")
    )
    assert [variant["quantity"] for variant in (await answer.json())["variants"]] == [2, 3]


async def test_what_was_deleted_while_it_was_held_can_be_bought_still(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=1)
    new = shopping.order([shopping.line(mug)])
    await shopping.hold(new)
    await shopping.writer.http.delete(
        f"/api/v1/sellers/listings/{mug['id']}", headers=shopping.writer.as_("ada")
    )
    assert (await shopping.place(new)).shop_orders[0].lines[0].title == "Stoneware mug"


async def test_placing_twice_is_one_order_also_at_once(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=6)
    new = shopping.order([shopping.line(mug, 2)])
    await shopping.hold(new)
    placed = await asyncio.gather(*(shopping.place(new) for _ in range(8)))
    assert len({order.id for order in placed}) == 1
    assert await shopping.place(new) == placed[0]
    assert await stock_of(shopping.engine, "MUG") == (4, 0, 2)
    assert len(await shopping.mailed()) == 2


async def test_what_is_not_held_any_more_is_not_ordered(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(quantity=6)
    new = shopping.order([shopping.line(mug)])
    for reference in ("none", new.reference):
        with pytest.raises(MarketError) as refused:
            await shopping.place(replace(new, reference=reference))
        assert refused.value.code is Code.HOLD_ENDED
    await shopping.hold(new)
    async with shopping.engine.begin() as connection:
        await holds.release(connection, shopping.author, new.reference)
    with pytest.raises(MarketError):
        await shopping.place(new)


@pytest.mark.parametrize("flaw", [
    "other pieces", "fewer", "other currency", "no buyer", "two buyers", "too much discount", "below zero",
    "other shop",
])  # fmt: skip
async def test_what_does_not_fit_the_hold_is_our_fault_and_leaves_nothing(
    shopping: Shopping, flaw: str
) -> None:
    mug, bowl = await shopping.writer.list_mug(sku="A", quantity=6), await shopping.writer.list_mug(sku="B")
    ada = await shop_id(shopping, "ada")
    new = shopping.order([shopping.line(mug, 2)])
    await shopping.hold(new)
    wrong = {
        "other pieces": replace(new, lines=(shopping.line(bowl, 2),)),
        "fewer": replace(new, lines=(shopping.line(mug),)),
        "other currency": replace(new, currency="EUR"),
        "no buyer": replace(new, buyer=Buyer(email="a@b.example")),
        "two buyers": replace(new, buyer=replace(new.buyer, secret="x" * 43)),
        "too much discount": replace(new, charges={ada: Charges(discount_minor=6401)}),
        "below zero": replace(new, lines=(NewLine(new.lines[0].piece, 2, -1),)),
        "other shop": replace(new, charges={"shp_other": CHARGES}),
    }[flaw]
    with pytest.raises(ValueError, match=r"\w"):
        await shopping.place(wrong)
    async with shopping.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(orders)) == 0
        assert await connection.scalar(select(func.count()).select_from(mails)) == 0
    assert await stock_of(shopping.engine, "A") == (6, 2, 1)
    assert (await shopping.place(new)).amounts.total.amount_minor == 6400


async def test_a_transaction_that_fails_leaves_the_pieces_held(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=6)
    new = shopping.order([shopping.line(mug)])
    await shopping.hold(new)
    async with shopping.engine.connect() as connection:
        await service.place(connection, shopping.author, new, notices=None)
        await connection.rollback()
    assert await stock_of(shopping.engine, "MUG") == (6, 1, 1)
    assert await shopping.mailed() == []
    await shopping.place(new)
    assert await stock_of(shopping.engine, "MUG") == (5, 0, 2)


async def test_stock_goes_to_the_first_lines_and_the_last_ones_are_made(shopping: Shopping) -> None:
    mug = await shopping.writer.list_mug(sku="MUG", quantity=2, made_to_order=True)
    order = await shopping.buy(shopping.line(mug, 1, "Ada"), shopping.line(mug, 3, "Bob"))
    async with shopping.engine.connect() as connection:
        rows = await connection.execute(select(order_lines.c.personalization, order_lines.c.to_make))
        assert {tuple(row) for row in rows} == {("Ada", 0), ("Bob", 2)}
    assert order.shop_orders[0].lines[0].made_to_order


async def test_a_guests_order_opens_with_its_secret_and_with_nothing_else(shopping: Shopping) -> None:
    robin, mug = guest(), await shopping.writer.list_mug(quantity=6)
    order = await shopping.buy(shopping.line(mug), buyer=robin)
    others = await shopping.buy(shopping.line(mug), buyer="bob")
    assert (await shopping.order_of(order.id, robin))["number"] == order.number
    for path, headers in (
        (order.id, {}),
        (order.id, shopping.as_buyer(guest())),
        (order.id, {"Craftlocal-Order-Secret": "x" * 5000}),
        (order.id, {"Craftlocal-Order-Secret": "é".encode().decode("latin-1")}),
        (order.id, shopping.as_buyer("eve")),
        (others.id, shopping.as_buyer(robin)),
        (others.id, shopping.as_buyer("eve")),
        ("ord_none", shopping.as_buyer(robin)),
        ("ord_none", shopping.as_buyer("eve")),
    ):
        status, problem = await shopping.get(f"/api/v1/orders/{path}", headers)
        assert (status, problem["code"]) == (404, "order_not_found")
    async with shopping.engine.connect() as connection:
        row = (await connection.execute(select(orders).where(orders.c.id == order.id))).one()
        mail = await connection.scalar(select(mails.c.text).where(mails.c.recipient == robin.email))
    assert robin.secret not in str(row)
    assert f"/orders/{order.id}?key={robin.secret}" in str(mail)


@pytest.mark.parametrize("bad", [
    "update orders set total_minor = 1", "update shop_orders set tax_minor = 7",
    "update shop_orders set cancelled_minor = 999999", "update order_lines set cancelled = 9",
    "update orders set secret_hash = 'x'", "update shop_orders set status = 'lost'",
])  # fmt: skip
async def test_the_database_itself_refuses_orders_that_lie(shopping: Shopping, bad: str) -> None:
    await shopping.buy(shopping.line(await shopping.writer.list_mug(quantity=6)))
    with pytest.raises(IntegrityError):
        await shopping.run(bad)


async def test_days_are_those_of_the_shop(shopping: Shopping) -> None:
    await shopping.run("update shops set time_zone = 'Pacific/Kiritimati'")
    order = await shopping.buy(shopping.line(await shopping.writer.list_mug()))
    async with shopping.engine.connect() as connection:
        found = (await connection.execute(select(shop_orders.c.ship_by))).scalar_one()
        today = await connection.scalar(text("select (now() at time zone 'Pacific/Kiritimati')::date"))
    assert order.shop_orders[0].ship_by == found == today + timedelta(days=3)
