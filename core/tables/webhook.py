"""Where makers' own systems report, and what came in."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from core.tables.columns import instant, metadata

# Where a maker's own system may report stock, or a carrier parcels, and the secrets it may sign with: several while
# one replaces another.
webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False, index=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("kind", Text, nullable=False, server_default="inventory"),
    instant("created_at"),
    CheckConstraint("kind in ('inventory','orders')", name="kind"),
)

webhook_secrets = Table(
    "webhook_secrets",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column(
        "endpoint_id",
        Text,
        ForeignKey("webhook_endpoints.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("sealed", LargeBinary, nullable=False),  # AES-256-GCM under WRITE_API_SEALING_KEY
    instant("created_at"),
    Column("expires_at", DateTime(timezone=True)),
)

# What came in at an endpoint and what became of it, for its maker to read.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("endpoint_id", Text, ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
    Index("ix_webhook_deliveries_endpoint", "endpoint_id", "id"),
)
