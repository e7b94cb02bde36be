"""SQL for listings.

Lock order: the shop, its pictures, a shipping profile, the listing, its variants, the outbox. Several listings by id.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, Select, column, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from core.listing import Image, Personalization, SellerListing, ShopRef
from core.money import Money
from core.tables import listings, shops
from write_api.listings.variants import store as variants
from write_api.paging import Place

AS_THEY_ARE = (
    "id", "sku", "title", "description", "category", "quantity", "materials", "colors", "style", "occasions",
    "recipients", "tags", "made_to_order", "lead_days", "ships_to", "shipping_profile_id", "ai_channels",
    "state", "version",
)  # fmt: skip

# Statements with many columns are built once: building one takes longer than PostgreSQL takes to run it.
_NEW = upsert(listings)
INSERT_OR_REVIVE = _NEW.on_conflict_do_update(
    index_elements=[listings.c.shop_id, listings.c.sku],
    set_={
        name: _NEW.excluded[name]
        for name in listings.c.keys()  # noqa: SIM118 - a collection of columns, not a dict
        if name not in ("id", "shop_id", "sku", "version", "held", "low_stock_told")
        and not name.endswith("_at")
    }
    | {
        "version": listings.c.version + 1,
        # What was in a checkout when it was deleted is in it still.
        "quantity": func.greatest(_NEW.excluded.quantity, listings.c.held),
        "low_stock_told": False,
    }
    | {name: func.now() for name in ("stock_changed_at", "created_at", "updated_at")},
    where=listings.c.state == "deleted",
).returning(listings.c.id, listings.c.version, listings.c.quantity, listings.c.held)
INSERT_MISSING = upsert(listings).on_conflict_do_nothing().returning(listings.c.id)
WITH_SHOP = select(
    listings,
    shops.c.name.label("shop_name"),
    shops.c.city.label("shop_city"),
    shops.c.country,
    variants.as_json(),
).join(shops, shops.c.id == listings.c.shop_id)


async def any_there(connection: AsyncConnection) -> bool:
    """Tell whether there is any listing, in whatever state."""
    return bool(await connection.scalar(select(select(listings.c.id).exists())))


async def insert_or_revive(connection: AsyncConnection, listing: SellerListing) -> SellerListing | None:
    """Insert a listing; one deleted before under its SKU comes back with the new content instead.

    Returns it with the id, version and stock it got, or None when the shop has a living listing with this SKU.
    """
    row = (await connection.execute(INSERT_OR_REVIVE, to_columns(listing))).first()
    if row is None:
        return None
    there = listing.model_copy(update=row._asdict())
    await variants.insert(connection, [there])
    return there


async def insert_missing(connection: AsyncConnection, new: Sequence[SellerListing]) -> set[str]:
    """Insert listings whose SKU their shop does not have; return the ids that were."""
    if not new:
        return set()
    # By id, as every writer of several does: two imports at once wait for each other, never both.
    rows = sorted((to_columns(one) for one in new), key=itemgetter("id"))
    inserted = set((await connection.execute(INSERT_MISSING, rows)).scalars())
    await variants.insert(connection, [one for one in new if one.id in inserted])
    return inserted


async def get(connection: AsyncConnection, account_id: str, listing_id: str) -> SellerListing | None:
    """Return an account's own listing that is not deleted."""
    owned = _owned(account_id).where(listings.c.id == listing_id, listings.c.state != "deleted")
    row = (await connection.execute(owned)).first()
    return _to_listing(row) if row else None


async def lock(connection: AsyncConnection, account_id: str, listing_id: str) -> SellerListing | None:
    """Return an account's own listing, also a deleted one, and hold it until the transaction ends."""
    owned = _owned(account_id).where(listings.c.id == listing_id)
    await connection.execute(owned.with_only_columns(listings.c.id).with_for_update(of=listings))
    # Read anew: whoever waited for the row would see the variants as they were before.
    row = (await connection.execute(owned)).first()
    return _to_listing(row) if row else None


async def lock_by_sku(
    connection: AsyncConnection, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], SellerListing]:
    """Return the listings with these (shop id, SKU), also deleted ones, and hold them."""
    skus = literal([sku for _, sku in keys], ARRAY(Text))
    asked = (
        func.unnest(literal([shop_id for shop_id, _ in keys], ARRAY(Text)), skus)
        .table_valued(column("shop_id", Text), column("sku", Text), name="asked")
        .render_derived()
    )
    of_these = (
        select(listings.c.id)
        .join(asked, (asked.c.shop_id == listings.c.shop_id) & (asked.c.sku == listings.c.sku))
        # Said twice: a plan made while the table was small goes through it once, and not once for each SKU.
        .where(listings.c.sku == func.any(skus))
        .order_by(listings.c.id)
        .with_for_update(of=listings)
    )
    ids = list((await connection.execute(of_these)).scalars())
    if not ids:
        return {}
    # Read anew, as in `lock`.
    found = WITH_SHOP.where(listings.c.id == func.any(literal(ids, ARRAY(Text))))
    there = (_to_listing(row) for row in await connection.execute(found))
    return {(one.shop.id, one.sku): one for one in there}


async def save(connection: AsyncConnection, before: SellerListing, after: SellerListing) -> None:
    """Write what differs. The caller holds the row and has raised the version."""
    old, new = to_columns(before), to_columns(after)
    differing = {name: value for name, value in new.items() if old[name] != value}
    if "quantity" in differing:
        differing |= {"stock_changed_at": func.now(), "low_stock_told": False}
    if before.held != after.held:  # the variants that held them are others now
        differing |= {"held": after.held}
    await variants.save(connection, before, after)
    await connection.execute(
        update(listings).where(listings.c.id == before.id).values(**differing, updated_at=func.now())
    )


async def page(
    connection: AsyncConnection, account_id: str, *, limit: int, after: Place | None
) -> list[tuple[Place, SellerListing]]:
    """Return an account's own listings, newest first, from behind `after`."""
    statement = _owned(account_id).where(listings.c.state != "deleted")
    if after is not None:
        statement = statement.where(tuple_(listings.c.created_at, listings.c.id) < tuple_(*after))
    newest = statement.order_by(listings.c.created_at.desc(), listings.c.id.desc()).limit(limit)
    return [(Place(row.created_at, row.id), _to_listing(row)) for row in await connection.execute(newest)]


async def currency_of(connection: AsyncConnection, shop_id: str) -> str:
    """Return the currency that a shop counts in."""
    return str(await connection.scalar(select(shops.c.currency).where(shops.c.id == shop_id)))


async def rating_of(connection: AsyncConnection, shop_id: str) -> float | None:
    """Return how a shop is rated, if it is."""
    rating = await connection.scalar(select(shops.c.rating).where(shops.c.id == shop_id))
    return float(rating) if rating is not None else None


def to_columns(listing: SellerListing) -> dict[str, Any]:
    """Return a listing as a row of the table."""
    return {name: getattr(listing, name) for name in AS_THEY_ARE} | {
        "shop_id": listing.shop.id,
        "price_minor": listing.price.amount_minor,
        "currency": listing.price.currency,
        "personalization": listing.personalization.model_dump(),
        "images": [image.model_dump() for image in listing.images],
    }


def _owned(account_id: str) -> Select[Any]:
    return WITH_SHOP.where(shops.c.owner_id == account_id)


def _to_listing(row: Row[Any]) -> SellerListing:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented access by name
    return SellerListing.model_construct(
        **{name: values[name] for name in (*AS_THEY_ARE, "held")},
        shop=ShopRef(id=row.shop_id, name=row.shop_name, city=row.shop_city, country=row.country),
        price=Money(amount_minor=row.price_minor, currency=row.currency),
        personalization=Personalization(**row.personalization),
        images=[Image(**image) for image in row.images],
        variants=variants.from_json(row.variants, row.currency),
    )
