"""Statistics of makers: sums of sales that keep themselves right, and what assistants showed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REPEAT = """
    create function shop_orders_repeat_their_order() returns trigger language plpgsql as $$
    begin
        select client_id into new.client_id from orders where id = new.order_id;
        return new;
    end $$

    create trigger shop_orders_repeat before insert on shop_orders
        for each row execute function shop_orders_repeat_their_order()

    create function order_lines_repeat_their_order() returns trigger language plpgsql as $$
    begin
        select shop_id, placed_at, currency into new.shop_id, new.placed_at, new.currency
        from shop_orders where id = new.shop_order_id;
        return new;
    end $$

    create trigger order_lines_repeat before insert on order_lines
        for each row execute function order_lines_repeat_their_order()

    create function order_lines_follow_their_order() returns trigger language plpgsql as $$
    begin
        update order_lines set shop_id = new.shop_id, placed_at = new.placed_at, currency = new.currency
        where shop_order_id = new.id;
        return null;
    end $$

    create trigger shop_orders_followed after update of shop_id, placed_at, currency on shop_orders
        for each row execute function order_lines_follow_their_order()
"""
# The shop's row is what the one who adds up holds meanwhile: either they see this change, or this deletes theirs.
FORGET = """
    create function forget_tallies(shop text, instant timestamptz) returns void language plpgsql as $$
    begin
        perform 1 from shops where id = shop for key share;
        delete from tallies where shop_id = shop and ends_at > instant and starts_at <= instant;
    end $$

    create function sales_changed() returns trigger language plpgsql as $$
    begin
        if tg_op <> 'INSERT' then
            perform forget_tallies(old.shop_id, old.placed_at);
        end if;
        if tg_op <> 'DELETE' then
            perform forget_tallies(new.shop_id, new.placed_at);
        end if;
        return null;
    end $$

    create trigger sales_changed after insert or delete on shop_orders
        for each row execute function sales_changed()

    create trigger sales_changed after insert or delete on order_lines
        for each row execute function sales_changed()

    create trigger sales_corrected after update on shop_orders for each row when (
        (old.shop_id, old.placed_at, old.currency, old.client_id, old.total_minor, old.cancelled_minor,
         old.status = 'cancelled')
        is distinct from
        (new.shop_id, new.placed_at, new.currency, new.client_id, new.total_minor, new.cancelled_minor,
         new.status = 'cancelled')
    ) execute function sales_changed()

    create trigger sales_corrected after update on order_lines for each row when (
        (old.shop_id, old.placed_at, old.currency, old.listing_id, old.price_minor, old.quantity, old.cancelled)
        is distinct from
        (new.shop_id, new.placed_at, new.currency, new.listing_id, new.price_minor, new.quantity, new.cancelled)
    ) execute function sales_changed()
"""


def upgrade() -> None:
    """Apply."""
    _repeated_columns()
    _indexes()
    _tallies()
    _sightings()
    for statement in (*REPEAT.split("\n\n"), *FORGET.split("\n\n")):  # the driver takes one at a time
        op.execute(statement)


def _repeated_columns() -> None:
    op.add_column("shop_orders", sa.Column("client_id", sa.Text()))
    op.execute("update shop_orders set client_id = orders.client_id from orders where orders.id = order_id")
    op.alter_column("shop_orders", "client_id", nullable=False)
    op.add_column("order_lines", sa.Column("shop_id", sa.Text()))
    op.add_column("order_lines", sa.Column("placed_at", sa.DateTime(timezone=True)))
    op.add_column("order_lines", sa.Column("currency", sa.Text()))
    op.execute(
        "update order_lines set shop_id = theirs.shop_id, placed_at = theirs.placed_at, "
        "currency = theirs.currency from shop_orders theirs where theirs.id = shop_order_id"
    )
    for column in ("shop_id", "placed_at", "currency"):
        op.alter_column("order_lines", column, nullable=False)


def _indexes() -> None:
    op.drop_index("ix_shop_orders_shop", "shop_orders")
    op.create_index(
        "ix_shop_orders_shop",
        "shop_orders",
        ["shop_id", "placed_at", "id"],
        postgresql_include=["currency", "status", "total_minor", "cancelled_minor", "client_id"],
    )
    op.create_index(
        "ix_shop_orders_unpaid",
        "shop_orders",
        ["shop_id", "status", "currency"],
        postgresql_include=["total_minor", "fee_minor", "cancelled_minor"],
        postgresql_where=sa.text("paid_out_at is null and status <> 'cancelled'"),
    )
    op.create_index(
        "ix_order_lines_shop",
        "order_lines",
        ["shop_id", "placed_at"],
        postgresql_include=["currency", "listing_id", "price_minor", "quantity", "cancelled"],
    )


def _figures(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False) for name in names]


def _tallies() -> None:
    op.create_table(
        "tallies",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_tallies_order")),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_tallies_shop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
        sa.UniqueConstraint(
            "shop_id", "starts_at", "ends_at", name=op.f("uq_tallies_shop_id_starts_at_ends_at")
        ),
    )
    op.create_index("ix_tallies_ends", "tallies", ["shop_id", "ends_at"])
    op.create_table(
        "tally_totals",
        sa.Column("tally_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        *_figures("orders", "cancelled_orders", "assistant_orders", "pieces"),
        *_figures("revenue_minor", "cancelled_minor", "assistant_revenue_minor"),
        sa.ForeignKeyConstraint(
            ["tally_id"], ["tallies.id"], name=op.f("fk_tally_totals_tally_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tally_id", "currency", name=op.f("pk_tally_totals")),
    )
    op.create_table(
        "tally_listings",
        sa.Column("tally_id", sa.BigInteger(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        *_figures("pieces", "revenue_minor"),
        sa.ForeignKeyConstraint(
            ["tally_id"], ["tallies.id"], name=op.f("fk_tally_listings_tally_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tally_id", "listing_id", "currency", name=op.f("pk_tally_listings")),
    )


def _sightings() -> None:
    op.create_table(
        "listing_sightings",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        *_figures("shown", "viewed"),
        sa.CheckConstraint("span in ('day','month')", name=op.f("ck_listing_sightings_span")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_sightings_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_listing_sightings_shop_id")),
        sa.PrimaryKeyConstraint(
            "shop_id", "span", "starts_on", "listing_id", name=op.f("pk_listing_sightings")
        ),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("shop_orders", "order_lines"):
        op.execute(f"drop trigger sales_changed on {table}")
        op.execute(f"drop trigger sales_corrected on {table}")
    op.execute("drop trigger shop_orders_repeat on shop_orders")
    op.execute("drop trigger shop_orders_followed on shop_orders")
    op.execute("drop trigger order_lines_repeat on order_lines")
    for function in (
        "sales_changed()", "forget_tallies(text, timestamptz)", "shop_orders_repeat_their_order()",
        "order_lines_repeat_their_order()", "order_lines_follow_their_order()",
    ):  # fmt: skip
        op.execute(f"drop function {function}")
    for table in ("listing_sightings", "tally_listings", "tally_totals", "tallies"):
        op.drop_table(table)
    op.drop_index("ix_order_lines_shop", "order_lines")
    op.drop_index("ix_shop_orders_unpaid", "shop_orders")
    op.drop_index("ix_shop_orders_shop", "shop_orders")
    op.create_index("ix_shop_orders_shop", "shop_orders", ["shop_id", "placed_at", "id"])
    for column in ("currency", "placed_at", "shop_id"):
        op.drop_column("order_lines", column)
    op.drop_column("shop_orders", "client_id")
