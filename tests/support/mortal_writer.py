"""A write API in a process of its own that may be killed at any moment, and is back within a tenth of a second."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.support.local_shop import free_port_base
from tests.support.waiting import until
from tests.support.writer import EDGE_SECRET, SEALING_KEY
from write_api.app import Settings

# Imports are what takes long at a start, so each life is a fork of a process that has them done. Standard input
# is the lifeline: the nursery ends with the test, whatever becomes of that.
NURSERY = textwrap.dedent("""
    import os, signal, sys
    from aiohttp import web
    from core import telemetry
    from core.settings import Telemetry, load
    from write_api.app import create_app, load_settings

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            telemetry.configure("write_api", load(Telemetry))
            web.run_app(create_app(load_settings()), host="127.0.0.1", port=int(sys.argv[1]), access_log=None,
                        print=None, reuse_address=True)
        print(child, flush=True)
        os.waitpid(child, 0)
""")


@dataclass
class MortalWriter:
    """The address it serves at, and how to end one of its lives."""

    url: str
    nursery: asyncio.subprocess.Process
    pid: int = 0
    lives: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        """Begin another life; return when it is ready to work."""
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(b"live\n")
        await self.nursery.stdin.drain()
        self.pid = int(await self.nursery.stdout.readline())
        self.lives += 1
        async with aiohttp.ClientSession() as session:
            await until(lambda: self._is_ready(session))

    async def kill(self) -> None:
        """Kill -9, without a word to anybody."""
        os.kill(self.pid, signal.SIGKILL)

    async def _is_ready(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self.url}/ready") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


@asynccontextmanager
async def mortal_writer(settings: Settings) -> AsyncIterator[MortalWriter]:
    """Run a write API with the settings of a test, dead at the end."""
    port = free_port_base()
    environment = os.environ | {
        "DATABASE_URL": settings.postgres.url.get_secret_value(),
        "REDIS_URL": settings.redis.url.get_secret_value(),
        "PUBLIC_BASE_URL": settings.site.public_base_url,
        "AUTH_ISSUER": settings.auth.issuer,
        "EDGE_CLIENT_SECRET": EDGE_SECRET,
        "SIGNING_KEY_FILE": str(settings.signing.key_file),
        "WRITE_API_SEALING_KEY": SEALING_KEY,
        "LIMIT_FACTOR": str(settings.limits.factor),
        "LOG_LEVEL": "ERROR",
    }
    nursery = await asyncio.create_subprocess_exec(
        sys.executable, "-c", NURSERY, str(port), env=environment, cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    writer = MortalWriter(f"http://127.0.0.1:{port}", nursery)
    try:
        await writer.start()
        yield writer
    finally:
        with contextlib.suppress(ProcessLookupError):
            await writer.kill()
        nursery.kill()
        await nursery.communicate()
