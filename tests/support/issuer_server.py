"""An issuer's documents on a real socket, with everything that can be wrong with them."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class IssuerServer:
    """Serves `documents` by path: an object is JSON, bytes are themselves, a number is a status."""

    documents: dict[str, Any] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    hold: asyncio.Event | None = None
    held: asyncio.Event = field(default_factory=asyncio.Event)
    address: str = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        self._server = TestServer(app)
        await self._server.start_server()
        self.address = str(self._server.make_url("")).rstrip("/")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    async def _serve(self, request: web.Request) -> web.Response:
        self.asked[request.path] += 1
        if self.hold:
            self.held.set()
            await self.hold.wait()
        document = self.documents.get(request.path, 404)
        if isinstance(document, int):
            return web.Response(status=document, headers={"Location": "/elsewhere"})
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return web.Response(body=body, content_type="application/json")
