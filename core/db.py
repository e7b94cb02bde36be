"""The engine of the database of record."""

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.settings import Postgres

OUTBOX_CHANNEL = "outbox"


def open_engine(settings: Postgres, *, pool_size: int = 10) -> AsyncEngine:
    """Return a pooled engine; `async with engine.begin()` is the one transaction of a request."""
    url = make_url(settings.url.get_secret_value()).set(drivername="postgresql+asyncpg")
    return create_async_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)
