"""The jobs: each carries an id, and the present is loaded when its turn comes."""

from typing import Any

from indexer.indexing import Indexing


async def index_listing(ctx: dict[str, Any], listing_id: str, version: int) -> None:  # noqa: ARG001 - names the job
    """Have one listing brought up to date in the index, whatever its newest version is by now.

    The job ends at once: the queue only wakes us. Were it to wait, a killed worker's jobs would stay claimed
    in Redis until their time-out, and a long backlog would run into it.
    """
    indexing: Indexing = ctx["indexing"]
    indexing.ask(listing_id)
