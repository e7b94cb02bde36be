"""Documents of clients, kept as long as their owners let us, within bounds."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from write_api.fetching import Fetched, FetchError

LEAST_FRESH_SECONDS = 60
MOST_FRESH_SECONDS = 24 * 3600
USUALLY_FRESH_SECONDS = 3600
# An owner who is away for a while does not lock people out; one who says something else is believed at once.
KEPT_WHEN_AWAY_SECONDS = 24 * 3600
FAILURE_KEPT_SECONDS = 10
MAX_ENTRIES = 500

log = structlog.get_logger()


@dataclass
class _Entry:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    value: dict[str, Any] | None = None
    fetched_at: float = float("-inf")
    fresh_until: float = float("-inf")
    failure: str = ""
    failed_until: float = float("-inf")


class Fetches(Protocol):
    """Whoever fetches; see Fetcher."""

    async def get(self, url: str, *, max_bytes: int) -> Fetched:
        """Return the JSON object at `url`."""


@dataclass
class FetchCache:
    """Fetches each address once at a time, and remembers successes and, briefly, failures.

    `clock` counts seconds.
    """

    fetcher: Fetches
    max_bytes: int
    clock: Callable[[], float] = time.monotonic
    _entries: OrderedDict[str, _Entry] = field(default_factory=OrderedDict)

    async def get(self, url: str, *, max_age_seconds: float = MOST_FRESH_SECONDS) -> dict[str, Any]:
        """Return the JSON object at `url`, fetched not longer ago than `max_age_seconds`.

        Raises:
            FetchError: it cannot be had.
        """
        entry = self._entry(url)
        async with entry.lock:
            now = self.clock()
            if entry.value is not None and now < min(entry.fresh_until, entry.fetched_at + max_age_seconds):
                return entry.value
            if now < entry.failed_until:
                return _in_spite_of_failure(entry, now)
            return await self._fetch(url, entry, now)

    def _entry(self, url: str) -> _Entry:
        entry = self._entries.setdefault(url, _Entry())
        self._entries.move_to_end(url)
        if len(self._entries) > MAX_ENTRIES:
            self._entries.popitem(last=False)
        return entry

    async def _fetch(self, url: str, entry: _Entry, now: float) -> dict[str, Any]:
        try:
            fetched = await self.fetcher.get(url, max_bytes=self.max_bytes)
        except FetchError as error:
            log.info("oauth.fetch_failed", url=url, reason=str(error))
            entry.failure, entry.failed_until = str(error), now + FAILURE_KEPT_SECONDS
            return _in_spite_of_failure(entry, now)
        seconds = USUALLY_FRESH_SECONDS if fetched.fresh_seconds is None else fetched.fresh_seconds
        entry.value, entry.fetched_at = fetched.value, now
        entry.fresh_until = now + min(max(seconds, LEAST_FRESH_SECONDS), MOST_FRESH_SECONDS)
        return fetched.value


def _in_spite_of_failure(entry: _Entry, now: float) -> dict[str, Any]:
    if entry.value is not None and now - entry.fetched_at < KEPT_WHEN_AWAY_SECONDS:
        return entry.value
    raise FetchError(entry.failure)
