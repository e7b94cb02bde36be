"""Rows that a query did not put in order come back to front.

PostgreSQL gives them in any order it likes, mostly that of writing: code or a test that leans on this passes
for months and then fails once, on another machine. Here it fails at once.
"""

import re
from collections.abc import Awaitable, Callable, Iterator

import pytest
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_cursor

# INSERT is left alone: SQLAlchemy itself matches the rows it returns with those it sent.
_IN_NO_ORDER = re.compile(r"\s*(?:SELECT|WITH|UPDATE|DELETE)\b(?!.*\bORDER BY\b)", re.DOTALL | re.IGNORECASE)


@pytest.fixture(scope="session", autouse=True)
def rows_in_no_order() -> Iterator[None]:
    """Turn round what a statement without ORDER BY returns, in this process."""
    execute: Callable[..., Awaitable[None]] = AsyncAdapt_asyncpg_cursor._prepare_and_execute

    async def and_turn_round(self: AsyncAdapt_asyncpg_cursor, operation: str, parameters: object) -> None:
        await execute(self, operation, parameters)
        if _IN_NO_ORDER.match(operation):
            self._rows.reverse()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AsyncAdapt_asyncpg_cursor, "_prepare_and_execute", and_turn_round)
        yield
