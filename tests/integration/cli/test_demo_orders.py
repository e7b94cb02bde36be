"""The demo's orders: enough to look at, the same once more, and nothing is sold out by them."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from rich.console import Console
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo import DEMO_SELLER_SHOP, catalogue, demo_people
from cli.demo.orders import DAYS, demo_orders
from cli.stack import demo
from core.tables import accounts, listings, mails, orders, shop_orders, shops

pytestmark = pytest.mark.integration


def test_the_plan_is_the_same_every_time_and_leaves_pieces_on_the_shelf() -> None:
    rows = catalogue()
    plan = demo_orders(rows)
    assert plan == demo_orders(rows)
    assert len(plan) > 36
    assert all(0 <= order.days_ago <= DAYS for order in plan)
    sold = Counter[tuple[str, str]]()
    for order in plan:
        for line in order.lines:
            sold[line.shop, line.sku] += line.quantity
    there = {(row.shop, row.sku): row.quantity for row in rows}
    assert all(number < there[piece] for piece, number in sold.items())


async def test_maker_and_buyer_find_orders_in_every_state(engine: AsyncEngine) -> None:
    await demo.seed(engine, Console(quiet=True), announce=False)
    counted = [await counts(engine)]
    await demo.seed(engine, Console(quiet=True), announce=False)
    counted.append(await counts(engine))
    assert counted[0] == counted[1]
    statuses, bought, mailed = counted[0]
    assert set(statuses) == {"placed", "accepted", "shipped", "delivered", "cancelled"}
    assert sum(statuses.values()) >= 30
    assert bought >= 6
    assert mailed == 0
    async with engine.connect() as connection:
        newest = await connection.scalar(select(func.max(orders.c.placed_at)))
        held = await connection.scalar(select(func.sum(listings.c.held)))
    assert newest is not None
    assert newest <= datetime.now(UTC)
    assert held == 0


async def counts(engine: AsyncEngine) -> tuple[dict[str, int], int, int]:
    """Return the demo maker's orders by status, how many the demo buyer has, and how many mails there are."""
    async with engine.connect() as connection:
        own = select(shop_orders.c.status, func.count()).join(shops, shops.c.id == shop_orders.c.shop_id)
        rows = await connection.execute(
            own.where(shops.c.name == DEMO_SELLER_SHOP).group_by(shop_orders.c.status)
        )
        statuses = {row[0]: int(row[1]) for row in rows}
        bought = select(func.count()).select_from(orders).join(accounts, accounts.c.id == orders.c.account_id)
        buyer = demo_people()["buyer"].email
        mine = await connection.scalar(bought.where(accounts.c.email == buyer))
        mailed = await connection.scalar(select(func.count()).select_from(mails))
    return statuses, int(mine or 0), int(mailed or 0)
