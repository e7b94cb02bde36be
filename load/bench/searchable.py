"""One write after another: how long until it is acknowledged, and until a search for its word finds it."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from load.bench.client import AUDIENCES, Client, Created, Way
from load.bench.errors import OverdueError
from load.bench.measures import Spread, spread
from load.bench.pieces import Piece, new_pieces

POLL_SECONDS = 0.01
GIVE_UP_SECONDS = 30.0


@dataclass(frozen=True)
class Times:
    """Of one write, in seconds since it was sent."""

    acknowledged: float
    searchable: float


async def measure(client: Client, *, writes: int, ways: Sequence[Way], keep: bool) -> dict[str, Spread]:
    """Return the spreads by way and milestone.

    Raises:
        WriteFailedError, OverdueError: the shop did not do its work.
    """
    rows: dict[str, Spread] = {}
    for way in ways:
        await client.shop.token(AUDIENCES[way])  # outside what is timed
        times, created = [], []
        for piece in new_pieces(writes, random.Random()):
            time_of_one, listing = await _one(client, piece, way)
            times.append(time_of_one)
            created.append(listing.listing_id)
        rows[f"{way}: write → acknowledged"] = spread([t.acknowledged for t in times])
        rows[f"{way}: write → searchable"] = spread([t.searchable for t in times])
        if not keep:
            await client.delete(created)
    return rows


async def _one(client: Client, piece: Piece, way: Way) -> tuple[Times, Created]:
    sent_at = time.perf_counter()
    created = await client.create(piece, way)
    acknowledged = time.perf_counter() - sent_at
    while created.listing_id not in await client.found(piece):
        if time.perf_counter() - sent_at > GIVE_UP_SECONDS:
            raise OverdueError(f"{created.listing_id} was not found within {GIVE_UP_SECONDS:.0f} s")
        await asyncio.sleep(POLL_SECONDS)
    return Times(acknowledged, time.perf_counter() - sent_at), created
