"""Orders: what was bought, what each maker sends of it, and what has happened since."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
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
from sqlalchemy.dialects.postgresql import JSONB

from core.tables.columns import instant, metadata


def _amounts() -> list[Column[int]]:
    return [
        Column(f"{name}_minor", BigInteger, nullable=False, server_default=text("0"))
        for name in ("items", "discount", "shipping", "tax", "total")
    ]


ADDED_UP = "total_minor = items_minor - discount_minor + shipping_minor + tax_minor"

# What a buyer paid for at once. Never changed: what is taken back stands in order_adjustments.
orders = Table(
    "orders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),  # short, for people to say
    Column("reference", Text, nullable=False, unique=True),  # of the checkout and its holds: one order each
    Column("account_id", Text, ForeignKey("accounts.id")),  # null for a guest
    Column("email", Text, nullable=False),
    Column("secret_hash", LargeBinary),  # of what opens a guest's order, besides the e-mail address
    Column("client_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    *_amounts(),
    Column("ship_to", JSONB, nullable=False),
    Column("gift", JSONB),  # {"note": "…", "hide_prices": true}
    instant("placed_at"),
    CheckConstraint(ADDED_UP, name="total"),
    CheckConstraint("(account_id is null) <> (secret_hash is null)", name="buyer"),
    Index("ix_orders_account", "account_id", "placed_at", "id"),
)

# The part of an order that one maker sends: their own order.
shop_orders = Table(
    "shop_orders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("position", Integer, nullable=False, server_default=text("0")),  # among the parts of its order
    Column("client_id", Text, nullable=False),  # the order's; a trigger repeats it, for statistics
    Column("status", Text, nullable=False, server_default="placed"),
    Column("currency", Text, nullable=False),
    *_amounts(),
    Column("fee_minor", BigInteger, nullable=False, server_default=text("0")),  # what the marketplace keeps
    Column("cancelled_minor", BigInteger, nullable=False, server_default=text("0")),  # sum of its adjustments
    Column("ship_by", Date),
    Column("tracking", JSONB),  # {"carrier": "…", "number": "…", "url": "…"}
    Column("version", Integer, nullable=False, server_default=text("1")),
    instant("placed_at"),
    *(
        Column(f"{name}_at", DateTime(timezone=True))
        for name in ("accepted", "shipped", "delivered", "cancelled", "paid_out")
    ),
    UniqueConstraint("order_id", "shop_id"),
    CheckConstraint("status in ('placed','accepted','shipped','delivered','cancelled')", name="status"),
    CheckConstraint(ADDED_UP, name="total"),
    CheckConstraint("cancelled_minor >= 0 and cancelled_minor <= total_minor", name="cancelled"),
    CheckConstraint("version > 0", name="version"),
    Index(
        "ix_shop_orders_shop",
        "shop_id",
        "placed_at",
        "id",
        postgresql_include=["currency", "status", "total_minor", "cancelled_minor", "client_id"],
    ),
    Index(
        "ix_shop_orders_to_ship",
        "shop_id",
        "ship_by",
        "id",
        postgresql_where=text("status in ('placed','accepted')"),
    ),
    Index("ix_shop_orders_tracking", "shop_id", text("(tracking ->> 'number')")),
    Index(
        "ix_shop_orders_unpaid",
        "shop_id",
        "status",
        "currency",
        postgresql_include=["total_minor", "fee_minor", "cancelled_minor"],
        postgresql_where=text("paid_out_at is null and status <> 'cancelled'"),
    ),
)

# One thing of a maker's order, as it was when it was bought.
order_lines = Table(
    "order_lines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_order_id", Text, ForeignKey("shop_orders.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False, server_default=text("0")),  # among the lines of its part
    # These three are the maker's order's; a trigger repeats them, so that sales are found by shop and time.
    Column("shop_id", Text, nullable=False),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    Column("currency", Text, nullable=False),
    Column("listing_id", Text, nullable=False, index=True),
    Column("variant_id", Text, nullable=False, server_default=""),
    Column("sku", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("options", JSONB, nullable=False, server_default=text("'{}'")),
    Column("personalization", Text, nullable=False, server_default=""),
    Column("image", JSONB),
    Column("price_minor", BigInteger, nullable=False),  # of one piece
    Column("quantity", Integer, nullable=False),
    # Its share of the maker's order, so that taking a line back is exact.
    Column("discount_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("tax_minor", BigInteger, nullable=False, server_default=text("0")),
    Column("cancelled", Integer, nullable=False, server_default=text("0")),  # of `quantity`
    Column("to_make", Integer, nullable=False, server_default=text("0")),  # of `quantity`, not from stock
    Column("made_to_order", Boolean, nullable=False, server_default=text("false")),
    Column("lead_days", Integer, nullable=False, server_default=text("0")),
    Column("copy", JSONB, nullable=False, server_default=text("'{}'")),  # the listing as the buyer saw it
    CheckConstraint("quantity > 0 and to_make >= 0 and to_make <= quantity", name="quantity"),
    CheckConstraint("cancelled >= 0 and cancelled <= quantity", name="cancelled"),
    Index(
        "ix_order_lines_shop",
        "shop_id",
        "placed_at",
        postgresql_include=["currency", "listing_id", "price_minor", "quantity", "cancelled"],
    ),
)

# The timeline of an order. Rows are only ever added.
order_events = Table(
    "order_events",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    Column("shop_order_id", Text, ForeignKey("shop_orders.id")),  # null: about the whole order
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("data", JSONB, nullable=False, server_default=text("'{}'")),
    instant("happened_at"),
    instant("recorded_at"),
    CheckConstraint("source in ('buyer','seller','carrier','system')", name="source"),
    Index("ix_order_events_order", "order_id", "id"),
)

# What buyer and maker write to each other about an order.
order_messages = Table(
    "order_messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_order_id", Text, ForeignKey("shop_orders.id"), nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    instant("sent_at"),
    Column("read_at", DateTime(timezone=True)),
    CheckConstraint("author in ('buyer','seller')", name="author"),
    Index("ix_order_messages_shop_order", "shop_order_id", "id"),
)

# Money of an order that goes back to its buyer; settled when the payment provider has sent it.
order_adjustments = Table(
    "order_adjustments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_order_id", Text, ForeignKey("shop_orders.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("lines", JSONB, nullable=False, server_default=text("'[]'")),  # [{"line_id": "…", "quantity": 1}]
    instant("created_at"),
    Column("settled_at", DateTime(timezone=True)),
    CheckConstraint("kind in ('cancellation','refund')", name="kind"),
    CheckConstraint("amount_minor >= 0", name="amount"),
    Index("ix_order_adjustments_unsettled", "created_at", postgresql_where=text("settled_at is null")),
)
