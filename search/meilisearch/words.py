"""The words in use, as the index's own counts tell: for understanding queries and for matching them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from search.stems import stem
from search.understanding import vocabulary
from search.understanding.vocabulary import Vocabulary


class Words:
    """One state of the catalogue's words."""

    def __init__(
        self, terms: Iterable[tuple[str, int]] = (), words: Mapping[str, int] | None = None, listings: int = 0
    ) -> None:
        self.vocabulary = vocabulary.build(terms, words or {}, listings) if words else Vocabulary()
        self._by_length: dict[int, list[str]] = {}
        self._stems = {stem(word) for word in words or {}}
        for one in self._stems:
            self._by_length.setdefault(len(one), []).append(one)
        self._letters = {length: _letters(found) for length, found in self._by_length.items()}
        self._like = lru_cache(maxsize=1000)(self._look)

    def is_word(self, word: str) -> bool:
        """Tell whether a listing has the word just so."""
        return word in self.vocabulary.words

    def is_stem(self, stem: str) -> bool:
        """Tell whether a listing has the word in any form."""
        return stem in self._stems

    def rarity(self, stem: str) -> float:
        """Return the inverse document frequency of a stem."""
        return self.vocabulary.rarity(stem)

    def like(self, stem: str, typos: int) -> set[str]:
        """Return the stems in use that are this many letters (missed, added, changed, swapped) away at most."""
        return self._like(stem, typos)

    def _look(self, stem: str, typos: int) -> set[str]:
        found = set[str]()
        for length in range(len(stem) - typos, len(stem) + typos + 1):
            if length in self._letters:
                near = np.flatnonzero(_distances(stem, self._letters[length]) <= typos)
                found.update(self._by_length[length][at] for at in near)
        return found


def _letters(words: list[str]) -> npt.NDArray[np.uint32]:
    """Return words of one length as rows of code points."""
    return np.array(words).view(np.uint32).reshape(len(words), -1)


def _distances(word: str, others: npt.NDArray[np.uint32]) -> npt.NDArray[np.int16]:
    """Return the optimal string alignment distance of the word to each row, for all rows at once."""
    letters, (rows, length) = [ord(letter) for letter in word], others.shape
    before = last = np.tile(np.arange(length + 1, dtype=np.int16), (rows, 1))
    for at, letter in enumerate(letters):
        line = np.empty_like(last)
        line[:, 0] = at + 1
        for to in range(length):
            same = others[:, to] == letter
            line[:, to + 1] = np.minimum(last[:, to] + ~same, np.minimum(last[:, to + 1], line[:, to]) + 1)
            if at and to:
                swapped = (others[:, to - 1] == letter) & (others[:, to] == letters[at - 1])
                line[swapped, to + 1] = np.minimum(line[swapped, to + 1], before[swapped, to - 1] + 1)
        before, last = last, line
    return last[:, length]
