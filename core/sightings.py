"""What assistants showed, on its way from the edge to the write API: batches in a list of Redis."""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

import orjson
from pydantic import Field, TypeAdapter

QUARTER_SECONDS = 900  # no time zone of today begins its days elsewhere than at a quarter of an hour
WAITING = "{craftlocal:sightings}:waiting"  # batches, oldest first
TAKEN = "{craftlocal:sightings}:taken"  # those that the write API is writing down
TAKEN_ID = "{craftlocal:sightings}:taken:id"
MOST_WAITING = 500  # batches; more are dropped
KEPT_SECONDS = 2 * 24 * 3600
LATEST = 4_000_000  # the quarter of an hour: in 2084

Kind = Literal["shown", "viewed"]


class Sighting(NamedTuple):
    """What is counted: a listing that was shown among results, or viewed, in a quarter of an hour."""

    quarter: int  # Unix time / QUARTER_SECONDS
    kind: Kind
    listing_id: str


_BATCH = TypeAdapter(
    list[tuple[Annotated[int, Field(ge=0, le=LATEST)], Kind, str, Annotated[int, Field(ge=0)]]]
)


def pack(counts: Mapping[Sighting, int]) -> bytes:
    """Return a batch as it is sent."""
    return orjson.dumps([[*sighting, count] for sighting, count in counts.items()])


def unpack(batch: bytes) -> dict[Sighting, int]:
    """Return a batch as it was packed.

    Raises:
        ValueError: it is none.
    """
    return {
        Sighting(quarter, kind, listing_id): count
        for quarter, kind, listing_id, count in _BATCH.validate_json(batch, strict=True)
    }
