"""SQL for sightings. Rows are locked in the order of their keys."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import starmap
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Date, Text, and_, cast, column, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from core.tables import listing_sightings, listings, shops

COLUMNS: dict[str, type[TypeEngine[Any]]] = {
    "shop_id": Text,
    "span": Text,
    "starts_on": Date,
    "listing_id": Text,
    "shown": BigInteger,
    "viewed": BigInteger,
}


class Seen(NamedTuple):
    """How often a listing was shown among results, and viewed."""

    shown: int = 0
    viewed: int = 0


class Home(NamedTuple):
    """The shop of a listing, and the time zone in which it counts."""

    shop_id: str
    time_zone: str


class Place(NamedTuple):
    """Where sightings are added up: a listing, and a day or a month of its shop."""

    shop_id: str
    span: str
    starts_on: date
    listing_id: str


async def homes(connection: AsyncConnection, listing_ids: Collection[str]) -> dict[str, Home]:
    """Return the shops of listings; ids that are none are left out."""
    found = select(listings.c.id, listings.c.shop_id, shops.c.time_zone).join(
        shops, shops.c.id == listings.c.shop_id
    )
    asked = found.where(listings.c.id == func.any(literal(list(listing_ids), ARRAY(Text))))
    return {row.id: Home(row.shop_id, row.time_zone) for row in await connection.execute(asked)}


async def add(connection: AsyncConnection, counts: Mapping[Place, Seen]) -> None:
    """Add to what was seen, in one statement."""
    rows = [(*place, *seen) for place, seen in sorted(counts.items())]
    arrays = [
        literal(list(values), ARRAY(kind))
        for values, kind in zip(zip(*rows, strict=True), COLUMNS.values(), strict=True)
    ]
    given = (
        func.unnest(*arrays).table_valued(*starmap(column, COLUMNS.items()), name="given").render_derived()
    )
    new = insert(listing_sightings).from_select(list(COLUMNS), select(given))
    statement = new.on_conflict_do_update(
        index_elements=list(listing_sightings.primary_key.columns),
        set_={name: listing_sightings.c[name] + new.excluded[name] for name in Seen._fields},
    )
    await connection.execute(statement)


async def of_shop(
    connection: AsyncConnection, shop_id: str, months: Sequence[date], days: Sequence[date]
) -> dict[str, Seen]:
    """Return what was seen of each listing in these months and days together."""
    table = listing_sightings.c
    spans = [("month", months), ("day", days)]
    found = (
        select(
            table.listing_id,
            cast(func.sum(table.shown), BigInteger),
            cast(func.sum(table.viewed), BigInteger),
        )
        .where(
            table.shop_id == shop_id,
            or_(*(and_(table.span == span, table.starts_on.in_(starts)) for span, starts in spans if starts)),
        )
        .group_by(table.listing_id)
    )
    return {listing_id: Seen(shown, viewed) for listing_id, shown, viewed in await connection.execute(found)}
