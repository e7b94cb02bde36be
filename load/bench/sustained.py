"""Writes at a steady rate, whether the shop keeps up or not, and how soon searches see them."""

import asyncio
import random
import time
from dataclasses import dataclass, field

from load.bench.client import LARGEST_PAGE, Client
from load.bench.errors import OverdueError
from load.bench.measures import Spread, spread
from load.bench.pieces import Piece, new_pieces
from load.bench.searchable import GIVE_UP_SECONDS

WATCH_EVERY_SECONDS = 0.05
LATE_AFTER_SECONDS = 3.0
LATE_AT_ONCE = 5  # more of them in one look would be load of their own


@dataclass
class _Watch:
    """What is still to be seen: listing id → piece and the instant it was due to be sent."""

    client: Client
    run: str
    waiting: dict[str, tuple[Piece, float]] = field(default_factory=dict)
    searchable: list[float] = field(default_factory=list)

    async def look(self) -> None:
        """Look once through the newest of the run, and for the latest pieces by their own words."""
        cursor = ""
        for _ in range(2 + len(self.waiting) // LARGEST_PAGE):
            more = {"cursor": cursor} if cursor else {}
            page = await self.client.search(self.run, sort="newest", limit=str(LARGEST_PAGE), **more)
            self._seen([item["id"] for item in page["items"]])
            cursor = page["next_cursor"] or ""
            if not cursor or not self.waiting:
                break
        for listing_id, (piece, due_at) in list(self.waiting.items())[:LATE_AT_ONCE]:
            if time.perf_counter() - due_at > GIVE_UP_SECONDS:
                raise OverdueError(f"{listing_id} was not found within {GIVE_UP_SECONDS:.0f} s")
            if time.perf_counter() - due_at > LATE_AFTER_SECONDS:
                self._seen(await self.client.found(piece))

    def _seen(self, listing_ids: list[str]) -> None:
        now = time.perf_counter()
        for listing_id in listing_ids:
            if listing_id in self.waiting:
                _, due_at = self.waiting.pop(listing_id)
                self.searchable.append(now - due_at)


async def measure(client: Client, *, rate: float, seconds: float, keep: bool) -> dict[str, Spread]:
    """Return the spreads. Each duration starts when its write was due, so that a shop that lags shows it.

    Raises:
        WriteFailedError, OverdueError: the shop did not do its work.
    """
    pieces = new_pieces(round(rate * seconds), random.Random())
    watch = _Watch(client, pieces[0].run)
    await client.shop.token("write-api")  # outside what is timed
    began = time.perf_counter()
    created: list[str] = []
    acknowledged: list[float] = []

    async def write(piece: Piece, due_at: float) -> None:
        await asyncio.sleep(max(due_at - time.perf_counter(), 0))
        listing = await client.create(piece, "rest")
        acknowledged.append(time.perf_counter() - due_at)
        created.append(listing.listing_id)
        watch.waiting[listing.listing_id] = (piece, due_at)

    writing = asyncio.gather(*(write(piece, began + n / rate) for n, piece in enumerate(pieces)))
    while not writing.done() or watch.waiting:
        await watch.look()
        await asyncio.sleep(WATCH_EVERY_SECONDS)
    await writing
    if not keep:
        await client.delete(created)
    name = f"{rate:g} writes/s for {seconds:g} s"
    return {
        f"{name}: write → acknowledged": spread(acknowledged),
        f"{name}: write → searchable": spread(watch.searchable),
    }
