"""Messages taken in, jobs to hand over, who changed what, answers given."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from core.tables.columns import instant, metadata

# The messages that were taken in, so that a repeated delivery happens once.
inbox = Table(
    "inbox",
    metadata,
    Column("source", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
)

# A job that must happen because a transaction committed. The relay hands it to the queue, then deletes it.
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("job", Text, nullable=False),
    Column("job_id", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("object_id", Text),  # jobs of one object are handed over in the order they were written
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text),
    Column("next_try_at", DateTime(timezone=True)),
    Column("parked_at", DateTime(timezone=True)),  # set aside until a person replays or discards it
    instant("created_at"),
    Index("ix_outbox_retrying", "object_id", postgresql_where=text("next_try_at is not null")),
)

# Who changed what. Rows are only ever added: a trigger refuses UPDATE and DELETE.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("happened_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("account_id", Text),
    Column("client_id", Text, nullable=False),
    Column("actor", Text),
    Column("tool", Text),
    Column("request_id", Text),
    Column("action", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("shop_id", Text),
    Column("changes", JSONB, nullable=False),
    Index("ix_audit_log_shop", "shop_id", "id"),
    Index("ix_audit_log_object", "object_id", "id"),
)

# The answers given under an Idempotency-Key, so that a repeated request gets the same one.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("operation", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("status", Integer),
    Column("headers", JSONB),
    Column("body", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
)
