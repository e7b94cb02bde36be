"""Keys fetched from an issuer: cached, asked for again on an unknown kid, never hammered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
import structlog

from core.auth.documents import UnfetchableError, fetch
from core.auth.keys import Key, KeyName, read_keys
from core.auth.profile import OWN_ALGORITHMS
from core.errors import Code, MarketError

KEYS_FRESH_SECONDS = 600.0
TRUSTED_SECONDS = 3600.0  # keys that nobody confirmed for so long are not believed any more
ASK_AT_MOST_EVERY_SECONDS = 10.0
AFTER_FAILURE_SECONDS = 1.0

Locate = Callable[[], Awaitable[str]]
log = structlog.get_logger()


@dataclass
class RemoteKeys:
    """The key set at `url`, which may be a function that finds the address out at each fetch.

    Whoever comes during a fetch waits for that one. Keys past their freshness serve on while they are
    fetched anew in the background. `clock` counts seconds.
    """

    url: str | Locate
    session: aiohttp.ClientSession
    algorithms: frozenset[str] = OWN_ALGORITHMS
    clock: Callable[[], float] = time.monotonic
    _keys: Mapping[KeyName, Key] = field(default_factory=dict)
    _fetched_at: float = float("-inf")
    _ask_again_at: float = float("-inf")
    _fetching: "asyncio.Task[None] | None" = None

    async def key(self, kid: str, algorithm: str) -> Key | None:
        """Return the key with this id for this algorithm.

        Raises:
            MarketError: service_unavailable when the issuer cannot be reached and no keys are cached.
        """
        found = self._keys.get((kid, algorithm))
        age = self.clock() - self._fetched_at
        if found is not None and age <= TRUSTED_SECONDS:
            if age > KEYS_FRESH_SECONDS:
                self._fetch()
            return found
        if fetching := self._fetch():
            await asyncio.shield(fetching)  # one caller who goes away does not end it for the others
        if self.clock() - self._fetched_at > TRUSTED_SECONDS:
            raise MarketError(
                Code.SERVICE_UNAVAILABLE, "Sign-in cannot be checked right now. Try again in a moment."
            )
        return self._keys.get((kid, algorithm))

    def _fetch(self) -> "asyncio.Task[None] | None":
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        if self.clock() < self._ask_again_at:
            return None
        self._fetching = asyncio.create_task(self._refresh())
        return self._fetching

    async def _refresh(self) -> None:
        self._ask_again_at = self.clock() + AFTER_FAILURE_SECONDS
        try:
            url = self.url if isinstance(self.url, str) else await self.url()
            keys = read_keys(await fetch(self.session, url), self.algorithms)
        except UnfetchableError as error:
            self._ask_again_at = self.clock() + AFTER_FAILURE_SECONDS
            log.warning("auth.keys_unavailable", error=str(error))
            return
        if not keys:
            log.error("auth.keys_unusable", algorithms=sorted(self.algorithms))
        self._keys = keys
        self._fetched_at = self.clock()
        self._ask_again_at = self._fetched_at + ASK_AT_MOST_EVERY_SECONDS
