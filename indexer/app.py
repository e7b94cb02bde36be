"""The indexer put together: batches, the queue's worker, the net under it, and a port that says how it is."""

import asyncio
from collections.abc import Coroutine
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
from search.embedding import OnnxEmbedder
from search.engines import open_writer
from search.writing import IndexWriter

DEFAULT_PORT = 8003
log = structlog.get_logger()


async def serve(postgres: Postgres, redis: Redis, index: Index, server: Server) -> None:
    """Keep the index true until cancelled."""
    database = open_engine(postgres)
    # One thread: two would spin against the services that share the machine.
    embedder = OnnxEmbedder(threads=1)
    writer = open_writer(index)
    await _ensure_index(database, embedder, writer)
    queue = await jobs.connect(redis)
    indexing = Indexing(database, embedder, writer)
    runner = web.AppRunner(health.create_app(database, queue), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, server.host, server.port or DEFAULT_PORT).start()
    try:
        await _all(indexing.run(), worker.work(queue, indexing), worker.reconcile(database, indexing))
    finally:
        await writer.close()
        await runner.cleanup()
        await queue.aclose()
        await database.dispose()


async def _ensure_index(database: AsyncEngine, embedder: OnnxEmbedder, writer: IndexWriter) -> None:
    if await writer.current() is None:
        log.info("index.first_build")
        report = await Rebuild(database, embedder, writer).run()
        log.info("index.built", **report.as_dict())


async def _all(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until one fails or all are cancelled: half an indexer would look alive and do nothing."""
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work)
