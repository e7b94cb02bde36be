"""What a maker's figures are made of, besides orders: sums that were added up before, and what was seen."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.tables.columns import metadata


def _figure(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=text("0"))


# The sums of a shop's sales between two instants. A trigger deletes a tally in the transaction that changes an
# order in between: one that is there is right. A tally without rows below is one of nothing sold.
tallies = Table(
    "tallies",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id", ondelete="CASCADE"), nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("shop_id", "starts_at", "ends_at"),
    CheckConstraint("starts_at < ends_at", name="order"),
    Index("ix_tallies_ends", "shop_id", "ends_at"),
)

tally_totals = Table(
    "tally_totals",
    metadata,
    Column("tally_id", BigInteger, ForeignKey("tallies.id", ondelete="CASCADE"), primary_key=True),
    Column("currency", Text, primary_key=True),
    _figure("orders"),
    _figure("cancelled_orders"),
    _figure("assistant_orders"),
    _figure("pieces"),
    _figure("revenue_minor"),
    _figure("cancelled_minor"),
    _figure("assistant_revenue_minor"),
)

tally_listings = Table(
    "tally_listings",
    metadata,
    Column("tally_id", BigInteger, ForeignKey("tallies.id", ondelete="CASCADE"), primary_key=True),
    Column("listing_id", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    _figure("pieces"),
    _figure("revenue_minor"),
)

# How often assistants showed a listing, by days and, added up, by months of its shop's time zone.
listing_sightings = Table(
    "listing_sightings",
    metadata,
    Column("shop_id", Text, ForeignKey("shops.id"), primary_key=True),
    Column("span", Text, primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("listing_id", Text, ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True),
    _figure("shown"),
    _figure("viewed"),
    CheckConstraint("span in ('day','month')", name="span"),
)
