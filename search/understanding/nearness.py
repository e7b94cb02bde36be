"""How near two spellings are, and which words may be near one: fast enough to ask for every unknown word. Pure."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

_END = 3
MOST_EDITS = 2
SHORTEST = 6  # words of fewer letters share their ends with half the dictionary


class ByEnds:
    """Words by their first and by their last three letters: whatever is misspelt, one of the two mostly is not."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[tuple[str, int], list[str]] = {}
        for word in words:
            length = len(word)
            if length >= SHORTEST:
                self._words.setdefault((word[:_END], length), []).append(word)
                self._words.setdefault(("-" + word[-_END:], length), []).append(word)

    def near(self, word: str, edits: int) -> Iterator[str]:
        """Yield the words within so many edits that begin or end as this one does; some of them twice."""
        letters = _letters(word)
        for length in range(len(word) - edits, len(word) + edits + 1):
            for end in (word[:_END], "-" + word[-_END:]):
                for other in self._words.get((end, length), ()):
                    # Each edit changes at most two letters of the set, which is cheap to see.
                    if (letters ^ _letters(other)).bit_count() <= 2 * edits and distance(
                        word, other
                    ) <= edits:
                        yield other


@lru_cache(maxsize=200_000)
def _letters(word: str) -> int:
    """Return the set of the word's letters as bits."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def distance(one: str, other: str) -> int:
    """Return the optimal string alignment distance, or something above MOST_EDITS when it is more."""
    start = 0
    for letter, wanted in zip(one, other, strict=False):
        if letter != wanted:
            break
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if not one or not other:
        return len(one) + len(other)
    return _aligned(one, other)


def _aligned(one: str, other: str) -> int:
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > MOST_EDITS:
            return MOST_EDITS + 1
        before, previous = previous, row
    return previous[-1]
