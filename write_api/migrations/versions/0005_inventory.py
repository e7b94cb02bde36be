"""Stock that is held, endpoints for makers' systems, retries of the outbox, the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = """
    create function refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'rows of % are only ever added', tg_table_name;
    end $$
"""
APPEND_ONLY_TRIGGER = """
    create trigger append_only before update or delete on audit_log
    for each row execute function refuse_change()
"""


def upgrade() -> None:
    """Apply."""
    _stock()
    _holds()
    _webhooks()
    _ledgers()
    _audit()


def _stock() -> None:
    op.add_column("listings", sa.Column("held", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column(
        "listings",
        sa.Column(
            "stock_changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
    )
    op.add_column(
        "listings", sa.Column("low_stock_told", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "shops", sa.Column("low_stock_level", sa.Integer(), server_default=sa.text("1"), nullable=True)
    )
    op.create_check_constraint(op.f("ck_listings_held"), "listings", "held >= 0 and held <= quantity")
    op.create_check_constraint(op.f("ck_shops_low_stock_level"), "shops", "low_stock_level >= 0")


def _holds() -> None:
    op.create_table(
        "stock_holds",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("to_make", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.Text(), server_default="held", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('held','released','sold')", name=op.f("ck_stock_holds_state")),
        sa.CheckConstraint(
            "quantity >= 0 and to_make >= 0 and quantity + to_make > 0", name=op.f("ck_stock_holds_quantity")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_stock_holds_listing_id")),
        sa.PrimaryKeyConstraint("reference", "listing_id", name=op.f("pk_stock_holds")),
    )
    op.create_index(
        "ix_stock_holds_expiring",
        "stock_holds",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index("ix_stock_holds_listing", "stock_holds", ["listing_id"], unique=False)
    op.create_table(
        "seller_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_seller_events_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seller_events")),
    )
    op.create_index(op.f("ix_seller_events_created_at"), "seller_events", ["created_at"], unique=False)
    op.create_index("ix_seller_events_shop", "seller_events", ["shop_id", "id"], unique=False)


def _webhooks() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_webhook_endpoints_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_index(op.f("ix_webhook_endpoints_shop_id"), "webhook_endpoints", ["shop_id"], unique=False)
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("endpoint_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
            name=op.f("fk_webhook_deliveries_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        "ix_webhook_deliveries_endpoint", "webhook_deliveries", ["endpoint_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_webhook_deliveries_received_at"), "webhook_deliveries", ["received_at"], unique=False
    )
    op.create_table(
        "webhook_secrets",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("endpoint_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
            name=op.f("fk_webhook_secrets_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_secrets")),
    )
    op.create_index(op.f("ix_webhook_secrets_endpoint_id"), "webhook_secrets", ["endpoint_id"], unique=False)


def _ledgers() -> None:
    op.create_table(
        "inbox",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("source", "message_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.add_column("outbox", sa.Column("object_id", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("outbox", sa.Column("last_error", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_outbox_retrying",
        "outbox",
        ["object_id"],
        unique=False,
        postgresql_where=sa.text("next_try_at is not null"),
    )


def _audit() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("tool", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_object", "audit_log", ["object_id", "id"], unique=False)
    op.create_index("ix_audit_log_shop", "audit_log", ["shop_id", "id"], unique=False)
    op.execute(APPEND_ONLY)
    op.execute(APPEND_ONLY_TRIGGER)


def downgrade() -> None:
    """Undo."""
    op.drop_table("audit_log")
    op.execute("drop function refuse_change()")
    op.drop_index("ix_outbox_retrying", table_name="outbox")
    for column in ("parked_at", "next_try_at", "last_error", "attempts", "object_id"):
        op.drop_column("outbox", column)
    for table in ("inbox", "webhook_deliveries", "webhook_secrets", "webhook_endpoints"):
        op.drop_table(table)
    for table in ("seller_events", "stock_holds"):
        op.drop_table(table)
    op.drop_column("shops", "low_stock_level")
    for column in ("low_stock_told", "stock_changed_at", "held"):
        op.drop_column("listings", column)
