"""Waiting for what another process does, where no event reaches us."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 20.0
AGAIN_SECONDS = 0.01


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    """Return as soon as the condition holds.

    Raises:
        TimeoutError: it does not in 20 seconds, which on any machine means never.
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110 - the event happens in a store, not in this loop
            await asyncio.sleep(AGAIN_SECONDS)
