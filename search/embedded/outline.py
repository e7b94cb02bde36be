"""A short form of every vector, less than a third as long, that tells which are worth a look in full."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.document import Vector

Numbers = npt.NDArray[np.float32]

LENGTH = 112  # numbers of the short form
# From here on reading every vector in full takes most of a search; below, it is cheap and exact.
FROM_ROWS = 16_384
LEARNT_FROM = 4096  # vectors
# How far the rest may lift a cosine above that of the short form, in standard deviations. Of the hundred nearest
# among 50,000 listings one in 3,500 is missed so.
SURE = 6.0


class Outline:
    """The short forms: the coordinates along which these vectors differ most, and the length of what they leave out."""

    def __init__(self) -> None:
        self._axes: Numbers | None = None
        self._short = np.zeros((0, LENGTH), np.float32)
        self._rest = np.zeros(0, np.float32)
        self._stale: set[int] = set()
        self._learnt_at = 0

    def changed(self, row: int) -> None:
        """Note that a row has another vector."""
        self._stale.add(row)

    def settle(self, vectors: Numbers, rows: int) -> None:
        """Take in what has changed; learn anew what tells vectors apart when there are twice as many."""
        if rows < FROM_ROWS:
            return
        if self._axes is None or rows >= 2 * self._learnt_at:
            self._learn(vectors[:rows])
            self._stale.update(range(rows))
            self._learnt_at = rows
        if len(self._short) != len(vectors):
            self._short = np.resize(self._short, (len(vectors), LENGTH))
            self._rest = np.resize(self._rest, len(vectors))
        self._outline(vectors, sorted(self._stale))
        self._stale.clear()

    def _learn(self, vectors: Numbers) -> None:
        some = vectors[:: max(1, len(vectors) // LEARNT_FROM)]
        _, axes = np.linalg.eigh(some.T @ some)
        self._axes = np.ascontiguousarray(axes[:, : -LENGTH - 1 : -1], np.float32)

    def _outline(self, vectors: Numbers, rows: Sequence[int]) -> None:
        assert self._axes is not None
        for start in range(0, len(rows), LEARNT_FROM):
            part = rows[start : start + LEARNT_FROM]
            short = vectors[part] @ self._axes
            self._short[part] = short
            self._rest[part] = _left_out(vectors[part], short)

    def hopes(self, vector: Vector) -> Numbers | None:
        """Return of every row what its cosine hardly exceeds; None when they are too few for that to pay."""
        if self._axes is None:
            return None
        short = vector @ self._axes
        left_out = _left_out(vector, short) * SURE / np.sqrt(max(1, len(vector) - LENGTH))
        hopes: Numbers = self._short @ short + self._rest * np.float32(left_out)
        return hopes


def _left_out(vectors: Numbers, short: Numbers) -> Numbers:
    """Return the length of the part of each vector that its short form leaves out."""
    squares = (vectors * vectors).sum(axis=-1) - (short * short).sum(axis=-1)
    lengths: Numbers = np.sqrt(np.maximum(squares, 0))
    return lengths
