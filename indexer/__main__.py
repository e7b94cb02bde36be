"""`python -m indexer`: keep the index true. `python -m indexer reindex`: build it anew, and end."""

import asyncio
import contextlib
import os
import signal
import sys

import orjson
import uvloop

from core import settings, telemetry
from indexer.app import rebuild, serve
from indexer.told import TOLD

USAGE = "usage: python -m indexer [reindex]"


async def main(*, reindex: bool) -> None:
    """Serve until asked to stop, or rebuild once."""
    telemetry.configure("indexer", settings.load(settings.Telemetry))
    load = settings.load
    postgres, index = load(settings.Postgres), load(settings.Index)
    if reindex:
        report = await rebuild(postgres, index, threads=os.cpu_count() or 1)
        sys.stdout.write(orjson.dumps(report.as_dict()).decode() + "\n")
        return
    work = asyncio.create_task(serve(postgres, load(settings.Redis), index, load(settings.Server)))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["reindex"]):
        sys.exit(USAGE)
    try:
        uvloop.run(main(reindex=sys.argv[1:] == ["reindex"]))
    except TOLD as error:
        sys.exit(str(error))
