"""kill -9 of the indexer and of write_api at random moments, while makers write.

Only a write that was acknowledged (201) counts; one that was not is sent again under its Idempotency-Key until
it is. The pieces carry no SKU, so a creation that happened twice would be there twice.
"""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from load.bench import victims
from load.bench.client import Client, Created
from load.bench.errors import OverdueError, WriteFailedError
from load.bench.pieces import Piece, new_pieces

ACKNOWLEDGED_WITHIN_SECONDS = 120.0
BACK_WITHIN_SECONDS = 60.0
RETRY_SECONDS = 0.1
MAKERS = 8
LONGEST_AIM_SECONDS = 0.3


@dataclass
class Shaken:
    """What happened: the acknowledged writes, and how hard it was."""

    run: str
    created: dict[Piece, Created] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    longest_write_seconds: float = 0.0
    seconds: float = 0.0


@dataclass
class Killer:
    """Kills one service at a time: a kill that is asked for while another is under way comes after it."""

    stack_pid: int
    chance: random.Random
    killed: Counter[str]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def strike(self) -> None:
        """Kill one of the services at a random moment from now, whatever it is doing, starting up included."""
        service = self.chance.choice(victims.VICTIMS)
        async with self._turn:
            await asyncio.sleep(self.chance.uniform(0, LONGEST_AIM_SECONDS))
            if await victims.kill(self.stack_pid, service, BACK_WITHIN_SECONDS):
                self.killed[service] += 1


async def shake(client: Client, *, writes: int, kills: int, rate: float, seed: int) -> Shaken:
    """Write and kill; return when every write is acknowledged and every kill done.

    Raises:
        OverdueError: a write was not acknowledged within two minutes.
    """
    chance = random.Random(seed)
    # The words are new in every run, the moments of the kills are the seed's.
    pieces = new_pieces(writes, random.Random())
    struck = set(chance.sample(range(writes), min(kills, writes)))
    shaken = Shaken(pieces[0].run)
    killer = Killer(client.shop.pid, chance, shaken.killed)
    await client.shop.token("write-api")  # outside what is timed
    began = time.monotonic()
    queue = iter(enumerate(pieces))

    async def maker() -> None:
        for number, piece in queue:
            strike = asyncio.create_task(killer.strike()) if number in struck else None
            started = time.monotonic()
            shaken.created[piece] = await _until_acknowledged(client, piece, shaken)
            took = time.monotonic() - started
            shaken.longest_write_seconds = max(shaken.longest_write_seconds, took)
            if strike:
                await strike  # so that no kill is left over for after the last write
            await asyncio.sleep(max(MAKERS / rate - took, 0))

    await asyncio.gather(*(maker() for _ in range(MAKERS)))
    shaken.seconds = time.monotonic() - began
    return shaken


async def _until_acknowledged(client: Client, piece: Piece, shaken: Shaken) -> Created:
    deadline = time.monotonic() + ACKNOWLEDGED_WITHIN_SECONDS
    while True:
        try:
            return await client.create(piece, "rest")
        except WriteFailedError as error:
            shaken.unanswered[str(error).partition(":")[0]] += 1
            if time.monotonic() > deadline:
                raise OverdueError(f"{piece.title} was not acknowledged: {error}") from error
        await asyncio.sleep(RETRY_SECONDS)
