"""An embedder whose vectors follow from the text alone, at no cost: for tests of all but meaning."""

import threading
from collections.abc import Iterator, Sequence

from search.document import Vector
from tests.support.listings import DIMENSIONS, vector


class CannedEmbedder:
    """Counts what it embeds."""

    model = "canned"
    dimensions = DIMENSIONS
    language = frozenset[str]()

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.failures_left = 0

    async def query(self, text: str) -> Vector:
        """Return the vector of a text."""
        return vector(text)

    def documents(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the vector of each text."""
        self.may_go_on.wait(timeout=30)
        self.embedded.extend(texts)
        if texts and self.failures_left:
            self.failures_left -= 1
            raise RuntimeError("the model failed")
        yield from (vector(text) for text in texts)
