"""Pictures that makers uploaded."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.tables.columns import instant, metadata

# The files lie in a folder under `name`, which tells their contents; two shops may have the same.
images = Table(
    "images",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("source_sha256", Text, nullable=False),  # of the file as it was sent
    Column("name", Text, nullable=False, index=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("alt", Text, nullable=False, server_default=""),
    instant("uploaded_at"),
    # Since a listing has named it, for the first time; such a picture is kept, for orders show it too.
    Column("used_at", DateTime(timezone=True)),
    UniqueConstraint("shop_id", "source_sha256"),
    CheckConstraint("width > 0 and height > 0 and bytes > 0", name="size"),
    Index("ix_images_shop", "shop_id", "name"),
    Index("ix_images_unused", "uploaded_at", postgresql_where=text("used_at is null")),
)
