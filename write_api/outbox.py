"""The ledger of jobs that must happen because a transaction committed."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import structlog
from redis.exceptions import (
    ConnectionError as QueueConnectionError,
)
from redis.exceptions import ExecAbortError, OutOfMemoryError, ReadOnlyError
from redis.exceptions import TimeoutError as QueueTimeout
from sqlalchemy import and_, case, delete, func, insert, not_, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db import OUTBOX_CHANNEL, is_away
from core.tables import outbox

BATCH = 500
AT_ONCE = 25
POLL_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 5.0
MOST_ATTEMPTS = 8  # over some four minutes
LONGEST_ERROR = 300
# Any constant will do as long as nothing else in the database locks it.
RELAY_LOCK = 7_236_514_022

# The queue itself cannot take anything just now. Any other error is the job's own.
QUEUE_AWAY = (
    QueueConnectionError, QueueTimeout, ReadOnlyError, OutOfMemoryError, ExecAbortError, OSError,
)  # fmt: skip

_earlier = outbox.alias("earlier")
WAITS_FOR_EARLIER = (
    select(_earlier.c.id)
    .where(
        _earlier.c.object_id == outbox.c.object_id,
        _earlier.c.id < outbox.c.id,
        _earlier.c.next_try_at > func.now(),
    )
    .exists()
)
DUE = (
    select(outbox.c.id, outbox.c.job, outbox.c.job_id, outbox.c.payload, outbox.c.object_id)
    .where(
        outbox.c.parked_at.is_(None),
        or_(outbox.c.next_try_at.is_(None), outbox.c.next_try_at <= func.now()),
        not_(WAITS_FOR_EARLIER),
    )
    .order_by(outbox.c.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=outbox)
)

Enqueue = Callable[[str, str, dict[str, Any]], Awaitable[None]]
log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A job to be: its name, the id under which it waits once, its arguments, and the object it is about."""

    name: str
    id: str
    payload: dict[str, Any]
    object_id: str | None = None


async def add(connection: AsyncConnection, jobs: Iterable[Job]) -> None:
    """Write jobs down in the caller's transaction, and wake the relay when it commits.

    Jobs of one object reach the queue in the order in which they were written.
    """
    rows = [
        {"job": job.name, "job_id": job.id, "payload": job.payload, "object_id": job.object_id}
        for job in jobs
    ]
    if rows:
        await connection.execute(insert(outbox), rows)
        await _wake(connection)


async def _wake(connection: AsyncConnection) -> None:
    await connection.execute(select(func.pg_notify(OUTBOX_CHANNEL, "")))


@dataclass
class _Handover:
    """What became of a batch: the rows the queue has, those it will not take, and why it takes none at all."""

    done: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    away: Exception | None = None


@dataclass
class Relay:
    """Hands jobs to the queue. Any number of relays may run; one works at a time, so that order holds."""

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
                if is_away(error) or isinstance(error, QUEUE_AWAY):
                    log.warning("outbox.interrupted", error=type(error).__name__)
                else:
                    log.exception("outbox.failed")
                lasted = time.monotonic() - started
                failures = 0 if lasted > 2 * LONGEST_PAUSE_SECONDS else failures + 1
                pause = min(LONGEST_PAUSE_SECONDS, 0.1 * 2 ** min(failures, 10))
                await asyncio.sleep(pause * random.uniform(0.5, 1))

    async def drain(self) -> int:
        """Hand over the oldest jobs that are due, at most a batch; return how many were taken up.

        The rows go in the same transaction, after the queue has them: a crash in between repeats jobs
        and loses none. A job that the queue will not take is tried again later, and parked in the end.
        """
        async with self.engine.begin() as connection:
            if not await connection.scalar(select(func.pg_try_advisory_xact_lock(RELAY_LOCK))):
                return 0  # the relay at work hears of every commit too
            rows = (await connection.execute(DUE)).all()
            handover = await self._hand_over(rows)
            if handover.done:
                await connection.execute(delete(outbox).where(outbox.c.id.in_(handover.done)))
            for id_, error in handover.failed.items():
                log.warning("outbox.refused", outbox_id=id_, error=error)
                await connection.execute(_tried(id_, error))
        return len(rows)

    async def _hand_over(self, rows: Sequence[Any]) -> _Handover:
        """Hand rows over, many objects at once and the rows of each in their order.

        Raises:
            Exception: the queue is away.
        """
        handover, at_once = _Handover(), asyncio.Semaphore(AT_ONCE)

        async def of_one_object(mine: Sequence[Any]) -> None:
            async with at_once:
                for row in mine:
                    if handover.away or not await self._take(row, handover):
                        return

        await asyncio.gather(*(of_one_object(mine) for mine in _by_object(rows)))
        if handover.away:
            raise handover.away
        return handover

    async def _take(self, row: Any, handover: _Handover) -> bool:
        try:
            await self.enqueue(row.job, row.job_id, row.payload)
        except QUEUE_AWAY as error:
            handover.away = error
            return False
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one job, the others go on
            handover.failed[row.id] = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
            return False
        handover.done.append(row.id)
        return True

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


def _by_object(rows: Iterable[Any]) -> list[list[Any]]:
    groups: dict[object, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.object_id or row.id, []).append(row)
    return list(groups.values())


def _tried(id_: int, error: str) -> Any:
    attempts = outbox.c.attempts + 1
    is_last = attempts >= MOST_ATTEMPTS
    return (
        update(outbox)
        .where(outbox.c.id == id_)
        .values(
            attempts=attempts,
            last_error=error,
            next_try_at=case(
                (is_last, None),
                else_=func.now() + func.power(2, outbox.c.attempts) * text("interval '1 second'"),
            ),
            parked_at=case((is_last, func.now()), else_=None),
        )
    )


async def _up_to(seconds: float, event: Awaitable[object]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event
    except TimeoutError:
        return


async def waiting(
    connection: AsyncConnection, *, parked_only: bool, limit: int, ids: Sequence[int] | None = None
) -> list[dict[str, Any]]:
    """Return the oldest jobs that are not handed over yet, as columns by name."""
    statement = select(outbox).order_by(outbox.c.id).limit(limit)
    if parked_only:
        statement = statement.where(outbox.c.parked_at.is_not(None))
    if ids is not None:
        statement = statement.where(outbox.c.id.in_(ids))
    rows = (await connection.execute(statement)).mappings()
    return [{str(name): value for name, value in row.items()} for row in rows]


async def replay(connection: AsyncConnection, ids: Sequence[int] | None) -> list[int]:
    """Have jobs tried again now, as if for the first time: these, or all that are parked. Return which."""
    chosen = outbox.c.parked_at.is_not(None) if ids is None else outbox.c.id.in_(ids)
    fresh = {"attempts": 0, "next_try_at": None, "parked_at": None}
    again = update(outbox).where(chosen).values(fresh).returning(outbox.c.id)
    found = sorted((await connection.execute(again)).scalars())
    await _wake(connection)
    return found


async def discard(connection: AsyncConnection, ids: Sequence[int]) -> list[int]:
    """Delete parked jobs for good; return which were."""
    parked = and_(outbox.c.id.in_(ids), outbox.c.parked_at.is_not(None))
    gone = await connection.execute(delete(outbox).where(parked).returning(outbox.c.id))
    return sorted(gone.scalars())
