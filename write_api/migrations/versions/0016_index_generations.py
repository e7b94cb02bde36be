"""What an index holds is noted for each index: what one was told of, another may never have heard of."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Nothing says of which index the entries were, so the index takes in every listing once more."""
    op.create_table(
        "index_generations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_index_generations")),
    )
    op.execute("truncate index_entries")
    op.add_column("index_entries", sa.Column("generation", sa.Text(), nullable=False))
    op.drop_constraint("pk_index_entries", "index_entries")
    op.create_primary_key("pk_index_entries", "index_entries", ["listing_id", "generation"])


def downgrade() -> None:
    """Undo."""
    op.execute("truncate index_entries")
    op.drop_constraint("pk_index_entries", "index_entries")
    op.drop_column("index_entries", "generation")
    op.create_primary_key("pk_index_entries", "index_entries", ["listing_id"])
    op.drop_table("index_generations")
