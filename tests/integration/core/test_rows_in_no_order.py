"""What tests stand on: rows that nobody put in order never come in the order they were written in."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.integration
WRITTEN = "(values (1), (2), (3)) as written (number)"


async def test_only_what_was_put_in_order_comes_in_order(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        as_written = await connection.scalars(text(f"select number from {WRITTEN}"))
        in_order = await connection.scalars(text(f"select number from {WRITTEN} order by number"))
    assert (list(as_written), list(in_order)) == ([3, 2, 1], [1, 2, 3])
