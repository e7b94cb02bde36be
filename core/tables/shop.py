"""Shops, and what their makers may want to hear of."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from core.tables.columns import instant, metadata

shops = Table(
    "shops",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner_id", Text, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", Text, nullable=False, unique=True),
    Column("city", Text, nullable=False, server_default=""),
    Column("region", Text, nullable=False, server_default=""),
    Column("country", Text, nullable=False, server_default=""),
    Column("lat", Double),
    Column("lng", Double),
    Column("rating", Numeric(2, 1)),
    Column("ai_channels", Boolean, nullable=False, server_default=text("true")),
    Column("suspended", Boolean, nullable=False, server_default=text("false")),
    # In which its figures are added up: an IANA name, and ISO 4217.
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    Column("currency", Text, nullable=False, server_default="USD"),
    # How few available pieces of a listing its maker wants to hear of; null for never.
    Column("low_stock_level", Integer, server_default=text("1")),
    # Raised by every change that its listings' documents show, so that the indexer sees them as stale.
    Column("version", Integer, nullable=False, server_default=text("1")),
    instant("created_at"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("low_stock_level >= 0", name="low_stock_level"),
)

# What a maker may want to hear of, such as low stock. Written with its cause, never changed but for when the
# maker was told by mail.
seller_events = Table(
    "seller_events",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
    Column("told_at", DateTime(timezone=True)),
    Index("ix_seller_events_shop", "shop_id", "id"),
    Index("ix_seller_events_untold", "created_at", postgresql_where=text("told_at is null")),
)
