"""Cursors of lists that are in the order of an instant: a page goes on behind the last one's end."""

import base64
from datetime import UTC, datetime
from typing import NamedTuple

from core.errors import Code, MarketError
from core.ids import is_id


class Place(NamedTuple):
    """Where something stands in such a list."""

    at: datetime
    id: str


def write_cursor(place: Place) -> str:
    """Return a place as a cursor."""
    return base64.urlsafe_b64encode(f"{place.at.isoformat()} {place.id}".encode()).decode()


def read_cursor(cursor: str | None, prefix: str) -> Place | None:
    """Return the place that a cursor names, by the prefix of the ids in the list; None for no cursor.

    Raises:
        MarketError: invalid_cursor.
    """
    if cursor is None:
        return None
    try:
        instant, _, object_id = (
            base64.b64decode(cursor, altchars=b"-_", validate=True).decode().partition(" ")
        )
        at = datetime.fromisoformat(instant)
        if at.tzinfo is None or not is_id(object_id, prefix):
            raise ValueError("no place of such a list")
        return Place(at.astimezone(UTC), object_id)
    except (ValueError, OverflowError):  # the latter of an instant whose UTC lies beyond all years
        raise MarketError(Code.INVALID_CURSOR, param="cursor") from None
