"""The indexer's port: whether it lives, and whether it can work."""

from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db import ping
from core.http import health
from core.http.middleware import log_requests, render_errors, set_safe_headers
from core.http.operations import register
from indexer.indexing import Indexing


def create_app(database: AsyncEngine, queue: Redis, indexing: Indexing) -> web.Application:
    """Return the application."""
    app = web.Application(middlewares=[log_requests, render_errors()])
    app.on_response_prepare.append(set_safe_headers)
    checks: dict[str, health.Check] = {
        "database": lambda _app: ping(database),
        "queue": lambda _app: queue.ping(),
        "index": lambda _app: indexing.check(),
    }
    register(app, health.operations(checks))
    return app
