"""Sightings from Redis into the database, each batch once; and what was seen of a shop."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.ids import new_id
from core.sightings import QUARTER_SECONDS, TAKEN, TAKEN_ID, WAITING, Sighting, unpack
from write_api import inbox
from write_api.statistics.rules import Days, first_of_month
from write_api.statistics.sightings import store
from write_api.statistics.sightings.store import Home, Place, Seen

SOURCE = "sightings"
# What was taken and not written down yet is taken again, under its id; only then what waits.
TAKE = """
if redis.call('exists', KEYS[2]) == 0 then
    if redis.call('exists', KEYS[1]) == 0 then return {} end
    redis.call('rename', KEYS[1], KEYS[2])
    redis.call('persist', KEYS[2])
    redis.call('set', KEYS[3], ARGV[1])
end
return {redis.call('get', KEYS[3]), redis.call('lrange', KEYS[2], 0, -1)}
"""
DONE = "if redis.call('get', KEYS[2]) == ARGV[1] then redis.call('del', KEYS[1], KEYS[2]) end"

log = structlog.get_logger()


async def drain(redis: Redis, engine: AsyncEngine) -> int:
    """Write down what the edge has counted; return how many batches that were.

    A crash between the commit and the end leaves them taken, under an id that the inbox knows: the next
    look takes them again and writes nothing.
    """
    take, done = redis.register_script(TAKE), redis.register_script(DONE)
    taken: Any = await take(keys=[WAITING, TAKEN, TAKEN_ID], args=[new_id("bat")])
    if not taken:
        return 0
    batch_id, batches = taken[0].decode(), taken[1]
    async with engine.begin() as connection:
        if await inbox.is_new(connection, SOURCE, batch_id):
            await _write_down(connection, batches)
    await done(keys=[TAKEN, TAKEN_ID], args=[batch_id])
    return len(batches)


async def of_shop(connection: AsyncConnection, shop_id: str, days: Days) -> dict[str, Seen]:
    """Return what was seen of each listing on these days."""
    months = days.whole_months()
    covered = set(months)
    return await store.of_shop(
        connection, shop_id, months, [day for day in days if first_of_month(day) not in covered]
    )


async def _write_down(connection: AsyncConnection, batches: list[bytes]) -> None:
    counts: dict[Sighting, int] = {}
    for batch in batches:
        try:
            unpacked = unpack(batch)
        except ValueError:
            log.error("sightings.unreadable", bytes=len(batch))
            continue
        for sighting, count in unpacked.items():
            counts[sighting] = counts.get(sighting, 0) + count
    homes = await store.homes(connection, {one.listing_id for one in counts})
    if added := _added(counts, homes):
        await store.add(connection, added)


def _added(counts: Mapping[Sighting, int], homes: Mapping[str, Home]) -> dict[Place, Seen]:
    added: dict[Place, Seen] = {}
    for sighting, count in counts.items():
        if not (home := homes.get(sighting.listing_id)):
            continue
        day = _day_of(sighting.quarter, home.time_zone)
        for span, starts_on in (("day", day), ("month", first_of_month(day))):
            place = Place(home.shop_id, span, starts_on, sighting.listing_id)
            before = added.get(place, Seen())
            now = getattr(before, sighting.kind) + count
            added[place] = before._replace(**{sighting.kind: now})
    return added


def _day_of(quarter: int, time_zone: str) -> date:
    return datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC).astimezone(ZoneInfo(time_zone)).date()
