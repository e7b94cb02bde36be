"""Names and payloads of arq jobs: the contract between those who ask and the indexer."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import orjson
from arq import ArqRedis, create_pool
from arq.connections import RedisSettings

from core.settings import Redis

QUEUE = "craftlocal:jobs"
INDEX_LISTINGS = "index_listings"
MOST_LISTINGS = 100  # in one job: a job of its own for each of a thousand keeps the queue busy for seconds
EXPIRES_AFTER = timedelta(days=1)

T = TypeVar("T")


def serialize(job: dict[str, Any]) -> bytes:
    """Write a job as JSON: pickle would run whatever a stranger puts into Redis."""
    return orjson.dumps(job, default=str)


def deserialize(raw: bytes) -> dict[str, Any]:
    """Read a job."""
    job: dict[str, Any] = orjson.loads(raw)
    return job


def parcels(listings: Sequence[T]) -> list[Sequence[T]]:
    """Return listings as those of one job each."""
    return [listings[start : start + MOST_LISTINGS] for start in range(0, len(listings), MOST_LISTINGS)]


def index_listings_job_id(versions: Mapping[str, int]) -> str:
    """Return the id under which these versions of listings are indexed once.

    With the listings' ids alone arq would drop an update that comes while its predecessor waits or runs.
    """
    named = " ".join(f"{listing_id}:{version}" for listing_id, version in sorted(versions.items()))
    return f"{INDEX_LISTINGS}:{hashlib.sha256(named.encode()).hexdigest()}"


def redis_settings(settings: Redis) -> RedisSettings:
    """Return arq's form of REDIS_URL."""
    return RedisSettings.from_dsn(settings.url.get_secret_value())


async def connect(settings: Redis) -> ArqRedis:
    """Open a pool to the queue."""
    return await create_pool(
        redis_settings(settings),
        job_serializer=serialize,
        job_deserializer=deserialize,
        default_queue_name=QUEUE,
    )


async def enqueue(queue: ArqRedis, job: str, job_id: str, payload: dict[str, Any]) -> None:
    """Put a job on the queue; one that is already there under this id stays alone."""
    await queue.enqueue_job(job, _job_id=job_id, _expires=EXPIRES_AFTER, **payload)
