"""kill -9 of a worker in the middle of a file: it goes on where it was, and nothing happens twice."""

import asyncio
import random
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.settings import Postgres
from core.tables import audit_log, bulk_upload_rows, bulk_uploads, listings
from tests.support.uploads import mugs
from tests.support.waiting import until
from write_api.audit.authors import Author
from write_api.bulk import service

pytestmark = pytest.mark.integration
KILLS, ROWS = 4, 3000

WORKER = textwrap.dedent("""
    import asyncio, sys
    from pydantic import SecretStr
    from core.db import open_engine
    from core.settings import Postgres
    from write_api.bulk.worker import Worker
    async def main():
        engine = open_engine(Postgres.model_construct(url=SecretStr(sys.argv[1])))
        await Worker(engine).run()
    asyncio.run(main())
""")


@asynccontextmanager
async def worker(postgres: Postgres) -> AsyncIterator[None]:
    """A worker in a process of its own, killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WORKER,
        postgres.url.get_secret_value(),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parents[4],
    )
    try:
        yield
    finally:
        process.kill()
        await process.communicate()


async def test_a_killed_worker_loses_no_row_and_repeats_none(
    engine: AsyncEngine, postgres: Postgres, people: dict[str, str]
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield mugs(ROWS)

    author = Author("tests", people["ada@makers.example"])
    await service.receive(engine, author, chunks(), key=None, currency="")

    async def done() -> int:
        async with engine.connect() as connection:
            return int(await connection.scalar(select(bulk_uploads.c.rows_done)) or 0)

    chance = random.Random(6)
    for _ in range(KILLS):
        wanted = await done() + chance.randint(1, ROWS // (KILLS + 1))

        async def reached(wanted: int = wanted) -> bool:
            return await done() >= wanted

        async with worker(postgres):
            await until(reached)

    async def ended() -> bool:
        async with engine.connect() as connection:
            return await connection.scalar(select(bulk_uploads.c.state)) == "done"

    # Two at once: neither stands in the other's way.
    async with worker(postgres), worker(postgres):
        await until(ended)

    async with engine.connect() as connection:
        upload = (await connection.execute(select(bulk_uploads))).one()
        amounts = [
            await connection.scalar(select(func.count()).select_from(table))
            for table in (listings, bulk_upload_rows, audit_log)
        ]
    assert (upload.created, upload.rows_done, upload.rows_total) == (ROWS, ROWS, ROWS)
    assert amounts == [ROWS, ROWS, ROWS]
