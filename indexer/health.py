"""The indexer's port: whether it lives, and whether it can work."""

from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db import ping
from core.http import health
from core.http.middleware import log_requests, render_errors, set_safe_headers
from core.http.operations import register


def create_app(database: AsyncEngine, queue: Redis) -> web.Application:
    """Return the application."""
    app = web.Application(middlewares=[log_requests, render_errors()])
    app.on_response_prepare.append(set_safe_headers)
    register(
        app, health.operations({"database": lambda _app: ping(database), "queue": lambda _app: queue.ping()})
    )
    return app
