"""SQL for variants, and for whose a SKU is.

The row of a listing guards its variants: whoever writes here holds it. Lock order: shops by id, then listings.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    literal,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.listing import SellerListing, SellerVariant
from core.money import Money
from core.tables import listings, shops, variants
from write_api.listings.pieces import Piece

SHOWN = ("id", "sku", "options", "price_minor", "quantity", "held")
_NEW = upsert(variants)
_IS_COUNTED = _NEW.excluded.quantity != variants.c.quantity
PUT = _NEW.on_conflict_do_update(
    index_elements=[variants.c.id],
    set_={name: _NEW.excluded[name] for name in ("position", "options", "price_minor", "quantity")}
    | {
        "stock_changed_at": case((_IS_COUNTED, func.now()), else_=variants.c.stock_changed_at),
        "low_stock_told": and_(variants.c.low_stock_told, ~_IS_COUNTED),
    },
)
REMOVE = (
    update(variants)
    .where(variants.c.id == func.any(bindparam("ids", type_=ARRAY(Text))))
    .values(removed_at=func.now())
)


def as_json() -> ColumnElement[Any]:
    """Return a column of a listing: its variants that were not taken off, as JSON, in order."""
    shown = func.json_build_object(*(part for name in SHOWN for part in (name, variants.c[name])), type_=JSON)
    of_it = and_(variants.c.listing_id == listings.c.id, variants.c.removed_at.is_(None))
    in_order = func.json_agg(aggregate_order_by(shown, variants.c.position), type_=JSON)
    found = select(func.coalesce(in_order, text("'[]'::json"), type_=JSON)).where(of_it)
    return found.correlate(listings).scalar_subquery().label("variants")


def from_json(found: Iterable[Mapping[str, Any]], currency: Any) -> list[SellerVariant]:
    """Return what `as_json` gave as variants."""
    return [
        SellerVariant.model_construct(
            **{name: one[name] for name in SHOWN if name != "price_minor"},
            price=_price(one["price_minor"], currency),
        )
        for one in found
    ]


def _price(minor: int | None, currency: Any) -> Money | None:
    return None if minor is None else Money(amount_minor=minor, currency=currency)


async def save(connection: AsyncConnection, before: SellerListing, after: SellerListing) -> None:
    """Write the variants that differ, and take off those that are gone."""
    kept = {one.id for one in after.variants}
    gone = [one.id for one in before.variants if one.id not in kept]
    if gone:
        await connection.execute(REMOVE, {"ids": gone})
    known = {row["id"]: row for row in _rows(before)}
    differing = [row for row in _rows(after) if known.get(row["id"]) != row]
    if differing:
        await connection.execute(PUT, differing)


async def insert(connection: AsyncConnection, new: Sequence[SellerListing]) -> None:
    """Insert the variants of listings that are new."""
    rows = [row for listing in new for row in _rows(listing)]
    if rows:
        await connection.execute(PUT, rows)


def _rows(listing: SellerListing) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "listing_id": listing.id,
            "shop_id": listing.shop.id,
            "sku": one.sku,
            "position": position,
            "options": one.options,
            "price_minor": one.price.amount_minor if one.price else None,
            "quantity": one.quantity,
        }
        for position, one in enumerate(listing.variants)
    ]


async def hold_skus(connection: AsyncConnection, shop_ids: Collection[str], *, adding_variants: bool) -> None:
    """Keep what SKUs mean in these shops until the transaction ends.

    No index spans two tables. So whoever adds variants is alone in the shop, and whoever adds a listing keeps
    those out; that two add the same listing, an index refuses.
    """
    asked = func.any(literal(list(shop_ids), ARRAY(Text)))
    in_order = select(shops.c.id).where(shops.c.id == asked).order_by(shops.c.id)
    # Neither keeps others from naming the shop, as every new listing does.
    await connection.execute(in_order.with_for_update(key_share=adding_variants, read=not adding_variants))


async def owners(
    connection: AsyncConnection, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Piece]:
    """Return what has these (shop id, SKU): listings that are not deleted, variants that were not taken off."""
    if not keys:
        return {}
    asked = (
        func.unnest(
            literal([shop_id for shop_id, _ in keys], ARRAY(Text)),
            literal([sku for _, sku in keys], ARRAY(Text)),
        )
        .table_valued(column("shop_id", Text), column("sku", Text), name="asked")
        .render_derived()
    )
    own = _asked_of(listings, asked, listings.c.id, literal("")).where(listings.c.state != "deleted")
    variant = _asked_of(variants, asked, variants.c.listing_id, variants.c.id).where(
        variants.c.removed_at.is_(None)
    )
    found = await connection.execute(union_all(own, variant))
    return {(shop_id, sku): Piece(*piece) for shop_id, sku, *piece in found}


def _asked_of(table: Table, asked: Any, *piece: ColumnElement[str]) -> Select[Any]:
    same = and_(table.c.shop_id == asked.c.shop_id, table.c.sku == asked.c.sku)
    return select(table.c.shop_id, table.c.sku, *piece).join(asked, same)
