"""The engine of the database of record."""

import asyncpg
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.settings import Postgres

OUTBOX_CHANNEL = "outbox"

# No connection, starting or stopping, full, or in somebody's way: what passes by itself.
_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
)


def is_away(error: Exception) -> bool:
    """Tell whether the error means that the database cannot be reached just now."""
    if isinstance(error, DBAPIError):
        # SQLAlchemy wraps the driver twice; the innermost says what happened.
        cause = error.orig.__cause__ if error.orig else None
        return error.connection_invalidated or isinstance(cause, _AWAY)
    return isinstance(error, (OSError, PoolTimeout, asyncpg.InterfaceError, *_AWAY))


async def ping(engine: AsyncEngine) -> None:
    """Return when the database answers."""
    async with engine.connect() as connection:
        await connection.execute(select(1))


def open_engine(settings: Postgres, *, pool_size: int = 10) -> AsyncEngine:
    """Return a pooled engine; `async with engine.begin()` is the one transaction of a request."""
    url = make_url(settings.url.get_secret_value()).set(drivername="postgresql+asyncpg")
    return create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True)
