"""Of many vectors their outlines tell which to look at, and nothing that is near is lost."""

import numpy as np
import numpy.typing as npt
import pytest

from search.document import Profile
from search.embedded import rows as module
from search.embedded.outline import STEP, Outline
from search.embedded.rows import Rows
from search.embedded.schema import Counted, StoredRow

DIMENSIONS, LISTINGS, POOL, LEAST = 384, 2000, 100, 0.3
Vectors = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

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


def put(rows: Rows, key: int, vector: Vectors | None) -> None:
    counted, profile = Counted("", (), (), "", 0), Profile("", "", "", "", "", 0, 0, 0.0)
    rows.put(key, StoredRow(str(key), "", [], 0, None, counted, profile), vector)


def nearest(rows: Rows, query: Vectors, mask: Mask) -> list[int]:
    return rows.nearest(query, rows.hopes(query, mask), mask, LEAST, POOL)


def exactly(vectors: Vectors, query: Vectors, mask: Mask) -> list[int]:
    cosines = np.where(mask, vectors @ query, -1)
    best = np.argsort(-cosines, kind="stable")[:POOL]
    return [int(row) for row in best if cosines[row] >= LEAST]


@pytest.mark.parametrize("every", [1, 2, 9])
def test_the_nearest_are_those_of_a_look_at_every_vector(monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    monkeypatch.setattr(module, "READ_IN_FULL", 100)
    vectors = texts(LISTINGS)
    rows = filled(vectors)
    mask = np.zeros(LISTINGS, np.bool_)
    mask[::every] = True
    found = 0
    for query in texts(100):
        wanted = exactly(vectors, query, mask)
        found += len(wanted)
        assert set(nearest(rows, query, mask)) == set(wanted)
    assert found > 100


def test_no_cosine_exceeds_what_an_outline_hopes() -> None:
    alike = _random.normal(size=(50, DIMENSIONS)).astype(np.float32)
    one_sided = np.eye(DIMENSIONS, dtype=np.float32)[:50]
    hard = np.concatenate([alike / np.linalg.norm(alike, axis=1, keepdims=True), one_sided, -one_sided])
    vectors = np.concatenate([texts(300), hard, np.zeros((1, DIMENSIONS), np.float32)])
    outline = Outline(DIMENSIONS)
    for row in range(len(vectors)):
        outline.changed(row)
    outline.settle(vectors, len(vectors))
    for query in np.concatenate([texts(50), hard]):
        above = outline.hopes(query, len(vectors)) - vectors @ query
        assert above.min() > -1e-6
        assert above.max() < 0.1  # else it would leave everything to be read


def test_a_changed_vector_counts_from_the_next_commit_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_IN_FULL", 100)
    count = STEP + 10  # more room is made on the way
    vectors = texts(count)
    rows = filled(vectors[: count // 2])
    [query] = texts(1)
    put(rows, 7, query)
    put(rows, 8, None)
    for key in range(count // 2, count):
        put(rows, key, vectors[key])
    rows.settle()
    vectors[7], vectors[8] = query, 0
    everything = np.ones(count, np.bool_)
    found = nearest(rows, query, everything)
    assert found[0] == 7
    assert set(found) == set(exactly(vectors, query, everything))
