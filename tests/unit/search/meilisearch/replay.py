"""A server that answers as a real one was recorded to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

RECORDINGS = Path(__file__).parents[3] / "data" / "meilisearch-1.50"


def recorded(scenario: str, step: str) -> dict[str, Any]:
    """Return one exchange of a recording."""
    [path] = RECORDINGS.glob(f"{scenario}-*.json")
    exchanges = json.loads(path.read_text())["exchanges"]
    found: dict[str, Any] = next(one for one in exchanges if one["step"].startswith(step))
    return found


class Replaying:
    """Gives its answers one after another, the last one for ever, and keeps what it was asked."""

    def __init__(self, *answers: dict[str, Any] | None) -> None:
        self.answers = list(answers)
        self.asked: list[web.Request] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:  # a server that has stopped answering
            await asyncio.sleep(60)
            raise AssertionError("nobody waits so long")
        headers = {k: v for k, v in answer["headers"].items() if k.lower() == "retry-after"}
        return web.json_response(answer["body"], status=answer["status"], headers=headers)

    @asynccontextmanager
    async def at(self) -> AsyncIterator[str]:
        """Serve, and give the address."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        server = TestServer(app, shutdown_timeout=0)
        await server.start_server()
        try:
            yield str(server.make_url("")).rstrip("/")
        finally:
            await server.close()
