"""SQL for orders.

Lock order: the order, which guards all that belongs to it; its parts by shop, whose tallies end with a change of
theirs (triggers do that); listings; what is only added.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    RowMapping,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import (
    accounts,
    listings,
    order_adjustments,
    order_events,
    order_lines,
    orders,
    seller_events,
    shop_orders,
    shops,
)
from write_api.orders.rules import Line, Part

LINE_FIELDS = (
    "id", "listing_id", "variant_id", "title", "price_minor", "quantity", "discount_minor", "tax_minor",
    "cancelled", "to_make", "personalization",
)  # fmt: skip
PART_FIELDS = (
    "id", "order_id", "shop_id", "status", "version", "currency", "placed_at", "shipping_minor", "total_minor",
    "cancelled_minor", "tracking", "accepted_at", "shipped_at",
)  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """A shop that is bought from: the address of its owner, and what day it is there."""

    id: str
    name: str
    email: str
    today: date


async def by_reference(connection: AsyncConnection, reference: str) -> str | None:
    """Return the order that was placed under a reference."""
    found: str | None = await connection.scalar(select(orders.c.id).where(orders.c.reference == reference))
    return found


KEPT = (
    "description",
    "category",
    "materials",
    "colors",
    "style",
    "tags",
    "personalization",
    "images",
    "version",
)


async def copies(connection: AsyncConnection, listing_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what an order keeps of listings beside their offers, of deleted ones too, by id."""
    kept = select(listings.c.id, *(listings.c[name] for name in KEPT)).where(
        listings.c.id.in_(set(listing_ids))
    )
    rows = (await connection.execute(kept)).mappings()
    return {row["id"]: {name: row[name] for name in KEPT} for row in rows}


async def shops_of(connection: AsyncConnection, shop_ids: Iterable[str], at: datetime) -> dict[str, Shop]:
    """Return the shops by id."""
    local = func.date(func.timezone(shops.c.time_zone, literal(at)))
    statement = select(shops.c.id, shops.c.name, accounts.c.email, local).join(
        accounts, accounts.c.id == shops.c.owner_id
    )
    rows = await connection.execute(statement.where(shops.c.id.in_(list(shop_ids))))
    return {row[0]: Shop(*row) for row in rows}


async def insert_order(
    connection: AsyncConnection,
    order: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
) -> None:
    """Insert an order with its parts and lines."""
    await connection.execute(insert(orders), [dict(order)])
    await connection.execute(insert(shop_orders), [dict(one) for one in parts])
    await connection.execute(insert(order_lines), [dict(one) for one in lines])


async def lock(connection: AsyncConnection, order_id: str) -> None:
    """Let nobody else change an order until the transaction ends: its events stand in the order they happened."""
    await connection.execute(
        select(orders.c.id).where(orders.c.id == order_id).with_for_update(key_share=True)
    )


async def parts_of(connection: AsyncConnection, order_id: str) -> list[Part]:
    """Return the makers' parts of an order that is locked, as rules judge them."""
    of_order = shop_orders.c.order_id == order_id
    parts = await connection.execute(select(shop_orders).where(of_order).order_by(shop_orders.c.position))
    in_order = order_lines.c.shop_order_id.in_(select(shop_orders.c.id).where(of_order))
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in (
        await connection.execute(select(order_lines).where(in_order).order_by(order_lines.c.position))
    ).mappings():
        lines[row["shop_order_id"]].append(Line(**{name: row[name] for name in LINE_FIELDS}))
    return [
        Part(**{name: row[name] for name in PART_FIELDS}, lines=tuple(lines[row["id"]]))
        for row in parts.mappings()
    ]


async def save(connection: AsyncConnection, part: Part, **changed: Any) -> None:
    """Write what changed of a part; its version is raised."""
    this = update(shop_orders).where(shop_orders.c.id == part.id)
    await connection.execute(this.values(**changed, version=part.version + 1))


async def add_cancelled(connection: AsyncConnection, cancelled: Mapping[str, int]) -> None:
    """Note pieces of lines, by id, as cancelled."""
    one_more = (
        update(order_lines)
        .where(order_lines.c.id == bindparam("line"))
        .values(cancelled=order_lines.c.cancelled + bindparam("more"))
    )
    await connection.execute(one_more, [{"line": id_, "more": more} for id_, more in cancelled.items()])


async def add_adjustment(connection: AsyncConnection, **adjustment: Any) -> None:
    """Add money that goes back; not settled yet."""
    await connection.execute(insert(order_adjustments).values(**adjustment))


async def add_events(connection: AsyncConnection, events: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to timelines."""
    if events:
        await connection.execute(insert(order_events), [dict(one) for one in events])


async def add_seller_event(
    connection: AsyncConnection, shop_id: str, kind: str, object_id: str, data: Mapping[str, Any]
) -> None:
    """Add what a maker may want to hear of."""
    row = {"shop_id": shop_id, "kind": kind, "object_id": object_id, "data": dict(data)}
    await connection.execute(insert(seller_events).values(row))


async def events_of(connection: AsyncConnection, part: Part) -> int:
    """Return how many events a part has by now."""
    count = select(func.count()).where(order_events.c.shop_order_id == part.id)
    return int(await connection.scalar(count) or 0)


async def own_order(connection: AsyncConnection, account_id: str, order_id: str) -> bool:
    """Tell whether an account bought this order."""
    own = (orders.c.id == order_id) & (orders.c.account_id == account_id)
    return await connection.scalar(select(orders.c.id).where(own)) is not None


async def guest_secret(connection: AsyncConnection, order_id: str) -> bytes | None:
    """Return the hash of what opens a guest's order."""
    found: bytes | None = await connection.scalar(select(orders.c.secret_hash).where(orders.c.id == order_id))
    return found


async def replace_secret(
    connection: AsyncConnection, number: str, email: str, secret_hash: bytes
) -> str | None:
    """Let something else open a guest's order; return its id, None when number and address fit no such order."""
    theirs = (orders.c.number == number) & (orders.c.email == email) & orders.c.account_id.is_(None)
    found: str | None = await connection.scalar(
        update(orders).where(theirs).values(secret_hash=secret_hash).returning(orders.c.id)
    )
    return found


async def order_of(connection: AsyncConnection, shop_id: str, shop_order_id: str) -> str | None:
    """Return the order that a shop's own part belongs to."""
    own = (shop_orders.c.id == shop_order_id) & (shop_orders.c.shop_id == shop_id)
    found: str | None = await connection.scalar(select(shop_orders.c.order_id).where(own))
    return found


async def named(
    connection: AsyncConnection, shop_id: str, *, number: str, tracking: str
) -> list[tuple[str, str]]:
    """Return a shop's own parts, as (order, part), by the order's number, or else by a parcel's; two at most."""
    is_named = orders.c.number == number if number else shop_orders.c.tracking["number"].astext == tracking
    statement = select(shop_orders.c.order_id, shop_orders.c.id).join(
        orders, orders.c.id == shop_orders.c.order_id
    )
    rows = await connection.execute(statement.where(shop_orders.c.shop_id == shop_id, is_named).limit(2))
    return [(row[0], row[1]) for row in rows]


async def order_row(connection: AsyncConnection, order_id: str) -> RowMapping:
    """Return an order; `mail_to` is where its buyer reads mail today."""
    mail_to = func.coalesce(accounts.c.email, orders.c.email).label("mail_to")
    statement = select(orders, mail_to).join(accounts, accounts.c.id == orders.c.account_id, isouter=True)
    return (await connection.execute(statement.where(orders.c.id == order_id))).mappings().one()


async def email_of(connection: AsyncConnection, account_id: str) -> str:
    """Return the address of an account.

    Raises:
        sqlalchemy.exc.NoResultFound: there is no such account.
    """
    return str(
        (await connection.execute(select(accounts.c.email).where(accounts.c.id == account_id))).scalar_one()
    )
