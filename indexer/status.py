"""How the index stands: what there is, what is behind, what is parked."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import behind_store, store
from indexer.documents import is_shown
from search.barred import BARRED, Barred
from search.writing import Generation, IndexWriter


@dataclass(frozen=True)
class Status:
    """The state of the current generation against PostgreSQL."""

    generation: str  # empty when there is none
    model: str
    shown: int  # listings in PostgreSQL that may be shown
    hidden: int
    indexed: int
    without_vector: int  # of those indexed
    figures: behind_store.Figures
    parked: list[store.Parked]


async def status(database: AsyncEngine, writer: IndexWriter, model: str, barred: Barred = BARRED) -> Status:
    """Return how the index stands; `model` names the vectors to count when there is no index yet.

    Raises:
        IndexUnavailableError: the engine is away.
    """
    generation = await writer.current()
    indexed = without_vector = 0
    if generation:
        async for page in writer.entries(generation):
            indexed += len(page)
            without_vector += sum(not entry.has_vector for entry in page)
    async with database.connect() as connection:
        groups = await store.offered(connection)
        figures = await behind_store.figures(connection, generation or Generation("", model))
        parked = await store.parked(connection, generation)
    shown = sum(listings for flags, listings in groups if is_shown(flags, barred))
    return Status(
        generation=generation.name if generation else "",
        model=generation.model if generation else "",
        shown=shown,
        hidden=sum(listings for _, listings in groups) - shown,
        indexed=indexed,
        without_vector=without_vector,
        figures=figures,
        parked=parked,
    )
