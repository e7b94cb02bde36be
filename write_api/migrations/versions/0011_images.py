"""Pictures that makers uploaded."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "images",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("alt", sa.Text(), server_default="", nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("width > 0 and height > 0 and bytes > 0", name=op.f("ck_images_size")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_images_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("shop_id", "source_sha256", name=op.f("uq_images_shop_id_source_sha256")),
    )
    op.create_index(op.f("ix_images_name"), "images", ["name"], unique=False)
    op.create_index("ix_images_shop", "images", ["shop_id", "name"], unique=False)
    op.create_index(
        "ix_images_unused",
        "images",
        ["uploaded_at"],
        unique=False,
        postgresql_where=sa.text("used_at is null"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("images")
