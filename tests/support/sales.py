"""Orders of a shop put straight into the tables, and what a dashboard must make of them, computed plainly."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.ids import new_id
from core.tables import listings, order_lines, orders, shop_orders, shops

CLIENTS = ("https://chatgpt.example/client.json", "cli_an_assistant", "craftlocal_web")
FIGURES = ("orders", "cancelled_orders", "pieces", "revenue_minor", "cancelled_minor")
MANY = """
    insert into orders (id, number, reference, email, secret_hash, client_id, currency, items_minor, total_minor,
        ship_to, placed_at)
    select 'ord_' || :tag || lpad(n::text, 20, '0'), :tag || n, :tag || n, 'b@buyers.example', 'x',
        (array['https://chatgpt.example/client.json', 'cli_an_assistant', 'craftlocal_web'])[1 + n % 3],
        case when n % 50 = 0 then 'EUR' else 'USD' end, 3200, 3200, '{}',
        cast(:first as timestamptz) + random() * (cast(:last as timestamptz) - cast(:first as timestamptz))
    from generate_series(1, :count) n
"""
THEIR_SHOP_ORDERS = """
    insert into shop_orders (id, order_id, shop_id, status, currency, items_minor, total_minor, fee_minor,
        cancelled_minor, ship_by, placed_at, paid_out_at)
    select replace(id, 'ord_', 'sho_'), id, :shop_id,
        case when dice < 0.03 then 'cancelled' when dice < 0.05 then 'placed' when dice < 0.1 then 'shipped'
            else 'delivered' end,
        currency, 3200, 3200, 160, case when dice < 0.03 then 3200 else 0 end,
        cast(placed_at + interval '3 days' as date),
        placed_at, case when dice > 0.2 then placed_at + interval '20 days' end
    from (select *, random() as dice from orders where id like 'ord_' || :tag || '%') theirs
"""
THEIR_LINES = """
    insert into order_lines (id, shop_order_id, listing_id, sku, title, price_minor, quantity, cancelled, copy)
    select replace(id, 'sho_', 'lin_') || n, id, listing_id, 'SKU', 'A stoneware mug', 1600, 1,
        case when status = 'cancelled' then 1 else 0 end, jsonb_build_object('description', repeat('clay ', 60))
    from (
        select id, status, n,
            (cast(:listings as text[]))[1 + floor(cast(:kinds as int) * power(random(), 2))::int] as listing_id
        from shop_orders, generate_series(1, 2) n
        where shop_orders.id like 'sho_' || :tag || '%' and (n = 1 or right(shop_orders.id, 1) < '5')
    ) wanted
"""


@dataclass
class Line:
    """A line of an order; ids are made here."""

    listing_id: str
    price_minor: int
    quantity: int
    cancelled: int = 0
    id: str = field(default_factory=lambda: new_id("lin"))


@dataclass
class Sale:
    """One maker's order as the tables have it."""

    placed_at: datetime
    currency: str
    client_id: str
    lines: list[Line]
    shipping_minor: int = 0
    status: str = "placed"
    cancelled_minor: int = 0
    fee_minor: int = 0
    ship_by: date | None = None
    paid_out_at: datetime | None = None
    id: str = field(default_factory=lambda: new_id("sho"))

    @property
    def items_minor(self) -> int:
        return sum(line.price_minor * line.quantity for line in self.lines)

    @property
    def total_minor(self) -> int:
        return self.items_minor + self.shipping_minor

    def cancel(self) -> None:
        """Cancel it as a whole."""
        self.status, self.cancelled_minor = "cancelled", self.total_minor
        for line in self.lines:
            line.cancelled = line.quantity


def random_sale(chance: random.Random, listing_ids: Sequence[str], first: datetime, last: datetime) -> Sale:
    """Return a sale between two instants; one in ten is cancelled, one in ten in part."""
    seconds = (last - first).total_seconds()
    lines = [
        Line(chance.choice(listing_ids), chance.randrange(100, 9000), chance.randint(1, 3))
        for _ in range(chance.randint(1, 3))
    ]
    sale = Sale(
        first + timedelta(seconds=chance.random() * seconds),
        chance.choices(["USD", "EUR", "JPY"], [8, 1, 1])[0],
        chance.choice(CLIENTS),
        lines,
        shipping_minor=chance.randrange(0, 900),
        status=chance.choice(["placed", "accepted", "shipped", "delivered"]),
    )
    match chance.randrange(10):
        case 0:
            sale.cancel()
        case 1:
            lines[0].cancelled = 1
            sale.cancelled_minor = lines[0].price_minor
    return sale


async def shop_id_of(engine: AsyncEngine, name: str = "Ada's pots") -> str:
    """Return the id of a shop."""
    async with engine.connect() as connection:
        found = await connection.scalar(select(shops.c.id).where(shops.c.name == name))
    assert found
    return str(found)


async def add_listings(connection: AsyncConnection, shop_id: str, count: int, **columns: Any) -> list[str]:
    """List pieces; return their ids, oldest first."""
    ids = [new_id("lst") for _ in range(count)]
    start = datetime(2020, 1, 1, tzinfo=UTC)
    rows = [
        {
            "id": id_, "shop_id": shop_id, "sku": f"{id_[-8:]}-{n}", "title": f"Piece {n}", "category": "Mugs",
            "price_minor": 1600, "currency": "USD", "quantity": 9, "created_at": start + timedelta(hours=n),
        } | columns
        for n, id_ in enumerate(ids)
    ]  # fmt: skip
    await connection.execute(insert(listings), rows)
    return ids


async def add_sales(connection: AsyncConnection, shop_id: str, sales: Iterable[Sale]) -> None:
    """Put sales into the tables, as the slice of orders does."""
    of = {sale.id: sale for sale in sales}
    amounts = ("currency", "items_minor", "shipping_minor", "total_minor", "placed_at")
    money = {id_: {name: getattr(sale, name) for name in amounts} for id_, sale in of.items()}
    await connection.execute(insert(orders), [
        money[id_] | {"id": "ord" + id_[3:], "number": id_, "reference": id_, "email": "b@buyers.example",
                      "secret_hash": b"0", "client_id": sale.client_id, "ship_to": {}}
        for id_, sale in of.items()
    ])  # fmt: skip
    theirs = ("status", "cancelled_minor", "fee_minor", "ship_by", "paid_out_at")
    await connection.execute(insert(shop_orders), [
        money[id_] | {name: getattr(sale, name) for name in theirs}
        | {"id": id_, "order_id": "ord" + id_[3:], "shop_id": shop_id}
        for id_, sale in of.items()
    ])  # fmt: skip
    await connection.execute(insert(order_lines), [
        vars(line) | {"shop_order_id": id_, "sku": "S", "title": "T"} for id_, sale in of.items() for line in sale.lines
    ])  # fmt: skip


async def save_sale(connection: AsyncConnection, sale: Sale) -> None:
    """Write what changed of a sale that is there, as the slice of orders does."""
    await connection.execute(
        shop_orders.update()
        .where(shop_orders.c.id == sale.id)
        .values(status=sale.status, cancelled_minor=sale.cancelled_minor)
    )
    for line in sale.lines:
        await connection.execute(
            order_lines.update().where(order_lines.c.id == line.id).values(cancelled=line.cancelled)
        )


async def add_many(
    connection: AsyncConnection,
    shop_id: str,
    listing_ids: Sequence[str],
    count: int,
    first: datetime,
    last: datetime,
    *,
    tag: str,
) -> None:
    """Put very many sales into the tables, at random instants, popular listings more often."""
    await connection.execute(text("select setseed(0.5)"))
    known = {"tag": tag, "shop_id": shop_id, "count": count, "first": first, "last": last}
    known |= {"listings": list(listing_ids), "kinds": len(listing_ids)}
    for statement in (MANY, THEIR_SHOP_ORDERS, THEIR_LINES):
        names = [name for name in known if f":{name}" in statement]
        await connection.execute(text(statement), {name: known[name] for name in names})
        # The next one joins these rows: by what PostgreSQL knew of the empty tables, one by one.
        await connection.execute(text("analyze orders, shop_orders, order_lines"))


ByDay = dict[str, dict[date, Counter[str]]]


def figures_of(sales: Iterable[Sale], zone: ZoneInfo) -> ByDay:
    """Return what was sold by currency and day, added up one by one."""
    figures: ByDay = defaultdict(lambda: defaultdict(Counter))
    for sale in sales:
        gone = sale.status == "cancelled"
        figures[sale.currency][sale.placed_at.astimezone(zone).date()] += Counter(
            orders=not gone,
            cancelled_orders=gone,
            pieces=sum(line.quantity - line.cancelled for line in sale.lines),
            revenue_minor=sale.total_minor - sale.cancelled_minor,
            cancelled_minor=sale.cancelled_minor,
        )
    return figures


def best_of(sales: Iterable[Sale]) -> list[tuple[str, str, int, int]]:
    """Return listing, currency, pieces and revenue of whatever sold."""
    pieces: Counter[tuple[str, str]] = Counter()
    revenue: Counter[tuple[str, str]] = Counter()
    for sale in sales:
        for line in sale.lines:
            left = line.quantity - line.cancelled
            pieces[line.listing_id, sale.currency] += left
            revenue[line.listing_id, sale.currency] += line.price_minor * left
    return sorted((*key, count, revenue[key]) for key, count in pieces.items() if count)


def expected(sales: Sequence[Sale], first: date, last: date, zone: ZoneInfo, currency: str) -> dict[str, Any]:
    """Return the sales of a dashboard, computed plainly."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    before = [day - timedelta(len(days)) for day in days]
    figures = figures_of(sales, zone)

    def summed(code: str, some: Iterable[date]) -> dict[str, int]:
        found = sum((figures[code][day] for day in some), Counter())
        return {name: found[name] for name in FIGURES}

    def by(start_of: Callable[[date], date]) -> list[dict[str, Any]]:
        return [
            {"starts_on": start.isoformat()}
            | summed(currency, (day for day in days if start_of(day) == start))
            for start in sorted({start_of(day) for day in days})
        ]

    meant = [sale for sale in sales if first <= sale.placed_at.astimezone(zone).date() <= last]
    kept = [sale for sale in meant if sale.status != "cancelled"]
    others = {code: summed(code, days) for code in figures if code != currency}
    return {
        "total": summed(currency, days),
        "previous": summed(currency, before),
        "by_day": by(lambda day: day),
        "by_week": by(lambda day: day - timedelta(day.isoweekday() - 1)),
        "by_month": by(lambda day: day.replace(day=1)),
        "other": {
            code: sold
            for code, sold in others.items()
            if any([*sold.values(), *summed(code, before).values()])
        },
        "assistant_orders": sum(not sale.client_id.startswith("craftlocal_") for sale in kept),
        "best": best_of(meant),
    }
