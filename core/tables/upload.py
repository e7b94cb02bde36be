"""Catalogue files that makers send."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from core.tables.columns import instant, metadata

# A catalogue file that a maker sent. It is the job too: a worker takes what is waiting, row by row.
bulk_uploads = Table(
    "bulk_uploads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("author", JSONB, nullable=False),
    Column("request_id", Text),
    Column("currency", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False, server_default="receiving"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("rows_total", Integer),  # null until the file has been read once
    *(
        Column(name, Integer, nullable=False, server_default=text("0"))
        for name in ("rows_done", "created", "updated", "unchanged", "refused", "failures")
    ),
    instant("created_at"),
    Column("finished_at", DateTime(timezone=True)),
    CheckConstraint("state in ('receiving','waiting','done','refused','failed')", name="state"),
    CheckConstraint("rows_done = created + updated + unchanged + refused", name="rows_done"),
    Index("ix_bulk_uploads_shop", "shop_id", "created_at"),
    Index("ix_bulk_uploads_waiting", "created_at", postgresql_where=text("state = 'waiting'")),
)

# The bytes of a file in the order of `number`; gone when the upload is finished.
bulk_upload_parts = Table(
    "bulk_upload_parts",
    metadata,
    Column("upload_id", Text, ForeignKey("bulk_uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# What became of each row of a file, written in the transaction that wrote the listing.
bulk_upload_rows = Table(
    "bulk_upload_rows",
    metadata,
    Column("upload_id", Text, ForeignKey("bulk_uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("line", Integer, nullable=False),
    Column("sku", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("listing_id", Text),
    Column("param", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    CheckConstraint("outcome in ('created','updated','unchanged','refused')", name="outcome"),
)
