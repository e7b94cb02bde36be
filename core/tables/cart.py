"""Carts of shoppers, with or without an account."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.tables.columns import instant, metadata

# An account has one. A guest's is opened with an id of its own, whose hash is kept here; once its lines have gone
# into an account's cart, it stays until it expires and says where.
carts = Table(
    "carts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE")),
    Column("secret_hash", LargeBinary, unique=True),
    Column("merged_into", Text, ForeignKey("carts.id", ondelete="CASCADE"), index=True),
    Column("version", Integer, nullable=False, server_default=text("1")),
    instant("created_at"),
    instant("updated_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("(account_id is null) <> (secret_hash is null)", name="owner"),
    Index("uq_carts_account_id", "account_id", unique=True, postgresql_where=text("account_id is not null")),
)

cart_lines = Table(
    "cart_lines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("cart_id", Text, ForeignKey("carts.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("listing_id", Text, ForeignKey("listings.id"), nullable=False),
    Column("variant_id", Text, nullable=False, server_default=""),
    Column("quantity", Integer, nullable=False),
    Column("personalization", Text, nullable=False, server_default=""),
    # What it was called and cost when the shopper put it in, so that a change is shown and never slips in.
    Column("title", Text, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    instant("added_at"),
    UniqueConstraint("cart_id", "listing_id", "variant_id", "personalization"),
    CheckConstraint("quantity > 0", name="quantity"),
)
