"""Mail that waits to be sent."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from core.tables.columns import instant, metadata

# Mail that must go out because a transaction committed. Its words are forgotten once it has gone.
mails = Table(
    "mails",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    instant("due_at"),
    Column("useless_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("given_up_at", DateTime(timezone=True)),
    instant("created_at"),
    Index("ix_mails_due", "due_at", postgresql_where=text("sent_at is null and given_up_at is null")),
)
