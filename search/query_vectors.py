"""Vectors of shoppers' words, kept: the same words cost nothing the second time."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from search.document import Vector

KEPT = 10_000


class QueryVectors:
    """Embeds one text at a time: a model fills its threads, and two runs at once would only wait for each other."""

    def __init__(self, embed: Callable[[Sequence[str]], Sequence[Vector]]) -> None:
        self._embed = embed
        self._kept: OrderedDict[str, Vector] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embed")

    async def of(self, text: str) -> Vector:
        """Return the vector of a text."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        vector = (await asyncio.get_running_loop().run_in_executor(self._thread, self._embed, [text]))[0]
        self._kept[text] = vector
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return vector
