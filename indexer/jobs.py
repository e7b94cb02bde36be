"""The jobs: each carries an id, and the present is loaded when its turn comes."""

from collections.abc import Sequence
from typing import Any

from indexer.indexing import Indexing


async def index_listings(
    ctx: dict[str, Any], listing_ids: Sequence[str], says_the_same: bool = False
) -> None:
    """Have listings brought up to date in the index, whatever their newest version is by now.

    Where all say the same as before, nobody need look whether they want another vector before they are written.
    The job ends at once: the queue only wakes us. Were it to wait, a killed worker's jobs would stay claimed
    in Redis until their time-out, and a long backlog would run into it.
    """
    indexing: Indexing = ctx["indexing"]
    for listing_id in listing_ids:
        indexing.ask(listing_id, says_the_same=says_the_same)
