"""The migrated database and core/tables/ are the same thing."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.tables import metadata
from write_api.migrations import migrate

pytestmark = pytest.mark.integration

COLUMNS = """
    select table_name, column_name, data_type, udt_name, is_nullable, column_default, is_identity
    from information_schema.columns
    where table_schema = 'public' and table_name <> 'alembic_version' order by 1, 2
"""
CONSTRAINTS = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace and conrelid <> 'alembic_version'::regclass order by 1, 2
"""
INDEXES = """
    select tablename, indexname, indexdef from pg_indexes
    where schemaname = 'public' and tablename <> 'alembic_version' order by 1, 2
"""


async def catalogue(engine: AsyncEngine) -> list[Sequence[Any]]:
    async with engine.connect() as connection:
        return [
            tuple(row)
            for query in (COLUMNS, CONSTRAINTS, INDEXES)
            for row in await connection.execute(text(query))
        ]


async def test_the_migrations_make_exactly_the_tables_of_core(
    engine: AsyncEngine, empty_database: str
) -> None:
    declared = create_async_engine(make_url(empty_database).set(drivername="postgresql+asyncpg"))
    async with declared.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.execute(text("create table alembic_version (version_num varchar(32))"))
    expected = await catalogue(declared)
    await declared.dispose()

    assert len(expected) > 60
    assert await catalogue(engine) == expected


async def test_two_processes_may_migrate_at_once(empty_database: str) -> None:
    await asyncio.gather(*(migrate(empty_database) for _ in range(3)))

    engine = create_async_engine(make_url(empty_database).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        versions = (await connection.execute(text("select version_num from alembic_version"))).scalars().all()
    await engine.dispose()
    assert len(versions) == 1
