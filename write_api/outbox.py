"""The ledger of jobs that must happen because a transaction committed."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from redis.exceptions import RedisError
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db import OUTBOX_CHANNEL, is_away
from core.tables import outbox

BATCH = 500
AT_ONCE = 25
POLL_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 5.0
OLDEST = (
    select(outbox.c.id, outbox.c.job, outbox.c.job_id, outbox.c.payload)
    .order_by(outbox.c.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)

Enqueue = Callable[[str, str, dict[str, Any]], Awaitable[None]]
log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A job to be: its name, the id under which it waits once, and its arguments."""

    name: str
    id: str
    payload: dict[str, Any]


async def add(connection: AsyncConnection, jobs: Iterable[Job]) -> None:
    """Write jobs down in the caller's transaction, and wake the relay when it commits."""
    rows = [{"job": job.name, "job_id": job.id, "payload": job.payload} for job in jobs]
    if rows:
        await connection.execute(insert(outbox), rows)
        await connection.execute(select(func.pg_notify(OUTBOX_CHANNEL, "")))


@dataclass
class Relay:
    """Hands jobs to the queue. Any number of relays may run; each row is one relay's at a time."""

    engine: AsyncEngine
    enqueue: Enqueue

    async def run(self) -> None:
        """Relay until cancelled. Wakes on commit; polls as a net; comes back when a store was away."""
        failures = 0
        while True:
            started = time.monotonic()
            try:
                await self._listen()
            except Exception as error:
                # Whatever it is: a relay that ends would leave every later job where it lies.
                if is_away(error) or isinstance(error, RedisError):
                    log.warning("outbox.interrupted", error=type(error).__name__)
                else:
                    log.exception("outbox.failed")
                lasted = time.monotonic() - started
                failures = 0 if lasted > 2 * LONGEST_PAUSE_SECONDS else failures + 1
                pause = min(LONGEST_PAUSE_SECONDS, 0.1 * 2 ** min(failures, 10))
                await asyncio.sleep(pause * random.uniform(0.5, 1))

    async def drain(self) -> int:
        """Hand over the oldest jobs, at most a batch; return how many.

        The rows go in the same transaction, after the queue has them: a crash in between repeats jobs
        and loses none.
        """
        async with self.engine.begin() as connection:
            rows = (await connection.execute(OLDEST)).all()
            for start in range(0, len(rows), AT_ONCE):
                part = rows[start : start + AT_ONCE]
                await asyncio.gather(*(self.enqueue(row.job, row.job_id, row.payload) for row in part))
            if rows:
                await connection.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in rows])))
        return len(rows)

    async def _listen(self) -> None:
        awake = asyncio.Event()
        async with self.engine.connect() as connection:
            wire: asyncpg.Connection = (await connection.get_raw_connection()).driver_connection
            await wire.add_listener(OUTBOX_CHANNEL, lambda *_: awake.set())
            wire.add_termination_listener(lambda *_: awake.set())
            try:
                while not wire.is_closed():
                    awake.clear()
                    while await self.drain() == BATCH:
                        pass
                    await _up_to(POLL_SECONDS, awake.wait())
            finally:
                # Never back into the pool: it still listens.
                await connection.invalidate()


async def _up_to(seconds: float, event: Awaitable[object]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event
    except TimeoutError:
        return
