"""Which events makers have been told of."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("seller_events", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_seller_events_untold",
        "seller_events",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("told_at is null"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_seller_events_untold", table_name="seller_events")
    op.drop_column("seller_events", "told_at")
