"""Passwords, browser sessions, links in mails, mails."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WAITING = sa.text("sent_at is null and given_up_at is null")


def upgrade() -> None:
    """Apply."""
    op.add_column("accounts", sa.Column("password_hash", sa.Text(), nullable=True))
    for name in ("admin", "demo"):
        op.add_column(
            "accounts", sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
    _create_browser_sessions()
    _create_mail_links()
    _create_mails()


def _instant(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _create_browser_sessions() -> None:
    op.create_table(
        "browser_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        _instant("signed_in_at"),
        _instant("seen_at"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_browser_sessions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_browser_sessions")),
    )
    op.create_index(op.f("ix_browser_sessions_account_id"), "browser_sessions", ["account_id"])
    op.create_index(op.f("ix_browser_sessions_seen_at"), "browser_sessions", ["seen_at"])


def _create_mail_links() -> None:
    op.create_table(
        "mail_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("return_to", sa.Text(), server_default="", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose in ('sign_up','reset','change_email')", name=op.f("ck_mail_links_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mail_links_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_mail_links")),
    )
    op.create_index(op.f("ix_mail_links_account_id"), "mail_links", ["account_id"])
    op.create_index(op.f("ix_mail_links_expires_at"), "mail_links", ["expires_at"])


def _create_mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _instant("due_at"),
        sa.Column("useless_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index("ix_mails_due", "mails", ["due_at"], postgresql_where=WAITING)


def downgrade() -> None:
    """Undo."""
    for table in ("mails", "mail_links", "browser_sessions"):
        op.drop_table(table)
    for column in ("demo", "admin", "password_hash"):
        op.drop_column("accounts", column)
