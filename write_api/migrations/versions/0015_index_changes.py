"""What may have made an entry of the index stale, so that the net under the queue need not compare all."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NOTE = """
    create function listing_changed() returns trigger language plpgsql as $$
    begin
        insert into index_changes (listing_id) values (new.id);
        return null;
    end $$

    create trigger listing_added after insert on listings for each row execute function listing_changed()

    create trigger listing_changed after update on listings for each row
        when (old.version is distinct from new.version) execute function listing_changed()

    create function shop_changed() returns trigger language plpgsql as $$
    begin
        insert into index_changes (listing_id) select id from listings where shop_id = new.id;
        return null;
    end $$

    create trigger shop_changed after update on shops for each row
        when (old.version is distinct from new.version) execute function shop_changed()
"""
FORGET = """
    drop trigger shop_changed on shops

    drop trigger listing_changed on listings

    drop trigger listing_added on listings

    drop function shop_changed()

    drop function listing_changed()
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "index_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_changes")),
    )
    op.create_index(
        "ix_listing_vectors_missing",
        "listing_vectors",
        ["model", "listing_id"],
        postgresql_where=sa.text("vector is null"),
    )
    for statement in NOTE.split("\n\n"):
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    for statement in FORGET.split("\n\n"):
        op.execute(statement)
    op.drop_index("ix_listing_vectors_missing", "listing_vectors")
    op.drop_table("index_changes")
