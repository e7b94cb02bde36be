"""Webhook endpoints are for stock or for orders."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "webhook_endpoints", sa.Column("kind", sa.Text(), server_default="inventory", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_webhook_endpoints_kind"), "webhook_endpoints", "kind in ('inventory','orders')"
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("webhook_endpoints", "kind")
