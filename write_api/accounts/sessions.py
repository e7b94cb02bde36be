"""Browser sessions: who a cookie stands for."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from write_api.accounts import store
from write_api.resources import ENGINE, HERE

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
KEPT_SECONDS = 60 * 24 * 3600


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in. `csrf` goes into every form; roles are buyer, seller and admin."""

    account_id: str
    name: str
    email: str
    roles: frozenset[str]
    csrf: str
    signed_in_at: datetime


FOUND = web.RequestKey[Session | None]("FOUND")


async def current(request: web.Request) -> Session | None:
    """Return the session of the request's cookie, None when nobody is signed in.

    A session ends 14 days after it was last used, and 60 days after the sign-in.
    """
    if FOUND not in request:
        request[FOUND] = await _find(request)
    found = request[FOUND]
    if found is not None:
        structlog.contextvars.bind_contextvars(account_id=found.account_id)
    return found


async def begin(connection: AsyncConnection, request: web.Request, account_id: str) -> str:
    """Sign the account in, in the caller's transaction; return the cookie's value for `keep`.

    It is always a new one: whatever cookie the browser came with ends here.
    """
    await end(connection, request)
    token = secrets.token_urlsafe(32)
    await store.insert_session(connection, hashed(token), account_id)
    return token


async def end(connection: AsyncConnection, request: web.Request) -> None:
    """End the session of the request's cookie, if there is one."""
    if token_hash := hash_of(request):
        await store.delete_session(connection, token_hash)


async def hold(connection: AsyncConnection, request: web.Request) -> bool:
    """Tell whether the request's session still stands, and keep it so until the transaction ends.

    Whoever ends sessions waits for that; so what a session starts here is there to be ended with it.
    """
    token_hash = hash_of(request)
    return token_hash is not None and await store.hold_session(connection, token_hash)


def hash_of(request: web.Request) -> bytes | None:
    """Return what is kept of the request's session cookie."""
    token = cookie(request, "session")
    return hashed(token) if token else None


def keep(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser the session's cookie."""
    set_cookie(request, response, "session", token, KEPT_SECONDS)


def forget(request: web.Request, response: web.StreamResponse) -> None:
    """Take the session's cookie from the browser."""
    set_cookie(request, response, "session", "", 0)


def cookie(request: web.Request, name: str) -> str | None:
    """Return one of our cookies, None when it is missing or malformed."""
    value = request.cookies.get(_full(request, name), "")
    return value if TOKEN.fullmatch(value) else None


def set_cookie(
    request: web.Request, response: web.StreamResponse, name: str, value: str, seconds: int | None = None
) -> None:
    """Set one of our cookies: out of reach for scripts and for other sites' forms."""
    response.set_cookie(
        _full(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=request.app[HERE].is_secure,
        httponly=True,
        samesite="Lax",
    )


def hashed(token: str) -> bytes:
    """Return what is kept of a random token: whoever reads the table cannot use it."""
    return hashlib.sha256(token.encode()).digest()


def csrf_of(token: str) -> str:
    """Return the word that proves that a form is ours: it follows from the cookie, and says nothing of it."""
    return hmac.digest(token.encode(), b"csrf", "sha256").hex()


async def _find(request: web.Request) -> Session | None:
    token = cookie(request, "session")
    if token is None:
        return None
    async with request.app[ENGINE].begin() as connection:
        found = await store.find_session(connection, hashed(token), demo_too=request.app[HERE].is_local)
    if found is None:
        return None
    return Session(
        account_id=found.account_id,
        name=found.name,
        email=found.email,
        roles=found.roles,
        csrf=csrf_of(token),
        signed_in_at=found.signed_in_at,
    )


def _full(request: web.Request, name: str) -> str:
    # Browsers take a __Host- cookie from this very host over TLS only: no subdomain can plant one.
    return f"__Host-{name}" if request.app[HERE].is_secure else name
