"""Names and payloads of arq jobs: the contract between those who ask and the indexer."""

from datetime import timedelta
from typing import Any

import orjson
from arq import ArqRedis, create_pool
from arq.connections import RedisSettings

from core.settings import Redis

QUEUE = "craftlocal:jobs"
INDEX_LISTING = "index_listing"
EXPIRES_AFTER = timedelta(days=1)


def serialize(job: dict[str, Any]) -> bytes:
    """Write a job as JSON: pickle would run whatever a stranger puts into Redis."""
    return orjson.dumps(job, default=str)


def deserialize(raw: bytes) -> dict[str, Any]:
    """Read a job."""
    job: dict[str, Any] = orjson.loads(raw)
    return job


def index_listing_job_id(listing_id: str, version: int) -> str:
    """Return the id under which this version is indexed once.

    With the listing's id alone arq would drop an update that comes while its predecessor waits or runs.
    """
    return f"{INDEX_LISTING}:{listing_id}:{version}"


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
