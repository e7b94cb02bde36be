"""Clients, grants, codes and refresh tokens of the authorization server."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _create_clients()
    _create_grants()
    _create_codes()
    _create_refresh_tokens()


def _words(name: str) -> sa.Column:
    return sa.Column(name, sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _created_at() -> sa.Column:
    return sa.Column(
        "created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _create_clients() -> None:
    op.create_table(
        "oauth_clients",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _words("redirect_uris"),
        _words("grant_types"),
        sa.Column("auth_method", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("jwks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("jwks_uri", sa.Text(), nullable=True),
        _created_at(),
        _instant("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_clients")),
    )


def _create_grants() -> None:
    op.create_table(
        "oauth_grants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_name", sa.Text(), nullable=False),
        _words("scopes"),
        sa.Column("resource", sa.Text(), nullable=False),
        _instant("signed_in_at"),
        _instant("consented_at"),
        _instant("expires_at"),
        _instant("revoked_at", nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        _created_at(),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_oauth_grants_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_grants")),
    )
    op.create_index(op.f("ix_oauth_grants_expires_at"), "oauth_grants", ["expires_at"])
    op.create_index("ix_oauth_grants_account_client", "oauth_grants", ["account_id", "client_id"])


def _create_codes() -> None:
    op.create_table(
        "oauth_codes",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("code_challenge", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=True),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["oauth_grants.id"], name=op.f("fk_oauth_codes_grant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_oauth_codes")),
    )
    op.create_index(op.f("ix_oauth_codes_grant_id"), "oauth_codes", ["grant_id"])


def _create_refresh_tokens() -> None:
    op.create_table(
        "oauth_refresh_tokens",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("parent_hash", sa.LargeBinary(), nullable=True),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        _instant("silenced_at", nullable=True),
        _created_at(),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["oauth_grants.id"],
            name=op.f("fk_oauth_refresh_tokens_grant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_oauth_refresh_tokens")),
    )
    op.create_index(op.f("ix_oauth_refresh_tokens_grant_id"), "oauth_refresh_tokens", ["grant_id"])
    op.create_index(op.f("ix_oauth_refresh_tokens_parent_hash"), "oauth_refresh_tokens", ["parent_hash"])


def downgrade() -> None:
    """Undo."""
    for table in ("oauth_refresh_tokens", "oauth_codes", "oauth_grants", "oauth_clients"):
        op.drop_table(table)
