"""The jobs: each carries an id and loads the present."""

from typing import Any

from indexer.indexing import Indexing


async def index_listing(ctx: dict[str, Any], listing_id: str, version: int) -> None:  # noqa: ARG001 - names the job
    """Bring one listing up to date in the index, whatever its newest version is by now."""
    indexing: Indexing = ctx["indexing"]
    await indexing.index(listing_id)
