"""SQL for stock. Lock order: listings by id, then their holds, then what is only added to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Boolean,
    DateTime,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    column,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from core.tables import listings, seller_events, shops, stock_holds
from write_api.inventory.rules import Stock

EVENTS_KEPT = text("interval '90 days'")
RELEASED_KEPT = text("interval '30 days'")
SWEPT_AT_ONCE = 100

STOCK = select(
    *(listings.c[name] for name in ("id", "shop_id", "sku", "title", "quantity", "held")),
    *(listings.c[name] for name in ("made_to_order", "state", "version")),
    listings.c.stock_changed_at.label("changed_at"),
    shops.c.low_stock_level,
    listings.c.low_stock_told,
).join(shops, shops.c.id == listings.c.shop_id)


def _array(name: str, kind: type[TypeEngine[Any]]) -> BindParameter[Any]:
    return bindparam(name, type_=ARRAY(kind))


_ROWS = (
    func.unnest(
        _array("ids", Text),
        _array("quantities", Integer),
        _array("helds", Integer),
        _array("states", Text),
        _array("versions", Integer),
        _array("tolds", Boolean),
    )
    .table_valued(*map(column, ("id", "quantity", "held", "state", "version", "told")), name="after")
    .render_derived()
)
_COUNTED_AT = func.coalesce(bindparam("counted_at", type_=DateTime(timezone=True)), func.now())
SAVE = (
    update(listings)
    .where(listings.c.id == _ROWS.c.id)
    .values(
        quantity=_ROWS.c.quantity,
        held=_ROWS.c.held,
        state=_ROWS.c.state,
        version=_ROWS.c.version,
        low_stock_told=_ROWS.c.told,
        updated_at=case(
            (_ROWS.c.version != listings.c.version, func.now()), else_=listings.c.updated_at
        ),
        stock_changed_at=case(
            (bindparam("is_counted", type_=Boolean), func.greatest(listings.c.stock_changed_at, _COUNTED_AT)),
            else_=listings.c.stock_changed_at,
        ),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Hold:
    """Pieces of one listing that a checkout holds: from stock, and to be made."""

    reference: str
    listing_id: str
    quantity: int
    to_make: int
    state: Literal["held", "released", "sold"]


async def lock_by_sku(connection: AsyncConnection, shop_id: str, skus: Iterable[str]) -> dict[str, Stock]:
    """Return the shop's listings with these SKUs that are not deleted, and hold their rows."""
    wanted = STOCK.where(
        listings.c.shop_id == shop_id,
        listings.c.sku == func.any(bindparam(None, list(skus), type_=ARRAY(Text))),
        listings.c.state != "deleted",
    )
    return {stock.sku: stock for stock in await _locked(connection, wanted)}


async def lock_by_id(connection: AsyncConnection, listing_ids: Iterable[str]) -> dict[str, Stock]:
    """Return these listings, also deleted ones, and hold their rows."""
    wanted = STOCK.where(listings.c.id == func.any(bindparam(None, list(listing_ids), type_=ARRAY(Text))))
    return {stock.id: stock for stock in await _locked(connection, wanted)}


async def _locked(connection: AsyncConnection, statement: Select[Any]) -> list[Stock]:
    rows = await connection.execute(statement.order_by(listings.c.id).with_for_update(of=listings))
    return [Stock(*row) for row in rows]


async def save(
    connection: AsyncConnection, stocks: Sequence[Stock], *, is_counted: bool, counted_at: datetime | None
) -> None:
    """Write the stock of listings whose rows are held.

    `is_counted` says that the quantities are true for `counted_at`, or for now when that is None.
    """
    if not stocks:
        return
    values = {
        "ids": [stock.id for stock in stocks],
        "quantities": [stock.quantity for stock in stocks],
        "helds": [stock.held for stock in stocks],
        "states": [stock.state for stock in stocks],
        "versions": [stock.version for stock in stocks],
        "tolds": [stock.low_stock_told for stock in stocks],
    }
    await connection.execute(SAVE, values | {"is_counted": is_counted, "counted_at": counted_at})


async def holds_of(connection: AsyncConnection, reference: str) -> list[Hold]:
    """Return what a reference holds or held, by listing, and hold the rows."""
    columns = [stock_holds.c[name] for name in ("reference", "listing_id", "quantity", "to_make", "state")]
    statement = select(*columns).where(stock_holds.c.reference == reference)
    rows = await connection.execute(statement.order_by(stock_holds.c.listing_id).with_for_update())
    return [Hold(*row) for row in rows]


async def listings_of(connection: AsyncConnection, reference: str) -> list[str]:
    """Return the listings that a reference has pieces of; nothing is locked."""
    statement = select(stock_holds.c.listing_id).where(stock_holds.c.reference == reference)
    return list((await connection.execute(statement)).scalars())


async def insert_holds(connection: AsyncConnection, holds: Sequence[Hold], lasts: timedelta) -> None:
    """Insert holds that end after `lasts`."""
    rows = [
        {
            "reference": hold.reference,
            "listing_id": hold.listing_id,
            "quantity": hold.quantity,
            "to_make": hold.to_make,
        }
        for hold in holds
    ]
    await connection.execute(insert(stock_holds).values(expires_at=func.now() + lasts), rows)


async def close_holds(
    connection: AsyncConnection, reference: str, state: Literal["released", "sold"]
) -> None:
    """End what a reference still holds."""
    still_held = (stock_holds.c.reference == reference) & (stock_holds.c.state == "held")
    await connection.execute(update(stock_holds).where(still_held).values(state=state, closed_at=func.now()))


async def expired(connection: AsyncConnection) -> list[str]:
    """Return references whose holds have run out, the oldest first."""
    over = select(stock_holds.c.reference).where(
        stock_holds.c.state == "held", stock_holds.c.expires_at < func.now()
    )
    oldest = over.group_by(stock_holds.c.reference).order_by(func.min(stock_holds.c.expires_at))
    return list((await connection.execute(oldest.limit(SWEPT_AT_ONCE))).scalars())


async def add_events(connection: AsyncConnection, events: Sequence[dict[str, Any]]) -> None:
    """Add events (shop_id, kind, object_id, data) that makers may want to hear of."""
    if events:
        await connection.execute(insert(seller_events), events)


async def delete_old(connection: AsyncConnection) -> None:
    """Delete events older than 90 days, and holds that were released more than 30 days ago."""
    await connection.execute(
        delete(seller_events).where(seller_events.c.created_at < func.now() - EVENTS_KEPT)
    )
    ended_long_ago = stock_holds.c.closed_at < func.now() - RELEASED_KEPT
    await connection.execute(delete(stock_holds).where(stock_holds.c.state == "released", ended_long_ago))


async def low_stock_level(connection: AsyncConnection, shop_id: str) -> int | None:
    """Return how few available pieces the maker wants to hear of; None for never."""
    level: int | None = await connection.scalar(select(shops.c.low_stock_level).where(shops.c.id == shop_id))
    return level


async def set_low_stock_level(connection: AsyncConnection, shop_id: str, level: int | None) -> int | None:
    """Set that and return what it was. No document shows it, so the shop's version stays."""
    before: int | None = await connection.scalar(
        select(shops.c.low_stock_level).where(shops.c.id == shop_id).with_for_update(key_share=True)
    )
    await connection.execute(update(shops).where(shops.c.id == shop_id).values(low_stock_level=level))
    return before
