"""kill -9 of a relay at random moments: every job reaches the queue, those of one object in order."""

import asyncio
import json
import random
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from redis.asyncio import Redis as Client
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.settings import Postgres, Redis
from core.tables import outbox as table
from tests.support.waiting import until
from write_api import outbox

pytestmark = pytest.mark.integration
KILLS, JOBS, OBJECTS = 12, 1500, 20

# Hands each job to a list in Valkey, so that repeats show; a job of arq's own is there once whatever happens.
RELAY = textwrap.dedent("""
    import asyncio, json, sys
    from pydantic import SecretStr
    from redis.asyncio import Redis
    from core.db import open_engine
    from core.settings import Postgres
    from write_api.outbox import Relay
    async def main():
        queue = Redis.from_url(sys.argv[2])
        async def enqueue(name, job_id, payload):
            await queue.rpush("handed", json.dumps(payload))
        engine = open_engine(Postgres.model_construct(url=SecretStr(sys.argv[1])))
        print("ready", flush=True)
        await Relay(engine, enqueue).run()
    asyncio.run(main())
""")


@asynccontextmanager
async def relay(postgres: Postgres, redis: Redis) -> AsyncIterator[None]:
    """A relay in a process of its own, killed at the end."""
    addresses = (postgres.url.get_secret_value(), redis.url.get_secret_value())
    root = Path(__file__).parents[3]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", RELAY, *addresses, stdout=subprocess.PIPE, cwd=root
    )
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield
    finally:
        process.kill()
        await process.communicate()


async def test_no_job_is_lost_and_none_overtakes(
    engine: AsyncEngine, postgres: Postgres, redis: Redis
) -> None:
    chance = random.Random(6)
    queue = Client.from_url(redis.url.get_secret_value())
    numbers = iter(range(JOBS))

    async def write(amount: int) -> None:
        jobs = [
            outbox.Job(
                "index_listings", str(n), {"object": n % OBJECTS, "number": n}, object_id=f"lst_{n % OBJECTS}"
            )
            for n in islice(numbers, amount)
        ]
        async with engine.begin() as connection:
            await outbox.add(connection, jobs)

    for _ in range(KILLS):
        handed = await handed_over(queue)
        async with relay(postgres, redis):
            await write(JOBS // KILLS)
            # Killed in the middle of handing over: after so many more, and not at a moment that a clock names.
            await until(partial(reached, queue, handed + chance.randint(1, JOBS // KILLS)))
    async with relay(postgres, redis):
        await until(lambda: none_left(engine))

    raw = queue.lrange("handed", 0, -1)
    assert not isinstance(raw, list)
    taken = [json.loads(one) for one in await raw]
    await queue.aclose()
    assert {job["number"] for job in taken} == set(range(JOBS))
    for one in range(OBJECTS):
        firsts = list(dict.fromkeys(job["number"] for job in taken if job["object"] == one))
        assert firsts == sorted(firsts)


async def reached(queue: Client, wanted: int) -> bool:
    return await handed_over(queue) >= wanted


async def handed_over(queue: Client) -> int:
    length = queue.llen("handed")
    assert not isinstance(length, int)  # that is what the blocking client returns
    return int(await length)


async def none_left(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return (await connection.scalar(select(func.count()).select_from(table))) == 0
