"""The indexer's port: whether it lives, whether it can work, and its figures."""

from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db import ping
from core.http import health
from core.http.middleware import log_requests, render_errors, set_safe_headers
from core.http.operations import register
from core.http.unreadable import answer_unreadable
from indexer import behind_store
from indexer.indexing import Indexing
from indexer.metrics import CONTENT_TYPE, Measures


def create_app(
    database: AsyncEngine, queue: Redis, indexing: Indexing, measures: Measures
) -> web.Application:
    """Return the application."""

    async def get_metrics(_request: web.Request) -> web.Response:
        async with database.connect() as connection:
            figures = await behind_store.figures(connection, indexing.generation)
        return web.Response(body=measures.text(figures), headers={"Content-Type": CONTENT_TYPE})

    app = web.Application(middlewares=[log_requests, render_errors()])
    app.on_response_prepare.append(set_safe_headers)
    answer_unreadable()
    checks: dict[str, health.Check] = {
        "database": lambda _app: ping(database),
        "queue": lambda _app: queue.ping(),
        "index": lambda _app: indexing.check(),
    }
    register(app, health.operations(checks))
    app.router.add_get("/metrics", get_metrics)
    return app
