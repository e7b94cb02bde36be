"""Vectors by model, apart from what the index holds; listings the engine refuses."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "listing_vectors",
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_vectors_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", "model", name=op.f("pk_listing_vectors")),
    )
    op.execute(
        "insert into listing_vectors (listing_id, model, text_hash, vector) "
        "select listing_id, model, text_hash, vector from index_entries "
        "where model is not null and text_hash is not null"
    )
    for name in ("model", "text_hash", "vector"):
        op.drop_column("index_entries", name)
    op.add_column("index_entries", sa.Column("parked_reason", sa.Text(), nullable=True))
    op.add_column("index_entries", sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo; vectors are computed anew."""
    op.drop_column("index_entries", "parked_at")
    op.drop_column("index_entries", "parked_reason")
    op.add_column("index_entries", sa.Column("model", sa.Text(), nullable=True))
    op.add_column("index_entries", sa.Column("text_hash", sa.Text(), nullable=True))
    op.add_column("index_entries", sa.Column("vector", sa.LargeBinary(), nullable=True))
    op.drop_table("listing_vectors")
