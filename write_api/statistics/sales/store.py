"""SQL for sales. Lock order: the shop, then its tallies."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    Table,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.tables import order_lines, shop_orders, shops, tallies, tally_listings, tally_totals
from write_api.statistics.rules import Figures
from write_api.statistics.sales.spans import Span

OURS = "craftlocal\\_%"  # ids of clients that are no assistants: our own pages, imports, sweeps
FIGURES = Figures._fields
ADD_TALLIES = upsert(tallies).on_conflict_do_nothing().returning(tallies.c.id)


class DayTotal(NamedTuple):
    """What was sold in a span, in one currency."""

    starts_at: datetime
    currency: str
    figures: Figures


class ListingTotal(NamedTuple):
    """What was sold of a listing, in one currency."""

    listing_id: str
    currency: str
    pieces: int
    revenue_minor: int


async def settings_of(connection: AsyncConnection, shop_id: str) -> tuple[str, str, int | None]:
    """Return a shop's time zone, its currency and the level at which stock is low."""
    found = select(shops.c.time_zone, shops.c.currency, shops.c.low_stock_level)
    row = (await connection.execute(found.where(shops.c.id == shop_id))).one()
    return row.time_zone, row.currency, row.low_stock_level


async def hold(connection: AsyncConnection, shop_id: str) -> None:
    """Keep the shop's orders as they are until the transaction ends: who changes one holds the shop as well."""
    await connection.execute(select(shops.c.id).where(shops.c.id == shop_id).with_for_update())


async def tallied(connection: AsyncConnection, shop_id: str, within: Span) -> dict[Span, int]:
    """Return the tallies that lie in a span, by theirs."""
    found = select(tallies.c.starts_at, tallies.c.ends_at, tallies.c.id).where(
        tallies.c.shop_id == shop_id,
        tallies.c.starts_at >= within.starts_at,
        tallies.c.ends_at <= within.ends_at,
    )
    return {Span(row.starts_at, row.ends_at): row.id for row in await connection.execute(found)}


async def tallied_totals(connection: AsyncConnection, ids: Collection[int]) -> list[DayTotal]:
    """Return what these tallies say of sales."""
    found = (
        select(
            tallies.c.starts_at.label("key"),
            tally_totals.c.currency,
            *(tally_totals.c[name] for name in FIGURES),
        )
        .join(tallies, tallies.c.id == tally_totals.c.tally_id)
        .where(tallies.c.id == func.any(_ids(ids)))
    )
    return [_total(row) for row in await connection.execute(found)]


async def tallied_listings(connection: AsyncConnection, ids: Collection[int]) -> list[ListingTotal]:
    """Return what these tallies say of listings, added up."""
    found = (
        select(
            tally_listings.c.listing_id,
            tally_listings.c.currency,
            _sum(tally_listings.c.pieces),
            _sum(tally_listings.c.revenue_minor),
        )
        .where(tally_listings.c.tally_id == func.any(_ids(ids)))
        .group_by(tally_listings.c.listing_id, tally_listings.c.currency)
    )
    return [ListingTotal(*row) for row in await connection.execute(found)]


async def totals(connection: AsyncConnection, shop_id: str, spans: Sequence[Span]) -> list[DayTotal]:
    """Add up what was sold in each span, from the orders."""
    found = await connection.execute(TOTALS, _given(shop_id, spans))
    return [_total(row) for row in found]


async def listings(connection: AsyncConnection, shop_id: str, spans: Sequence[Span]) -> list[ListingTotal]:
    """Add up what was sold of each listing in all spans together, from the orders."""
    found = await connection.execute(LISTINGS, _given(shop_id, spans))
    return [ListingTotal(*row) for row in found]


async def add_tallies(connection: AsyncConnection, shop_id: str, spans: Iterable[Span]) -> None:
    """Write down what was sold in each span. The caller holds the shop."""
    rows = [{"shop_id": shop_id, **span._asdict()} for span in sorted(spans)]
    ids = list((await connection.execute(ADD_TALLIES, rows)).scalars())
    new = select(tallies).where(tallies.c.id == func.any(_ids(ids))).cte("new")
    added = _totals(new, new.c.id).params(shop_id=shop_id)
    await connection.execute(_insert(tally_totals, ("tally_id", "currency", *FIGURES), added))
    sold = _listings(new, new.c.id).params(shop_id=shop_id)
    await connection.execute(
        _insert(tally_listings, ("tally_id", "listing_id", "currency", "pieces", "revenue_minor"), sold)
    )


async def forget(connection: AsyncConnection, ids: Collection[int]) -> None:
    """Take tallies away; what they say is added up from orders again."""
    await connection.execute(delete(tallies).where(tallies.c.id == func.any(_ids(ids))))


def _given(shop_id: str, spans: Sequence[Span]) -> dict[str, Any]:
    return {"shop_id": shop_id, "starts": [s.starts_at for s in spans], "ends": [s.ends_at for s in spans]}


def _asked() -> FromClause:
    instant = DateTime(timezone=True)
    return (
        func.unnest(bindparam("starts", type_=ARRAY(instant)), bindparam("ends", type_=ARRAY(instant)))
        .table_valued(column("starts_at", instant), column("ends_at", instant), name="asked")
        .render_derived()
    )


def _in(table: Table, asked: FromClause) -> ColumnElement[bool]:
    return (
        (table.c.shop_id == bindparam("shop_id"))
        & (table.c.placed_at >= asked.c.starts_at)
        & (table.c.placed_at < asked.c.ends_at)
    )


def _totals(asked: FromClause, key: ColumnElement[Any]) -> Select[Any]:
    kept = shop_orders.c.status != "cancelled"
    of_assistants = shop_orders.c.client_id.not_like(OURS)
    revenue = shop_orders.c.total_minor - shop_orders.c.cancelled_minor
    ordered = (
        select(
            key.label("key"),
            shop_orders.c.currency,
            func.count().filter(kept).label("orders"),
            func.count().filter(~kept).label("cancelled_orders"),
            func.count().filter(kept, of_assistants).label("assistant_orders"),
            _sum(revenue).label("revenue_minor"),
            _sum(shop_orders.c.cancelled_minor).label("cancelled_minor"),
            func.coalesce(cast(func.sum(revenue).filter(of_assistants), BigInteger), 0).label(
                "assistant_revenue_minor"
            ),
        )
        .join_from(asked, shop_orders, _in(shop_orders, asked))
        .group_by(key, shop_orders.c.currency)
        .cte("ordered")
    )
    pieces = (
        select(key.label("key"), order_lines.c.currency, _pieces())
        .join_from(asked, order_lines, _in(order_lines, asked))
        .group_by(key, order_lines.c.currency)
        .cte("pieces")
    )
    counted = func.coalesce(pieces.c.pieces, 0).label("pieces")
    figures = (counted if name == "pieces" else ordered.c[name] for name in FIGURES)
    both = (pieces.c.key == ordered.c.key) & (pieces.c.currency == ordered.c.currency)
    return select(ordered.c.key, ordered.c.currency, *figures).outerjoin_from(ordered, pieces, both)


def _listings(asked: FromClause, *keys: ColumnElement[Any]) -> Select[Any]:
    taken = order_lines.c.quantity - order_lines.c.cancelled
    revenue = _sum(order_lines.c.price_minor * taken)
    return (
        select(*keys, order_lines.c.listing_id, order_lines.c.currency, _pieces(), revenue)
        .join_from(asked, order_lines, _in(order_lines, asked))
        .group_by(*keys, order_lines.c.listing_id, order_lines.c.currency)
    )


def _pieces() -> ColumnElement[int]:
    return func.sum(order_lines.c.quantity - order_lines.c.cancelled).label("pieces")


def _sum(values: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.sum(values), BigInteger)  # of bigint it would be numeric


def _insert(table: Table, columns: Sequence[str], found: Select[Any]) -> Any:
    return insert(table).from_select(list(columns), found)


def _ids(ids: Collection[int]) -> ColumnElement[Any]:
    return literal(list(ids), ARRAY(BigInteger))


def _total(row: Any) -> DayTotal:
    starts_at, currency, *figures = row
    return DayTotal(starts_at, currency, Figures(*figures))


# Built once: building them takes longer than PostgreSQL takes to run them for a month.
_ASKED = _asked()
TOTALS = _totals(_ASKED, _ASKED.c.starts_at)
LISTINGS = _listings(_ASKED)
