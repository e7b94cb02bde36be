"""Finding the listing at fault when the engine refuses a batch, so that every other one goes through."""

from collections.abc import Awaitable, Callable, Sequence

from search.document import IndexDocument
from search.writing import DocumentsRefusedError

Write = Callable[[Sequence[IndexDocument]], Awaitable[None]]


async def write_acceptable(write: Write, documents: Sequence[IndexDocument]) -> dict[str, str]:
    """Write all that the engine takes, in smaller and smaller groups; return what it says of each it refuses.

    `write` writes its documents or raises DocumentsRefusedError; a group is written again after it raised.
    """
    if not documents:
        return {}
    try:
        await write(documents)
    except DocumentsRefusedError as error:
        if len(documents) == 1:
            return {documents[0].listing.id: str(error)}
        middle = len(documents) // 2
        refused = await write_acceptable(write, documents[:middle])
        return refused | await write_acceptable(write, documents[middle:])
    return {}
