"""A careful client of a write API that may die at any moment: it sends again until it has an answer."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.support.mortal_writer import MortalWriter
from tests.support.waiting import until
from tests.support.writer import Writer

NO_ANSWER = (aiohttp.ClientError, TimeoutError)
AGAIN_SECONDS = 0.05
SHORT = aiohttp.ClientTimeout(total=5)


@dataclass
class Wire:
    """The way to a mortal write API, on which answers get lost; `writer` knows the people and their tokens."""

    writer: Writer
    mortal: MortalWriter
    http: aiohttp.ClientSession
    answered: int = 0
    lost: int = 0  # sent, and nobody knows what became of it
    replayed: int = 0  # of these under a key: it had been done, and only the answer got lost

    async def ask(
        self, method: str, path: str, body: Any, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        """Send a request, as JSON or as bytes, until it is answered; return status and body."""
        content: dict[str, Any] = {"data" if isinstance(body, bytes) else "json": body}
        while True:
            try:
                async with self.http.request(
                    method, self.mortal.url + path, headers=dict(headers), **content
                ) as answer:
                    told = await answer.json() if answer.content_type.endswith("json") else {}
            except aiohttp.ClientConnectorError:
                pass  # nobody is there to hear it
            except NO_ANSWER:
                self.lost += 1
            else:
                # It is just coming up, or does not know yet that the connection of its last life has ended.
                if answer.status != 503 and told.get("code") != "request_in_flight":
                    self.answered += 1
                    self.replayed += "Idempotent-Replayed" in answer.headers
                    return answer.status, told
            await asyncio.sleep(AGAIN_SECONDS)

    async def get_done(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> dict[str, Any]:
        """Send what must go well until it is answered; return the body."""
        status, told = await self.ask(method, path, body, headers)
        assert status in (200, 201, 202), (status, told)
        return told

    async def until_answered(self, times: int) -> None:
        """Return when so many more requests have been answered."""
        enough = self.answered + times

        async def are_enough() -> bool:
            return self.answered >= enough

        await until(are_enough, seconds=60)


async def until_over(work: Callable[[int], Awaitable[None]], is_over: Callable[[], bool]) -> None:
    """Do one round of work after the other."""
    for number in itertools.count():
        if is_over():
            return
        await work(number)
