"""Cursors: opaque to callers, bound to the search they came from. Pure."""

import base64
import hashlib

from core.errors import Code, MarketError
from search.arguments import SearchArguments

_LARGEST_OFFSET = 10_000


def fingerprint(arguments: SearchArguments) -> str:
    """Return a short digest of everything that decides what is found and in which order."""
    asked = arguments.model_dump_json(exclude={"cursor", "limit"})
    return hashlib.blake2b(asked.encode(), digest_size=6).hexdigest()


def encode(arguments: SearchArguments, offset: int) -> str:
    """Return the cursor of the page that starts at this offset."""
    return base64.urlsafe_b64encode(f"1.{fingerprint(arguments)}.{offset}".encode()).decode().rstrip("=")


def decode(arguments: SearchArguments) -> int:
    """Return the offset the caller's cursor stands for; 0 without one.

    Raises:
        MarketError: invalid_cursor when it is not ours, or belongs to another search.
    """
    if arguments.cursor is None:
        return 0
    try:
        raw = base64.urlsafe_b64decode(arguments.cursor + "=" * (-len(arguments.cursor) % 4)).decode("ascii")
        version, found, offset = raw.split(".")
        start = int(offset)
    except ValueError:
        raise MarketError(Code.INVALID_CURSOR, param="cursor") from None
    if version != "1" or found != fingerprint(arguments) or not 0 < start <= _LARGEST_OFFSET:
        raise MarketError(
            Code.INVALID_CURSOR,
            "The cursor belongs to another search. Keep all arguments the same, or start without a cursor.",
            param="cursor",
        )
    return start
