"""The indexer put together: batches, the queue's worker, the net under it, and a port that says how it is."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import structlog
from aiohttp import web

from core import jobs
from core.db import is_away, open_engine
from core.settings import Index, Postgres, Redis, Server
from indexer import port, worker
from indexer.filling import IndexIncompleteError
from indexer.indexing import Indexing
from indexer.metrics import Measures
from indexer.reindex import Rebuild, RebuildRunningError, Report, prune_for_ever
from indexer.verifying import Verification
from search.barred import barred
from search.embedders import open_embedder
from search.engine import IndexUnavailableError
from search.engines import open_writer
from search.writing import IndexBusyError, IndexWriter

DEFAULT_PORT = 8003
FIRST_BUILD_AGAIN_SECONDS = 2.0
FIRST_BUILD_AT_LEAST_EVERY_SECONDS = 60.0
TELL_EVERY_SECONDS = 5.0
log = structlog.get_logger()


async def serve(postgres: Postgres, redis: Redis, index: Index, server: Server) -> None:
    """Keep the index true until cancelled."""
    database = open_engine(postgres)
    # One thread: two would spin against the services that share the machine.
    embedder = open_embedder(index.embedding_model, threads=1)
    writer = open_writer(index)
    queue = await jobs.connect(redis)
    may_not = barred(index.barred_categories)
    indexing = Indexing(database, embedder, writer, may_not)
    measures = Measures(indexing)
    runner = web.AppRunner(port.create_app(database, queue, indexing, measures), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, server.host, server.port or DEFAULT_PORT).start()
    try:
        await _all(
            _build_first_index(Rebuild(database, embedder, writer, may_not), writer),
            indexing.run(),
            worker.work(queue, indexing),
            worker.reconcile(database, indexing),
            measures.verify_for_ever(Verification(database, writer, barred=may_not)),
            prune_for_ever(database, writer),
        )
    finally:
        await writer.close()
        await runner.cleanup()
        await queue.aclose()
        await database.dispose()


async def rebuild(postgres: Postgres, index: Index, *, threads: int) -> Report:
    """Build the index anew beside the living one and swap it in, saying now and then how far it is.

    Raises:
        RebuildRunningError, IndexIncompleteError, IndexUnavailableError: as Rebuild.run.
        EmbedderUnavailableError: the model cannot be had.
    """
    database = open_engine(postgres)
    writer = open_writer(index)
    embedder = open_embedder(index.embedding_model, threads=threads, bulk=True)
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= TELL_EVERY_SECONDS:
            told = time.monotonic()
            log.info("rebuild.progress", done=done, total=total)

    try:
        return await Rebuild(database, embedder, writer, barred(index.barred_categories)).run(tell)
    finally:
        await writer.close()
        await database.dispose()


async def _build_first_index(rebuild: Rebuild, writer: IndexWriter) -> None:
    """Build the index where there is none; what changes meanwhile waits until there is."""
    failed_pause = FIRST_BUILD_AGAIN_SECONDS
    while True:
        pause = FIRST_BUILD_AGAIN_SECONDS
        try:
            if await writer.current() is None:
                log.info("index.first_build")
                report = await rebuild.run()
                log.info("index.built", **report.as_dict())
        except (IndexUnavailableError, IndexBusyError, RebuildRunningError) as error:
            log.warning("index.first_build_waits", reason=str(error))
        except IndexIncompleteError as error:
            # It goes through every listing again, and says so each time: seldom, until somebody has looked.
            pause, failed_pause = failed_pause, min(FIRST_BUILD_AT_LEAST_EVERY_SECONDS, 2 * failed_pause)
            log.error("index.first_build_failed", reason=str(error), again_in_seconds=pause)
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("index.first_build_interrupted", error=type(error).__name__)
        else:
            return
        await asyncio.sleep(pause)


async def _all(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until one fails or all are cancelled: half an indexer would look alive and do nothing."""
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work)
