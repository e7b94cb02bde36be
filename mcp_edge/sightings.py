"""Counts which listings assistants show and open, in memory, and hands the counts to Redis every few seconds."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog
from prometheus_client import Counter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.metrics import REGISTRY
from core.sightings import KEPT_SECONDS, MOST_WAITING, QUARTER_SECONDS, WAITING, Kind, Sighting, pack

FLUSH_EVERY_SECONDS = 5.0
MOST_KEPT = 20_000  # different ones between two flushes; further ones are dropped
DROPPED = Counter(
    "craftlocal_sightings_dropped",
    "Listings shown or viewed that are missing in makers' statistics, because Redis was away or full",
    registry=REGISTRY,
)

log = structlog.get_logger()


@dataclass
class Sightings:
    """What was shown and viewed since the last flush; without Redis nothing is counted.

    Counting never waits. A batch whose hand-over failed is dropped, not sent again: it may have arrived.
    """

    redis: Redis | None = None
    _counts: dict[Sighting, int] = field(default_factory=dict)

    def shown(self, listing_ids: Iterable[str]) -> None:
        """Count listings that stood in search results."""
        for listing_id in listing_ids:
            self._count("shown", listing_id)

    def viewed(self, listing_id: str) -> None:
        """Count a listing that was opened."""
        self._count("viewed", listing_id)

    def _count(self, kind: Kind, listing_id: str) -> None:
        if self.redis is None:
            return
        sighting = Sighting(int(time.time()) // QUARTER_SECONDS, kind, listing_id)
        before = self._counts.get(sighting, 0)
        if not before and len(self._counts) >= MOST_KEPT:
            DROPPED.inc()
            return
        self._counts[sighting] = before + 1

    async def flush(self) -> None:
        """Hand over what was counted, as one batch in one transaction."""
        if self.redis is None or not self._counts:
            return
        counts, self._counts = self._counts, {}
        try:
            async with self.redis.pipeline(transaction=True) as pipeline:
                pipeline.rpush(WAITING, pack(counts))
                pipeline.ltrim(WAITING, 0, MOST_WAITING - 1)
                pipeline.expire(WAITING, KEPT_SECONDS)
                waiting, *_ = await pipeline.execute()
        except (RedisError, OSError) as error:
            self._dropped(counts, type(error).__name__)
        else:
            if waiting > MOST_WAITING:
                self._dropped(counts, "full")

    def _dropped(self, counts: dict[Sighting, int], reason: str) -> None:
        dropped = sum(counts.values())
        DROPPED.inc(dropped)
        log.warning("sightings.dropped", count=dropped, reason=reason)

    @asynccontextmanager
    async def counting(self) -> AsyncIterator[None]:
        """Flush every few seconds until the context ends, and once more then."""
        flushing = asyncio.create_task(self._flush_again_and_again())
        try:
            yield
        finally:
            flushing.cancel()
            with suppress(asyncio.CancelledError):
                await flushing
            await self.flush()

    async def _flush_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY_SECONDS)
            await self.flush()
