"""Waiting for what another process does, where no event reaches us."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 20.0
AGAIN_SECONDS = 0.01


async def until(condition: Callable[[], Awaitable[object]], seconds: float = PATIENCE_SECONDS) -> None:
    """Return as soon as the condition holds.

    Raises:
        TimeoutError: it does not in that time, which on any machine means never.
    """
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - the event happens in a store, not in this loop
            await asyncio.sleep(AGAIN_SECONDS)
