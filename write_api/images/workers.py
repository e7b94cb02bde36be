"""Reading pictures in processes of their own, a few at once."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from pydantic import BaseModel

from core.errors import Code, MarketError
from core.media import SMALL_SIDE
from write_api.images.storage import Arrival

SCRIPT = Path(__file__).with_name("reencode.py")
AT_ONCE = 2
MOST_WAITING = 32
PATIENCE_SECONDS = 60.0

log = structlog.get_logger()


class Picture(BaseModel):
    """A picture as it was written anew: the name of what it holds, its size in pixels and in bytes."""

    name: str
    width: int
    height: int
    bytes: int


@dataclass
class Workers:
    """Has at most AT_ONCE pictures read at a time; the others wait, and one too many is sent away."""

    patience_seconds: float = PATIENCE_SECONDS
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _here: int = 0

    async def reencode(self, arrival: Arrival) -> Picture:
        """Write both sizes of the picture beside it.

        Raises:
            MarketError: invalid_request when it is no picture that can be used, service_unavailable when too
                many wait already.
        """
        async with self._turn():
            answer = await self._run(arrival)
        if reason := answer.get("refused"):
            raise MarketError(Code.INVALID_REQUEST, f"The picture cannot be used. {reason}", param="file")
        return Picture.model_validate(answer)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._here >= AT_ONCE + MOST_WAITING:
            raise MarketError(
                Code.SERVICE_UNAVAILABLE, "Many pictures are being read just now. Try again in a moment."
            )
        self._here += 1
        try:
            async with self._room:
                yield
        finally:
            self._here -= 1

    async def _run(self, arrival: Arrival) -> dict[str, object]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(SCRIPT), str(arrival.source), str(arrival.directory), str(SMALL_SIDE),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},  # it knows no secret of ours
        )  # fmt: skip
        try:
            async with asyncio.timeout(self.patience_seconds):
                said, _ = await process.communicate()
        except TimeoutError:
            said = b""
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            log.warning("images.reader_ended", code=process.returncode, sha256=arrival.sha256)
            return {"refused": "Reading it takes too much time or memory. Save it anew, or make it smaller."}
        answer: dict[str, object] = json.loads(said)
        return answer
