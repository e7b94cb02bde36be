"""Cursors: opaque to callers, bound to the search they came from, steady while the catalogue changes. Pure."""

import base64
import hashlib
from dataclasses import dataclass

from core.errors import Code, MarketError
from core.ids import is_id
from search.arguments import SearchArguments

_VERSION = "2"
DEEPEST = 3  # 100 · 4³ hits by words: whoever pages further wants another query
LARGEST = 2**63 - 1  # of a signed 64-bit number


@dataclass(frozen=True)
class Place:
    """Where a page begins by relevance: after this listing, or where it was when it is gone."""

    tier: int = 0
    index: int = 0  # within the tier
    after: str = ""


def encode_place(arguments: SearchArguments, place: Place) -> str:
    """Return the cursor of the page that begins at this place."""
    return _encode(arguments, f"{place.tier}.{place.index}.{place.after}")


def encode_position(arguments: SearchArguments, position: int) -> str:
    """Return the cursor of the page after this position of an explicit order (see search.engine.Candidate)."""
    return _encode(arguments, str(position))


def place(arguments: SearchArguments) -> Place:
    """Return the place the caller's cursor stands for; the beginning without one.

    Raises:
        MarketError: invalid_cursor when it is not ours, or belongs to another search.
    """
    if arguments.cursor is None:
        return Place()
    try:
        tier, index, after = _decode(arguments, arguments.cursor).split(".")
        found = Place(int(tier), int(index), after)
    except ValueError:
        raise _strange() from None
    if not (0 <= found.tier <= DEEPEST and 0 <= found.index < LARGEST and is_id(after, "lst")):
        raise _strange()
    return found


def position(arguments: SearchArguments) -> int | None:
    """Return the position in an explicit order that the caller's cursor stands for; None without one.

    Raises:
        MarketError: invalid_cursor when it is not ours, or belongs to another search.
    """
    if arguments.cursor is None:
        return None
    try:
        found = int(_decode(arguments, arguments.cursor))
    except ValueError:
        raise _strange() from None
    if not 0 <= found < LARGEST:
        raise _strange()
    return found


def _fingerprint(arguments: SearchArguments) -> str:
    """Return a short digest of everything that decides what is found and in which order."""
    asked = arguments.model_dump_json(exclude={"cursor", "limit"})
    return hashlib.blake2b(asked.encode(), digest_size=6).hexdigest()


def _encode(arguments: SearchArguments, where: str) -> str:
    raw = f"{_VERSION}.{_fingerprint(arguments)}.{where}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decode(arguments: SearchArguments, cursor: str) -> str:
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    version, found, where = raw.split(".", 2)
    if version != _VERSION or found != _fingerprint(arguments):
        raise MarketError(
            Code.INVALID_CURSOR,
            "The cursor belongs to another search. Keep all arguments the same, or start without a cursor.",
            param="cursor",
        )
    return where


def _strange() -> MarketError:
    return MarketError(Code.INVALID_CURSOR, param="cursor")
