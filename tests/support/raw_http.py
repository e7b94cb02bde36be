"""Requests that no client library would send, and what comes back to them."""

import asyncio
import contextlib
import json
from typing import Any, NamedTuple

UNREADABLE = {
    "an address without end": b"GET /api/v1/listings/search?q=" + b"m" * 70_000,
    "a value ten thousand times": b"GET /api/v1/listings/search?materials=" + b"oak," * 20_000,
    "a header without end": b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"h" * 70_000,
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    "a header without a name": b"GET /SECRET HTTP/1.1\r\nHost: a\r\n: SECRET\r\n\r\n",
    "a length that is none": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: SECRET\r\n\r\n",
}


class RawAnswer(NamedTuple):
    """An answer as it came: names of headers are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    def problem(self) -> dict[str, Any]:
        """Return the problem document that every refusal must be, with its headers, and without an echo."""
        assert self.headers["content-type"].startswith("application/problem+json"), self
        assert self.headers["cache-control"] == "no-store"
        assert self.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in self.headers["content-security-policy"]
        assert self.headers.get("server") in {None, "craftlocal"}
        found: dict[str, Any] = json.loads(self.body)
        assert found["request_id"] == self.headers["x-request-id"]
        for leak in (b"SECRET", b"bytearray", b"mmmm", b"aiohttp", b"oak"):
            assert leak not in self.body
        return found


async def send_raw(host: str, port: int, request: bytes) -> RawAnswer:
    """Send these bytes and read until the other side hangs up."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(request)
        with contextlib.suppress(ConnectionError):  # it may hang up before it has read all
            await writer.drain()
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return RawAnswer(int(first.split()[1]), headers, body)
