"""Clients, what people allowed them, and the tokens that came of it."""

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from core.tables.columns import instant, metadata, words

# Clients that registered themselves (RFC 7591). Those whose id is the address of a document are not kept.
oauth_clients = Table(
    "oauth_clients",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    words("redirect_uris"),
    words("grant_types"),
    Column("auth_method", Text, nullable=False),
    Column("secret_hash", LargeBinary),  # SHA-256; the secret is 256 random bits
    Column("jwks", JSONB),
    Column("jwks_uri", Text),
    instant("created_at"),
    Column("used_at", DateTime(timezone=True)),
)

# What a person allowed a client: the family of all tokens that come from it, and their `sid`.
oauth_grants = Table(
    "oauth_grants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id"), nullable=False),
    Column("client_id", Text, nullable=False),
    Column("client_name", Text, nullable=False),
    words("scopes"),
    Column("resource", Text, nullable=False),
    Column("signed_in_at", DateTime(timezone=True), nullable=False),
    Column("consented_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_for", Text),
    instant("created_at"),
    Index("ix_oauth_grants_account_client", "account_id", "client_id"),
)

oauth_codes = Table(
    "oauth_codes",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("grant_id", Text, ForeignKey("oauth_grants.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("redirect_uri", Text, nullable=False),
    Column("code_challenge", Text, nullable=False),
    Column("nonce", Text),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
)

# A token is used once; what it was traded for names it as parent. Silenced: a brother was used instead.
oauth_refresh_tokens = Table(
    "oauth_refresh_tokens",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("grant_id", Text, ForeignKey("oauth_grants.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("parent_hash", LargeBinary, index=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("silenced_at", DateTime(timezone=True)),
    instant("created_at"),
)
