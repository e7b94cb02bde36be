"""SQL for stock. Lock order: listings by id, which guard their variants, then holds, then what is only added to."""

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
    Row,
    Select,
    Table,
    Text,
    bindparam,
    case,
    column,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from core.tables import listings, seller_events, shops, stock_holds, variants
from write_api.inventory.rules import Movement, Shelf, Stock
from write_api.listings.pieces import Piece

EVENTS_KEPT = text("interval '90 days'")
RELEASED_KEPT = text("interval '30 days'")
SWEPT_AT_ONCE = 100
HELD = ("reference", "listing_id", "variant_id", "quantity", "to_make", "state")

FACTS = ("id", "shop_id", "sku", "title", "made_to_order", "state", "version")
COUNTS = ("sku", "quantity", "held", "stock_changed_at", "low_stock_told")
LISTING = select(
    *(listings.c[name] for name in dict.fromkeys((*FACTS, *COUNTS))), shops.c.low_stock_level
).join(shops, shops.c.id == listings.c.shop_id)
VARIANT = select(
    variants.c.listing_id,
    *(variants.c[name] for name in ("id", *COUNTS, "options")),
    variants.c.removed_at.is_not(None),
).order_by(variants.c.listing_id, variants.c.position, variants.c.id)


def _array(name: str, kind: type[TypeEngine[Any]]) -> BindParameter[Any]:
    return bindparam(name, type_=ARRAY(kind))


_ROWS = (
    func.unnest(
        _array("ids", Text),
        _array("quantities", Integer),
        _array("helds", Integer),
        _array("tolds", Boolean),
        _array("states", Text),
        _array("versions", Integer),
    )
    .table_valued(*map(column, ("id", "quantity", "held", "told", "state", "version")), name="after")
    .render_derived()
)
_COUNTED_AT = func.coalesce(bindparam("counted_at", type_=DateTime(timezone=True)), func.now())


def _counts(table: Table) -> dict[str, Any]:
    is_counted = bindparam("is_counted", type_=Boolean)
    return {
        "quantity": _ROWS.c.quantity,
        "held": _ROWS.c.held,
        "low_stock_told": _ROWS.c.told,
        "stock_changed_at": case(
            (is_counted, func.greatest(table.c.stock_changed_at, _COUNTED_AT)), else_=table.c.stock_changed_at
        ),
    }


SAVE = (
    update(listings)
    .where(listings.c.id == _ROWS.c.id)
    .values(
        **_counts(listings),
        state=_ROWS.c.state,
        version=_ROWS.c.version,
        updated_at=case(
            (_ROWS.c.version != listings.c.version, func.now()), else_=listings.c.updated_at
        ),
    )
)  # fmt: skip
SAVE_VARIANTS = update(variants).where(variants.c.id == _ROWS.c.id).values(**_counts(variants))


@dataclass(frozen=True)
class Hold:
    """Pieces of one kind that a checkout holds: from stock, and to be made."""

    reference: str
    listing_id: str
    variant_id: str  # empty for a listing without variants
    quantity: int
    to_make: int
    state: Literal["held", "released", "sold"]

    @property
    def piece(self) -> Piece:
        """What it holds pieces of."""
        return Piece(self.listing_id, self.variant_id)


async def lock_by_sku(connection: AsyncConnection, shop_id: str, skus: Iterable[str]) -> dict[str, Shelf]:
    """Return by id the shop's listings that have these SKUs, themselves or in a variant, and hold their rows.

    Deleted listings are left out, and so are variants that were taken off.
    """
    asked = func.any(bindparam(None, list(skus), type_=ARRAY(Text)))
    has_it = select(variants.c.listing_id).where(
        variants.c.shop_id == shop_id, variants.c.sku == asked, variants.c.removed_at.is_(None)
    )
    of_variants = list((await connection.execute(has_it)).scalars())
    named = or_(
        listings.c.sku == asked, listings.c.id == func.any(bindparam(None, of_variants, type_=ARRAY(Text)))
    )
    wanted = LISTING.where(listings.c.shop_id == shop_id, named, listings.c.state != "deleted")
    return await _locked(connection, wanted, with_removed=False)


async def lock_by_id(connection: AsyncConnection, listing_ids: Iterable[str]) -> dict[str, Shelf]:
    """Return these listings, also deleted ones and variants that were taken off, and hold their rows."""
    wanted = LISTING.where(listings.c.id == func.any(bindparam(None, list(listing_ids), type_=ARRAY(Text))))
    return await _locked(connection, wanted, with_removed=True)


async def _locked(
    connection: AsyncConnection, statement: Select[Any], *, with_removed: bool
) -> dict[str, Shelf]:
    rows = (await connection.execute(statement.order_by(listings.c.id).with_for_update(of=listings))).all()
    # Read after the rows are held: nobody changes variants of them now.
    ids = bindparam(None, [row.id for row in rows], type_=ARRAY(Text))
    of_them = VARIANT.where(variants.c.listing_id == func.any(ids))
    of_them = of_them if with_removed else of_them.where(variants.c.removed_at.is_(None))
    stocks: dict[str, dict[str, Stock]] = {}
    for listing_id, *found in await connection.execute(of_them):
        stocks.setdefault(listing_id, {})[found[0]] = Stock(*found)
    return {row.id: _shelf(row, stocks.get(row.id, {})) for row in rows}


def _shelf(row: Row[Any], stocks: dict[str, Stock]) -> Shelf:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented access by name
    if all(stock.is_removed for stock in stocks.values()):
        stocks[""] = Stock("", *(values[name] for name in COUNTS))
    return Shelf(**{name: values[name] for name in (*FACTS, "low_stock_level")}, stocks=stocks)


async def save(
    connection: AsyncConnection,
    movements: Sequence[Movement],
    *,
    is_counted: bool,
    counted_at: datetime | None = None,
) -> None:
    """Write what happened to listings whose rows are held.

    `is_counted` says that the quantities are true for `counted_at`, or for now when that is None.
    """
    if not movements:
        return
    shelves = [one.after for one in movements]
    of_listings = {
        "ids": [shelf.id for shelf in shelves],
        "quantities": [shelf.quantity for shelf in shelves],
        "helds": [shelf.held for shelf in shelves],
        "tolds": [not shelf.has_variants and shelf.stocks[""].low_stock_told for shelf in shelves],
        "states": [shelf.state for shelf in shelves],
        "versions": [shelf.version for shelf in shelves],
    }
    when = {"is_counted": is_counted, "counted_at": counted_at}
    await connection.execute(SAVE, of_listings | when)
    stocks = [after for one in movements for _, after in one.pairs if after.variant_id]
    if stocks:
        of_variants = {
            "ids": [stock.variant_id for stock in stocks],
            "quantities": [stock.quantity for stock in stocks],
            "helds": [stock.held for stock in stocks],
            "tolds": [stock.low_stock_told for stock in stocks],
            "states": [],
            "versions": [],
        }
        await connection.execute(SAVE_VARIANTS, of_variants | when)


async def holds_of(connection: AsyncConnection, reference: str) -> list[Hold]:
    """Return what a reference holds or held, by listing and variant, and hold the rows."""
    statement = select(*(stock_holds.c[name] for name in HELD)).where(stock_holds.c.reference == reference)
    by_piece = statement.order_by(stock_holds.c.listing_id, stock_holds.c.variant_id)
    rows = await connection.execute(by_piece.with_for_update())
    return [Hold(*row) for row in rows]


async def listings_of(connection: AsyncConnection, reference: str) -> list[str]:
    """Return the listings that a reference has pieces of; nothing is locked."""
    statement = select(stock_holds.c.listing_id).distinct().where(stock_holds.c.reference == reference)
    return list((await connection.execute(statement)).scalars())


async def insert_holds(connection: AsyncConnection, holds: Sequence[Hold], lasts: timedelta) -> None:
    """Insert holds that end after `lasts`."""
    rows = [{name: getattr(hold, name) for name in HELD} for hold in holds]
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
