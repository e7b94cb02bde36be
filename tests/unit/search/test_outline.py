"""Of many vectors the short forms tell which to look at, and nothing that is near is lost."""

import numpy as np
import numpy.typing as npt
import pytest

from search.document import Profile
from search.embedded import outline
from search.embedded.rows import Rows
from search.embedded.schema import StoredRow

DIMENSIONS, LISTINGS, POOL, LEAST = 384, 2000, 100, 0.3
Vectors = npt.NDArray[np.float32]

_random = np.random.default_rng(20261128)
# Texts differ along some hundred directions much more than along the others.
_SPREAD = np.geomspace(1, 0.003, DIMENSIONS).astype(np.float32)


def texts(count: int) -> Vectors:
    made = (_random.normal(size=(count, DIMENSIONS)) * _SPREAD).astype(np.float32)
    vectors: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
    return vectors


def filled(vectors: Vectors) -> Rows:
    rows = Rows(DIMENSIONS)
    for key, vector in enumerate(vectors):
        put(rows, key, vector)
    rows.settle()
    return rows


def put(rows: Rows, key: int, vector: Vectors) -> None:
    rows.put(key, StoredRow(str(key), "", [], 0, None, Profile("", "", "", "", "", 0, 0, 0.0)), vector)


def nearest(rows: Rows, query: Vectors, mask: npt.NDArray[np.bool_]) -> list[int]:
    return rows.nearest(query, rows.hopes(query, mask), mask, LEAST, POOL)


def exactly(vectors: Vectors, query: Vectors, mask: npt.NDArray[np.bool_]) -> list[int]:
    cosines = np.where(mask[: len(vectors)], vectors @ query, -1)
    best = np.argsort(-cosines)[:POOL]
    return [int(row) for row in best if cosines[row] >= LEAST]


@pytest.mark.parametrize("every", [1, 2, 9])
def test_the_nearest_are_those_of_a_look_at_every_vector(monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    monkeypatch.setattr(outline, "FROM_ROWS", 1000)
    vectors = texts(LISTINGS)
    rows = filled(vectors)
    mask = np.zeros(len(rows.vectors), np.bool_)
    mask[:LISTINGS:every] = True
    found = missed = 0
    for query in texts(100):
        wanted = exactly(vectors, query, mask)
        found += len(wanted)
        missed += len(set(wanted) - set(nearest(rows, query, mask)))
    assert found > 100
    assert missed <= found / 200


def test_a_changed_vector_counts_from_the_next_commit_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "FROM_ROWS", 1000)
    vectors = texts(LISTINGS)
    rows = filled(vectors[: LISTINGS // 2])
    [query] = texts(1)
    put(rows, 7, query)
    for key in range(LISTINGS // 2, LISTINGS):  # twice as many: learnt anew
        put(rows, key, vectors[key])
    rows.settle()
    mask = np.zeros(len(rows.vectors), np.bool_)
    mask[:LISTINGS] = True
    assert nearest(rows, query, mask)[0] == 7
