"""The arq worker, and the safety net under it that needs no queue."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from arq import func
from arq.connections import ArqRedis
from arq.worker import Worker
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core import jobs as names
from core.db import is_away
from indexer import behind_store, jobs
from indexer.indexing import Indexing
from search.engine import IndexUnavailableError
from search.writing import Generation

Find = Callable[[AsyncConnection, Generation, timedelta, int], Awaitable[list[str]]]
log = structlog.get_logger()

# arq polls: at its default of 0.5 s a job would wait a quarter of a second on average.
POLL_SECONDS = 0.02
JOBS_AT_ONCE = 500
JOB_TIMEOUT_SECONDS = 10
RECONCILE_EVERY_SECONDS = 2.0
OVERDUE_AFTER = timedelta(seconds=2)
RECONCILE_BATCH = 1000
# What is seldom: changes made with triggers off, as a restore makes them.
COMPARE_ALL_EVERY_SECONDS = 600.0
RETRY_QUEUE_SECONDS = 1.0


def build(queue: ArqRedis, indexing: Indexing) -> Worker:
    """Return a worker on our queue that ends when it is cancelled."""
    ctx: dict[Any, Any] = {"indexing": indexing}
    job = func(jobs.index_listings, name=names.INDEX_LISTINGS, keep_result=0)
    return Worker(
        functions=[job],
        redis_pool=queue,
        queue_name=names.QUEUE,
        poll_delay=POLL_SECONDS,
        max_jobs=JOBS_AT_ONCE,
        job_timeout=JOB_TIMEOUT_SECONDS,
        keep_result=0,
        handle_signals=False,
        ctx=ctx,
        job_serializer=names.serialize,
        job_deserializer=names.deserialize,
    )


async def work(queue: ArqRedis, indexing: Indexing) -> None:
    """Take jobs for ever; when the queue goes away, begin again as soon as it is back."""
    while True:
        try:
            await build(queue, indexing).async_run()
        except (RedisError, OSError) as error:
            log.warning("queue.away", error=type(error).__name__)
            await asyncio.sleep(RETRY_QUEUE_SECONDS)


async def reconcile(database: AsyncEngine, indexing: Indexing) -> None:
    """Bring in, at the start and for ever, what no job told of: PostgreSQL alone says what must be there."""
    overdue_after, all_compared_at = timedelta(0), -math.inf
    while True:
        is_due = time.monotonic() - all_compared_at >= COMPARE_ALL_EVERY_SECONDS
        try:
            find = behind_store.stale if is_due else behind_store.lately_stale
            found = await _catch_up(database, indexing, find, overdue_after)
            if is_due and found < RECONCILE_BATCH:
                all_compared_at = time.monotonic()
        except Exception as error:
            # Whatever it is: a net that ends would leave every change that no job tells of.
            if is_away(error) or isinstance(error, IndexUnavailableError):
                log.warning("reconcile.interrupted", error=type(error).__name__)
            else:
                log.exception("reconcile.failed")
        overdue_after = OVERDUE_AFTER
        await asyncio.sleep(RECONCILE_EVERY_SECONDS)


async def _catch_up(database: AsyncEngine, indexing: Indexing, find: Find, overdue_after: timedelta) -> int:
    """Bring in what is found; return how many that were, with those that are on their way."""
    started = time.monotonic()
    generation = await indexing.current()
    async with database.begin() as connection:
        overdue = await find(connection, generation, overdue_after, RECONCILE_BATCH)
    # What waits for its vector is on its way already, and asking again would only index it again without.
    asked = [listing_id for listing_id in overdue if listing_id not in indexing.vectors]
    await asyncio.gather(*map(indexing.index, asked))
    if asked:
        log.info("reconcile.done", listings=len(asked), seconds=round(time.monotonic() - started, 3))
    return len(overdue)
