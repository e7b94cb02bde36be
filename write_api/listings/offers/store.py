"""SQL for what is for sale. Nothing is locked: an offer is what is true for a moment."""

from collections.abc import Collection, Sequence

from sqlalchemy import RowMapping, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from core.tables import listings, shops, variants

FOR_SALE = select(
    *(listings.c[name] for name in ("id", "sku", "title", "category", "price_minor", "currency", "state")),
    *(listings.c[name] for name in ("quantity", "held", "made_to_order", "lead_days", "personalization")),
    *(listings.c[name] for name in ("images", "colors", "materials", "ships_to", "shipping_profile_id")),
    *(shops.c[name].label(f"shop_{name}") for name in ("id", "name", "city", "country", "suspended")),
    (listings.c.ai_channels & shops.c.ai_channels).label("ai_channels"),
).join(shops, shops.c.id == listings.c.shop_id)
WAYS = select(
    *(variants.c[name] for name in ("id", "listing_id", "sku", "options", "price_minor", "quantity", "held")),
    variants.c.removed_at.is_not(None).label("is_removed"),
).order_by(variants.c.position, variants.c.id)


async def for_sale(
    connection: AsyncConnection, listing_ids: Collection[str]
) -> tuple[Sequence[RowMapping], Sequence[RowMapping]]:
    """Return what a buyer may need of these listings, and all their variants, removed ones too."""
    ids = literal(list(listing_ids), ARRAY(Text))
    found = await connection.execute(FOR_SALE.where(listings.c.id == func.any(ids)))
    ways = await connection.execute(WAYS.where(variants.c.listing_id == func.any(ids)))
    return found.mappings().all(), ways.mappings().all()
