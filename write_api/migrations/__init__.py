"""migrate(): brings a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, make_url, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

# Any constant will do as long as nothing else in the database locks it.
LOCK = 7_236_514_021


async def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` (postgresql://…, sockets too) to `revision`.

    Safe to call from two processes at once: the second waits, then finds nothing to do.
    All in one transaction: a migration that fails leaves the database as it was.
    """
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            await connection.run_sync(_upgrade, revision)
    finally:
        await engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(alembic_config(connection), revision)
