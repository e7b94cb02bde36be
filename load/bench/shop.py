"""Where the shop under test is, and the tokens to speak to it with."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from load.bench.errors import BenchError

Audience = Literal["edge", "write-api"]
RENEW_AFTER_SECONDS = 300.0  # tokens of the local stack live ten minutes


@dataclass
class Shop:
    """A local stack: the addresses of its services, and the process that watches over them."""

    data: Path
    pid: int
    edge: str
    search: str
    write_api: str
    given_token: str | None = None
    _tokens: dict[Audience, tuple[str, float]] = field(default_factory=dict)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def token(self, audience: Audience) -> str:
        """Return the demo seller's token for the edge or the write API.

        Raises:
            BenchError: the stack gives none.
        """
        if self.given_token:
            return self.given_token
        async with self._asking:  # once for all who wait: it takes seconds
            token, made_at = self._tokens.get(audience, ("", float("-inf")))
            if time.monotonic() - made_at > RENEW_AFTER_SECONDS:
                token = await self._new_token(audience)
                self._tokens[audience] = (token, time.monotonic())
            return token

    async def _new_token(self, audience: Audience) -> str:
        craftlocal = Path(sys.executable).with_name("craftlocal")
        process = await asyncio.create_subprocess_exec(
            str(craftlocal), "token", "seller", "--for", audience, "--data", str(self.data),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        printed, complaint = await process.communicate()
        if process.returncode != 0:
            raise BenchError(complaint.decode().strip() or "craftlocal token failed")
        return printed.decode().strip()


def find_shop(data: Path, given_token: str | None = None) -> Shop:
    """Return the shop that runs from a data folder.

    Raises:
        BenchError: none runs there.
    """
    try:
        state: dict[str, Any] = json.loads((data / "stack.json").read_text())
    except (OSError, ValueError):
        raise BenchError(
            f"No shop is running from {data}. Start it with `make run`, or name its folder: --data DIR"
        ) from None
    base = int(state["port_base"])
    return Shop(
        data,
        int(state["pid"]),
        edge=f"http://localhost:{base}",
        search=f"http://localhost:{base + 1}",
        write_api=f"http://localhost:{base + 2}",
        given_token=given_token,
    )
