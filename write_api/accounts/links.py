"""Links in mails: each proves an address, for half an hour and once."""

import secrets
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from write_api.accounts import store
from write_api.accounts.sessions import TOKEN, hashed
from write_api.accounts.store import Link

GOOD_FOR = timedelta(minutes=30)
PATHS = {"sign_up": "/account/confirm", "reset": "/account/reset", "change_email": "/account/email/confirm"}


async def make(connection: AsyncConnection, base_url: str, link: Link) -> str:
    """Return the address of a new link. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    await store.insert_link(connection, hashed(token), link, GOOD_FOR)
    return f"{base_url}{PATHS[link.purpose]}?token={token}"


async def look(connection: AsyncConnection, token: str, purpose: str) -> Link:
    """Return what a link is good for, and leave it good.

    Raises:
        MarketError: link_gone.
    """
    return _good(
        await store.find_link(connection, hashed(token), purpose) if TOKEN.fullmatch(token) else None
    )


async def take(connection: AsyncConnection, token: str, purpose: str) -> Link:
    """Return what a link was good for: from now on it is not, unless the transaction fails.

    Raises:
        MarketError: link_gone; of two at once one gets that.
    """
    return _good(
        await store.take_link(connection, hashed(token), purpose) if TOKEN.fullmatch(token) else None
    )


def _good(link: Link | None) -> Link:
    if link is None:
        raise MarketError(Code.LINK_GONE)
    return link
