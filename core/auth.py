"""The one place where a token becomes a person."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import aiohttp
import jwt

from core.errors import Code, MarketError

ALGORITHMS = ("ES256",)
LEEWAY_SECONDS = 60
MAX_TOKEN_BYTES = 8192
REFRESH_AT_MOST_EVERY_SECONDS = 30.0
KEYS_FRESH_SECONDS = 600.0


class Scope(StrEnum):
    """What a token may be used for."""

    LISTINGS_READ = "listings.read"
    LISTINGS_WRITE = "listings.write"
    ORDERS_READ = "orders.read"
    ORDERS_WRITE = "orders.write"
    SELLER_MANAGE = "seller.manage"


IMPLIED: dict[str, frozenset[str]] = {
    Scope.LISTINGS_WRITE: frozenset({Scope.LISTINGS_READ}),
    Scope.ORDERS_WRITE: frozenset({Scope.ORDERS_READ}),
    Scope.SELLER_MANAGE: frozenset({Scope.LISTINGS_READ, Scope.LISTINGS_WRITE}),
}


@dataclass(frozen=True)
class Principal:
    """Who is asking: the account, through which client, with which scopes.

    `actor` names the service that acts for the account (RFC 8693 `act`), None when the account asks itself.
    """

    account_id: str
    client_id: str
    scopes: frozenset[str]
    actor: str | None = None

    def require(self, *scopes: str) -> None:
        """Let the caller pass only with all these scopes.

        Raises:
            MarketError: insufficient_scope, naming every scope the operation needs.
        """
        held = self.scopes.union(*(IMPLIED.get(scope, frozenset()) for scope in self.scopes))
        if missing := [scope for scope in scopes if scope not in held]:
            raise MarketError(
                Code.INSUFFICIENT_SCOPE,
                f"This needs the permission {' and '.join(missing)}.",
                scope=" ".join(scopes),
            )


class KeySet(Protocol):
    """Where verification keys come from."""

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key with this id, or None when the issuer has no such key."""


@dataclass
class StaticKeys:
    """Keys known beforehand: the issuer verifying its own tokens, and tests."""

    jwks: Mapping[str, Any]

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key with this id."""
        return _find(self.jwks, kid)


@dataclass
class RemoteKeys:
    """Keys fetched from the issuer, cached, and asked for again on an unknown kid; never hammered."""

    url: str
    session: aiohttp.ClientSession
    _jwks: Mapping[str, Any] = field(default_factory=lambda: {"keys": []})
    _fetched_at: float = float("-inf")
    _tried_at: float = float("-inf")

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key with this id.

        Raises:
            MarketError: service_unavailable when the issuer cannot be reached and no keys are cached.
        """
        now = time.monotonic()
        found = _find(self._jwks, kid)
        stale = now - self._fetched_at > KEYS_FRESH_SECONDS
        if (found is None or stale) and now - self._tried_at > REFRESH_AT_MOST_EVERY_SECONDS:
            await self._refresh(now)
            found = _find(self._jwks, kid)
        if found is None and self._fetched_at < 0:
            raise MarketError(
                Code.SERVICE_UNAVAILABLE, "Sign-in cannot be checked right now. Try again in a moment."
            )
        return found

    async def _refresh(self, now: float) -> None:
        try:
            async with self.session.get(self.url, timeout=aiohttp.ClientTimeout(total=3)) as answer:
                answer.raise_for_status()
                self._jwks = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            # An unreachable issuer is asked again by the next caller until it once answered.
            self._tried_at = now if self._fetched_at > 0 else float("-inf")
            return
        self._tried_at = self._fetched_at = now


def _find(jwks: Mapping[str, Any], kid: str) -> jwt.PyJWK | None:
    for entry in jwks.get("keys", []):
        if entry.get("kid") == kid and entry.get("kty") == "EC" and entry.get("use", "sig") == "sig":
            return jwt.PyJWK.from_dict(entry, algorithm="ES256")
    return None


@dataclass(frozen=True)
class TokenVerifier:
    """Checks RFC 9068 access tokens of one issuer for one audience."""

    issuer: str
    audience: str
    keys: KeySet

    async def verify(self, token: str) -> Principal:
        """Return who the token speaks for.

        Raises:
            MarketError: invalid_token for anything but a genuine, current token for this audience.
        """
        if len(token) > MAX_TOKEN_BYTES:
            raise MarketError(Code.INVALID_TOKEN)
        try:
            header = jwt.get_unverified_header(token)
            if header.get("typ", "").lower().removeprefix("application/") != "at+jwt":
                raise MarketError(Code.INVALID_TOKEN)
            key = await self.keys.key(str(header.get("kid", "")))
            if key is None:
                raise MarketError(Code.INVALID_TOKEN)
            claims = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self.audience,
                issuer=self.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "client_id", "jti"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            raise MarketError(Code.INVALID_TOKEN) from None
        actor = claims.get("act")
        return Principal(
            account_id=str(claims["sub"]),
            client_id=str(claims["client_id"]),
            scopes=frozenset(str(claims.get("scope", "")).split()),
            actor=str(actor["sub"]) if isinstance(actor, dict) and "sub" in actor else None,
        )


def bearer(header: str | None) -> str | None:
    """Return the token of an Authorization header, None when there is no such header.

    Raises:
        MarketError: invalid_token when the header is there but is not `Bearer <token>`.
    """
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise MarketError(Code.INVALID_TOKEN, "The Authorization header must read: Bearer <access token>.")
    return token.strip()
