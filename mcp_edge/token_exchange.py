"""Trades a caller's token for one of the edge's own at the token endpoint (RFC 8693)."""

import base64
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from urllib.parse import quote

import aiohttp
import structlog

from core.auth import Scope
from core.errors import Code, MarketError
from core.telemetry import request_id

TIMEOUT = aiohttp.ClientTimeout(total=3)
RENEW_BEFORE_SECONDS = 30.0
MOST_CACHED = 10_000
AWAY = "Sign-in cannot be checked right now. Nothing was changed; try again in a moment."

log = structlog.get_logger()


@dataclass
class TokenExchange:
    """The edge as a client of the token endpoint. Callers' tokens are kept only as hashes."""

    session: aiohttp.ClientSession
    url: str
    client_id: str
    client_secret: str
    audience: str
    _cache: OrderedDict[bytes, tuple[str, float]] = field(default_factory=OrderedDict)

    async def token_for(self, subject_token: str, scopes: tuple[Scope, ...]) -> str:
        """Return a token for the write API that speaks for the caller with these scopes only.

        Without scopes it has all that the caller has: there is no token that says who, and nothing else.

        Raises:
            MarketError: invalid_token, insufficient_scope, service_unavailable.
        """
        key = _key(subject_token, scopes)
        if (kept := self._cache.get(key)) and kept[1] > time.monotonic():
            return kept[0]
        token, lifetime_seconds = await self._ask(subject_token, scopes)
        self._cache.pop(key, None)
        self._cache[key] = (token, time.monotonic() + lifetime_seconds - RENEW_BEFORE_SECONDS)
        while len(self._cache) > MOST_CACHED:
            self._cache.popitem(last=False)
        return token

    def forget(self, subject_token: str, scopes: tuple[Scope, ...]) -> None:
        """Drop what is cached for the caller: the write API refused it."""
        self._cache.pop(_key(subject_token, scopes), None)

    async def _ask(self, subject_token: str, scopes: tuple[Scope, ...]) -> tuple[str, float]:
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": subject_token,
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "audience": self.audience,
        } | ({"scope": " ".join(scopes)} if scopes else {})
        headers = {"Authorization": self._basic(), "X-Request-Id": request_id() or ""}
        try:
            async with self.session.post(self.url, data=form, headers=headers, timeout=TIMEOUT) as answer:
                body = await answer.json(content_type=None)
                if answer.status == 200:
                    return str(body["access_token"]), float(body["expires_in"])
                raise _refusal(answer.status, str(body.get("error", "")), scopes)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("token_exchange.failed", error=type(error).__name__)
            raise MarketError(Code.SERVICE_UNAVAILABLE, AWAY) from None

    def _basic(self) -> str:
        pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
        return "Basic " + base64.b64encode(pair.encode()).decode()


def _key(subject_token: str, scopes: tuple[Scope, ...]) -> bytes:
    return hashlib.sha256("\x1f".join((subject_token, *scopes)).encode()).digest()


def _refusal(status: int, error: str, scopes: tuple[Scope, ...]) -> MarketError:
    if error in {"invalid_grant", "invalid_request"}:
        return MarketError(Code.INVALID_TOKEN)
    if error == "invalid_scope":
        needed = " and ".join(scopes)
        return MarketError(
            Code.INSUFFICIENT_SCOPE, f"This needs the permission {needed}.", scope=" ".join(scopes)
        )
    # invalid_client and the like: our configuration is at fault, not the caller.
    log.error("token_exchange.refused", status=status, error=error[:60])
    return MarketError(Code.SERVICE_UNAVAILABLE, AWAY)
