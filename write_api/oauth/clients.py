"""Clients: what is known of one, wherever it came from."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.settings import EdgeClient, SettingsError

MIN_SECRET_LENGTH = 32
AUTHORIZATION_CODE = "authorization_code"
REFRESH_TOKEN = "refresh_token"  # noqa: S105 - a grant's name
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - a grant's name

AuthMethod = Literal["none", "client_secret_basic", "private_key_jwt"]


@dataclass(frozen=True)
class Client:
    """A program that asks for tokens.

    `document_host` is the host that vouches for it, when its id is the address of a document there.
    """

    id: str
    name: str
    auth_method: AuthMethod
    grant_types: frozenset[str]
    redirect_uris: tuple[str, ...] = ()
    secret_hash: bytes | None = None
    jwks: Mapping[str, Any] | None = field(default=None, hash=False)
    jwks_uri: str | None = None
    document_host: str | None = None


def edge_client(settings: EdgeClient) -> Client:
    """Return the MCP edge as a client.

    Raises:
        SettingsError: its secret is too short to be one.
    """
    secret = settings.client_secret.get_secret_value()
    if len(secret) < MIN_SECRET_LENGTH:
        raise SettingsError(f"EDGE_CLIENT_SECRET: must have {MIN_SECRET_LENGTH} characters or more")
    return Client(
        id=settings.client_id,
        name="CraftLocal for assistants",
        auth_method="client_secret_basic",
        grant_types=frozenset({TOKEN_EXCHANGE}),
        secret_hash=hashed(secret),
    )


def new_secret() -> str:
    """Return 256 random bits, as codes, refresh tokens and client secrets have them."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """Return what is kept of a secret: SHA-256, because nobody can try through 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()
