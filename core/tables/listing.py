"""What makers list, and what the index has of it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB

from core.tables.columns import instant, metadata, words

listings = Table(
    "listings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("sku", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("category", Text, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    # On hand, those in open checkouts (held) included. Of a listing with variants: the sum of theirs.
    Column("quantity", Integer, nullable=False, server_default=text("0")),
    Column("held", Integer, nullable=False, server_default=text("0")),
    # What the quantity is true for: a count of an earlier instant does not overwrite it.
    instant("stock_changed_at"),
    # Whether the maker has been told, since the last count that was above the shop's low_stock_level.
    Column("low_stock_told", Boolean, nullable=False, server_default=text("false")),
    words("materials"),
    words("colors"),
    words("style"),
    words("occasions"),
    words("recipients"),
    words("tags"),
    words("ships_to"),
    Column("made_to_order", Boolean, nullable=False, server_default=text("false")),
    Column("lead_days", Integer, nullable=False, server_default=text("0")),
    Column("personalization", JSONB, nullable=False, server_default=text("'{}'")),
    Column("images", JSONB, nullable=False, server_default=text("'[]'")),
    # Where it is sent and for how much. Its countries are in ships_to as well.
    Column("shipping_profile_id", Text, ForeignKey("shipping_profiles.id"), index=True),
    Column("ai_channels", Boolean, nullable=False, server_default=text("true")),
    Column("state", Text, nullable=False, server_default="active"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    instant("created_at"),
    instant("updated_at"),
    UniqueConstraint("shop_id", "sku"),
    CheckConstraint("price_minor >= 0", name="price"),
    CheckConstraint("quantity >= 0", name="quantity"),
    CheckConstraint("held >= 0 and held <= quantity", name="held"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("state in ('draft','active','paused','sold_out','deleted')", name="state"),
    Index("ix_listings_shop_created", "shop_id", "created_at", "id"),
)

# The ways one listing can be bought: its sizes, its glazes. Guarded by the listing's row, which is locked before.
variants = Table(
    "variants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("listing_id", Text, ForeignKey("listings.id", ondelete="CASCADE"), nullable=False),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("sku", Text, nullable=False),
    Column("position", Integer, nullable=False),
    # {"Size": "Large"}; the same names in all of a listing. As JSON, which keeps the maker's order of them.
    Column("options", JSON, nullable=False),
    Column("price_minor", BigInteger),  # null: the listing's
    Column("quantity", Integer, nullable=False, server_default=text("0")),
    Column("held", Integer, nullable=False, server_default=text("0")),
    instant("stock_changed_at"),
    Column("low_stock_told", Boolean, nullable=False, server_default=text("false")),
    Column("removed_at", DateTime(timezone=True)),  # orders and holds go on naming it
    CheckConstraint("price_minor >= 0", name="price"),
    CheckConstraint("quantity >= 0", name="quantity"),
    CheckConstraint("held >= 0 and held <= quantity", name="held"),
    Index("ix_variants_listing", "listing_id", "position"),
    Index(
        "uq_variants_shop_id_sku", "shop_id", "sku", unique=True, postgresql_where=text("removed_at is null")
    ),
)

# Where a maker sends to, how long that takes and what it costs; listings name one.
shipping_profiles = Table(
    "shipping_profiles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("rates", JSONB, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    instant("created_at"),
    UniqueConstraint("shop_id", "name"),
    CheckConstraint("version > 0", name="version"),
)

# The indexes that entries tell of, on whatever engine: each generation has a name of its own.
index_generations = Table(
    "index_generations",
    metadata,
    Column("name", Text, primary_key=True),
    Column("model", Text, nullable=False),
    instant("written_at"),
)

# What a generation of the index holds of each listing: an entry whose versions differ from the listing's and its
# shop's is stale. A parked listing is one whose document, at these versions, the engine refuses; the index has none
# of it. No foreign key to the generation: both are written under the lock on the index.
index_entries = Table(
    "index_entries",
    metadata,
    Column("listing_id", Text, ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True),
    Column("generation", Text, primary_key=True),
    Column("listing_version", Integer, nullable=False),
    Column("shop_version", Integer, nullable=False),
    instant("indexed_at"),
    Column("parked_reason", Text),
    Column("parked_at", DateTime(timezone=True)),
)

# What may have made an entry of the index stale, written down by triggers and by whoever marks one stale; struck off
# once the entry is seen to be true. No foreign key: a line is a hint, and costs a write as little as it can.
index_changes = Table(
    "index_changes",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("listing_id", Text, nullable=False),
    instant("changed_at"),
)

# The meaning of each listing's text, by model, so that nothing is embedded twice; null while it is waited for.
listing_vectors = Table(
    "listing_vectors",
    metadata,
    Column("listing_id", Text, ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True),
    Column("model", Text, primary_key=True),
    Column("text_hash", Text, nullable=False),
    Column("vector", LargeBinary),  # little-endian float32, as many as the model has dimensions
    Index("ix_listing_vectors_missing", "model", "listing_id", postgresql_where=text("vector is null")),
)
