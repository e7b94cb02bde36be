"""Catalogue files that makers send."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNTS = ("rows_done", "created", "updated", "unchanged", "refused", "failures")


def upgrade() -> None:
    """Apply."""
    _uploads()
    _parts()
    _rows()


def _uploads() -> None:
    op.create_table(
        "bulk_uploads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("author", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="receiving", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False) for name in COUNTS),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('receiving','waiting','done','refused','failed')", name=op.f("ck_bulk_uploads_state")
        ),
        sa.CheckConstraint(
            "rows_done = created + updated + unchanged + refused", name=op.f("ck_bulk_uploads_rows_done")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_bulk_uploads_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_uploads")),
    )
    op.create_index("ix_bulk_uploads_shop", "bulk_uploads", ["shop_id", "created_at"], unique=False)
    op.create_index(
        "ix_bulk_uploads_waiting",
        "bulk_uploads",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _parts() -> None:
    op.create_table(
        "bulk_upload_parts",
        sa.Column("upload_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["bulk_uploads.id"],
            name=op.f("fk_bulk_upload_parts_upload_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "number", name=op.f("pk_bulk_upload_parts")),
    )


def _rows() -> None:
    op.create_table(
        "bulk_upload_rows",
        sa.Column("upload_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=True),
        sa.Column("param", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "outcome in ('created','updated','unchanged','refused')", name=op.f("ck_bulk_upload_rows_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["bulk_uploads.id"],
            name=op.f("fk_bulk_upload_rows_upload_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "number", name=op.f("pk_bulk_upload_rows")),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("bulk_upload_rows", "bulk_upload_parts", "bulk_uploads"):
        op.drop_table(table)
