"""Revocation (RFC 7009): a client that gives its tokens back."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from write_api.oauth import service, store
from write_api.oauth.clients import Client, hashed
from write_api.oauth.userinfo import TokenReader


async def family_of_access_token(reader: TokenReader, client: Client, token: str) -> str | None:
    """Return the grant an access token of this client comes from; None for anything else."""
    if token.count(".") != 2:
        return None
    try:
        principal = await reader.read(token)
    except MarketError as error:
        if error.code is not Code.INVALID_TOKEN:
            raise
        return None
    return principal.session_id if principal.client_id == client.id else None


async def revoke(
    connection: AsyncConnection, client: Client, token: str, sid: str | None, now: datetime
) -> str | None:
    """End the grant that the token belongs to, and return it; None when the client has no such token."""
    if sid is not None:
        return await service.end(connection, sid, "revoked", now)
    found = await store.lock_refresh_token(connection, hashed(token))
    if found is None or found[1].client_id != client.id:
        return None
    return await service.end(connection, found[1].id, "revoked", now)
