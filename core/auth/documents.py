"""JSON documents of an issuer, fetched with bounds on time, size and place."""

import json
from typing import Any

import aiohttp

MOST_BYTES = 256 * 1024
TIMEOUT = aiohttp.ClientTimeout(total=3)


class UnfetchableError(Exception):
    """The document could not be had; the message is for the log."""


async def fetch(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    """Return a JSON object from exactly this address; redirects are not followed.

    Raises:
        UnfetchableError: away, too slow, too big, not 200, or no JSON object.
    """
    try:
        async with session.get(
            url, timeout=TIMEOUT, allow_redirects=False, headers={"Accept": "application/json"}
        ) as answer:
            if answer.status != 200:
                raise UnfetchableError(f"status {answer.status}")
            body = bytearray()
            async for part in answer.content.iter_chunked(16 * 1024):
                body += part
                if len(body) > MOST_BYTES:
                    raise UnfetchableError("too big")
        document = json.loads(body)
    except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as error:
        raise UnfetchableError(type(error).__name__) from None
    if not isinstance(document, dict):
        raise UnfetchableError("no object")
    return document
