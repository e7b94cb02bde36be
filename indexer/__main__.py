"""`python -m indexer`: keep the index true."""

import asyncio
import contextlib
import signal

import uvloop

from core import settings, telemetry
from indexer.app import serve


async def main() -> None:
    """Serve until asked to stop."""
    telemetry.configure("indexer", settings.load(settings.Telemetry))
    load = settings.load
    work = asyncio.create_task(
        serve(load(settings.Postgres), load(settings.Redis), load(settings.Index), load(settings.Server))
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work


if __name__ == "__main__":
    uvloop.run(main())
