"""Dynamic registration (RFC 7591): for clients that have no document of their own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import new_id
from write_api.oauth import client_metadata, store
from write_api.oauth.client_metadata import ClientMetadata
from write_api.oauth.clients import Client, hashed, new_secret
from write_api.oauth.scopes import SUPPORTED

log = structlog.get_logger()


class Registration(BaseModel):
    """A registered client, with its secret where it has one: it is told only now."""

    client_id: str
    client_id_issued_at: int = Field(description="Unix time")
    client_secret: str | None = None
    client_secret_expires_at: int | None = Field(default=None, description="0: it does not expire")
    client_name: str
    redirect_uris: list[str]
    token_endpoint_auth_method: str
    grant_types: list[str]
    response_types: list[str] = ["code"]
    scope: str = Field(default=" ".join(SUPPORTED), description="What may be asked for, by blanks")
    jwks: dict[str, Any] | None = None
    jwks_uri: str | None = None


@dataclass(frozen=True)
class _New:
    client: Client
    secret: str | None


async def register(connection: AsyncConnection, wanted: ClientMetadata, now: datetime) -> Registration:
    """Keep the client, and return what it is told. One that does not use it within a day is forgotten.

    Raises:
        OAuthError: invalid_redirect_uri, invalid_client_metadata.
    """
    new = _new(wanted)
    await store.insert_client(connection, new.client)
    log.info("oauth.client_registered", client_id=new.client.id, auth_method=new.client.auth_method)
    return Registration(
        client_id=new.client.id,
        client_id_issued_at=int(now.timestamp()),
        client_secret=new.secret,
        client_secret_expires_at=None if new.secret is None else 0,
        client_name=new.client.name,
        redirect_uris=list(new.client.redirect_uris),
        token_endpoint_auth_method=new.client.auth_method,
        grant_types=sorted(new.client.grant_types),
        jwks=wanted.jwks,
        jwks_uri=wanted.jwks_uri,
    )


def _new(wanted: ClientMetadata) -> _New:
    method = client_metadata.check(wanted, default_method="client_secret_basic")
    secret = new_secret() if method == "client_secret_basic" else None
    client = Client(
        id=new_id("cli"),
        name=client_metadata.shown_name(wanted.client_name) or "An app without a name",
        auth_method=method,
        grant_types=client_metadata.grant_types(wanted),
        redirect_uris=tuple(wanted.redirect_uris),
        secret_hash=hashed(secret) if secret else None,
        jwks=wanted.jwks if method == "private_key_jwt" else None,
        jwks_uri=wanted.jwks_uri if method == "private_key_jwt" else None,
    )
    return _New(client, secret)
