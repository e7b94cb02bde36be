"""Pieces that open checkouts hold."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from core.tables.columns import instant, metadata

# Pieces that an open checkout keeps others from buying; `listings.held` is the sum of those still held.
stock_holds = Table(
    "stock_holds",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("listing_id", Text, ForeignKey("listings.id"), primary_key=True),
    Column("variant_id", Text, primary_key=True, server_default=""),  # empty for a listing without variants
    Column("quantity", Integer, nullable=False),  # from stock
    Column("to_make", Integer, nullable=False, server_default=text("0")),  # beyond stock, made to order
    Column("state", Text, nullable=False, server_default="held"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    instant("created_at"),
    Column("closed_at", DateTime(timezone=True)),
    CheckConstraint("quantity >= 0 and to_make >= 0 and quantity + to_make > 0", name="quantity"),
    CheckConstraint("state in ('held','released','sold')", name="state"),
    Index("ix_stock_holds_listing", "listing_id"),
    Index("ix_stock_holds_expiring", "expires_at", postgresql_where=text("state = 'held'")),
)
