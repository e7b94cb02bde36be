"""Variants, shipping profiles, and what a shop counts in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _variants()
    _shipping_profiles()
    op.add_column("listings", sa.Column("shipping_profile_id", sa.Text(), nullable=True))
    op.create_index(
        op.f("ix_listings_shipping_profile_id"), "listings", ["shipping_profile_id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_listings_shipping_profile_id"),
        "listings",
        "shipping_profiles",
        ["shipping_profile_id"],
        ["id"],
    )
    _holds_name_variants()
    _shops_count_in_their_own_currency()


def _variants() -> None:
    op.create_table(
        "variants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("options", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("held", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "stock_changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("low_stock_told", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("held >= 0 and held <= quantity", name=op.f("ck_variants_held")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_variants_price")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_variants_quantity")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_variants_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_variants_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
    )
    op.create_index("ix_variants_listing", "variants", ["listing_id", "position"], unique=False)
    op.create_index(
        "uq_variants_shop_id_sku",
        "variants",
        ["shop_id", "sku"],
        unique=True,
        postgresql_where=sa.text("removed_at is null"),
    )


def _shipping_profiles() -> None:
    op.create_table(
        "shipping_profiles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_shipping_profiles_version")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_shipping_profiles_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_profiles")),
        sa.UniqueConstraint("shop_id", "name", name=op.f("uq_shipping_profiles_shop_id_name")),
    )


def _holds_name_variants() -> None:
    op.add_column("stock_holds", sa.Column("variant_id", sa.Text(), server_default="", nullable=False))
    op.drop_constraint(op.f("pk_stock_holds"), "stock_holds")
    op.create_primary_key(op.f("pk_stock_holds"), "stock_holds", ["reference", "listing_id", "variant_id"])


def _shops_count_in_their_own_currency() -> None:
    op.add_column("shops", sa.Column("time_zone", sa.Text(), server_default="UTC", nullable=False))
    op.add_column("shops", sa.Column("currency", sa.Text(), server_default="USD", nullable=False))
    op.execute(
        "update shops set currency = usual.currency from (select distinct on (shop_id) shop_id, currency "
        "from listings group by shop_id, currency order by shop_id, count(*) desc) usual "
        "where usual.shop_id = shops.id"
    )


def downgrade() -> None:
    """Undo."""
    for column in ("currency", "time_zone"):
        op.drop_column("shops", column)
    op.drop_constraint(op.f("pk_stock_holds"), "stock_holds")
    op.execute("delete from stock_holds where variant_id <> ''")
    op.drop_column("stock_holds", "variant_id")
    op.create_primary_key(op.f("pk_stock_holds"), "stock_holds", ["reference", "listing_id"])
    op.drop_column("listings", "shipping_profile_id")
    for table in (
        "shipping_profiles",
        "variants",
    ):
        op.drop_table(table)
