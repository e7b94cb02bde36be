"""Orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _orders()
    _shop_orders()
    _indexes_of_shop_orders()
    _order_lines()
    _order_events()
    _order_messages()
    _order_adjustments()


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("items_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("shipping_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("ship_to", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("gift", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "total_minor = items_minor - discount_minor + shipping_minor + tax_minor",
            name=op.f("ck_orders_total"),
        ),
        sa.CheckConstraint("(account_id is null) <> (secret_hash is null)", name=op.f("ck_orders_buyer")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_orders_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_orders_reference")),
    )
    op.create_index("ix_orders_account", "orders", ["account_id", "placed_at", "id"], unique=False)


def _shop_orders() -> None:
    op.create_table(
        "shop_orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.Text(), server_default="placed", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("items_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("shipping_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cancelled_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("ship_by", sa.Date(), nullable=True),
        sa.Column("tracking", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('placed','accepted','shipped','delivered','cancelled')",
            name=op.f("ck_shop_orders_status"),
        ),
        sa.CheckConstraint(
            "cancelled_minor >= 0 and cancelled_minor <= total_minor", name=op.f("ck_shop_orders_cancelled")
        ),
        sa.CheckConstraint(
            "total_minor = items_minor - discount_minor + shipping_minor + tax_minor",
            name=op.f("ck_shop_orders_total"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_shop_orders_version")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_shop_orders_order_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_shop_orders_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_orders")),
        sa.UniqueConstraint("order_id", "shop_id", name=op.f("uq_shop_orders_order_id_shop_id")),
    )


def _indexes_of_shop_orders() -> None:
    op.create_index("ix_shop_orders_shop", "shop_orders", ["shop_id", "placed_at", "id"], unique=False)
    op.create_index(
        "ix_shop_orders_to_ship",
        "shop_orders",
        ["shop_id", "ship_by", "id"],
        unique=False,
        postgresql_where=sa.text("status in ('placed','accepted')"),
    )
    op.create_index(
        "ix_shop_orders_tracking",
        "shop_orders",
        ["shop_id", sa.text("(tracking ->> 'number')")],
        unique=False,
    )


def _order_lines() -> None:
    op.create_table(
        "order_lines",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_order_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), server_default="", nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "options", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("personalization", sa.Text(), server_default="", nullable=False),
        sa.Column("image", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cancelled", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("to_make", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_to_order", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("lead_days", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "copy", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.CheckConstraint("cancelled >= 0 and cancelled <= quantity", name=op.f("ck_order_lines_cancelled")),
        sa.CheckConstraint(
            "quantity > 0 and to_make >= 0 and to_make <= quantity", name=op.f("ck_order_lines_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["shop_order_id"], ["shop_orders.id"], name=op.f("fk_order_lines_shop_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index(op.f("ix_order_lines_listing_id"), "order_lines", ["listing_id"], unique=False)
    op.create_index(op.f("ix_order_lines_shop_order_id"), "order_lines", ["shop_order_id"], unique=False)


def _order_events() -> None:
    op.create_table(
        "order_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("shop_order_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "data", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "source in ('buyer','seller','carrier','system')", name=op.f("ck_order_events_source")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_events_order_id")),
        sa.ForeignKeyConstraint(
            ["shop_order_id"], ["shop_orders.id"], name=op.f("fk_order_events_shop_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_events")),
    )
    op.create_index("ix_order_events_order", "order_events", ["order_id", "id"], unique=False)


def _order_messages() -> None:
    op.create_table(
        "order_messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_order_id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("author in ('buyer','seller')", name=op.f("ck_order_messages_author")),
        sa.ForeignKeyConstraint(
            ["shop_order_id"], ["shop_orders.id"], name=op.f("fk_order_messages_shop_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_messages")),
    )
    op.create_index("ix_order_messages_shop_order", "order_messages", ["shop_order_id", "id"], unique=False)


def _order_adjustments() -> None:
    op.create_table(
        "order_adjustments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_order_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "lines", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('cancellation','refund')", name=op.f("ck_order_adjustments_kind")),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_order_adjustments_amount")),
        sa.ForeignKeyConstraint(
            ["shop_order_id"], ["shop_orders.id"], name=op.f("fk_order_adjustments_shop_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_adjustments")),
    )
    op.create_index(
        op.f("ix_order_adjustments_shop_order_id"), "order_adjustments", ["shop_order_id"], unique=False
    )
    op.create_index(
        "ix_order_adjustments_unsettled",
        "order_adjustments",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("settled_at is null"),
    )


def downgrade() -> None:
    """Undo."""
    for table in (
        "order_adjustments",
        "order_messages",
        "order_events",
        "order_lines",
        "shop_orders",
        "orders",
    ):
        op.drop_table(table)
