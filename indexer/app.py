"""The indexer put together: batches, the queue's worker, the net under it, and a port that says how it is."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from core import jobs
from core.db import open_engine
from core.settings import Index, Postgres, Redis, Server
from indexer import health, worker
from indexer.indexing import Indexing
from indexer.reindex import Rebuild
from search.embedded import generations
from search.embedding import OnnxEmbedder
from search.engine import IndexUnavailableError

DEFAULT_PORT = 8003
log = structlog.get_logger()


async def serve(postgres: Postgres, redis: Redis, index: Index, server: Server) -> None:
    """Keep the index true until cancelled."""
    database = open_engine(postgres)
    # One thread: two would spin against the services that share the machine.
    embedder = OnnxEmbedder(threads=1)
    await _ensure_index(database, embedder, index.directory)
    queue = await jobs.connect(redis)
    indexing = Indexing(database, embedder, index.directory)
    runner = web.AppRunner(health.create_app(database, queue), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, server.host, server.port or DEFAULT_PORT).start()
    try:
        await _all(indexing.run(), worker.work(queue, indexing), worker.reconcile(database, indexing))
    finally:
        await runner.cleanup()
        await queue.aclose()
        await database.dispose()


async def _ensure_index(database: AsyncEngine, embedder: OnnxEmbedder, root: Path) -> None:
    try:
        generations.current(root)
    except IndexUnavailableError:
        log.info("index.first_build")
        report = await Rebuild(database, embedder, root).run()
        log.info("index.built", **report.as_dict())


async def _all(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until one fails or all are cancelled: half an indexer would look alive and do nothing."""
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work)
