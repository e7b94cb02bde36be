"""What the reader keeps of every listing in memory: a vector, a price and the terms filters ask for."""

from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np
import numpy.typing as npt

from search.document import Profile, Vector
from search.embedded.outline import Outline
from search.embedded.schema import Counted, StoredRow
from search.engine import Candidate, Filters

Mask = npt.NDArray[np.bool_]
Hopes = npt.NDArray[np.float32]

UNKNOWN = -2.0  # below every cosine
ROUNDING = 3e-9  # two ways to add up the same products differ by less, for each of them
READ_IN_FULL = 2048  # vectors; more take longer than their outlines


class Rows:
    """One row a listing, found by its key; rows of removed listings are reused."""

    def __init__(self, dimensions: int) -> None:
        self.vectors = np.zeros((0, dimensions), np.float32)
        self._price = np.zeros(0, np.int64)
        self._lead_days = np.zeros(0, np.int64)
        self._alive = np.zeros(0, np.bool_)
        self._ids: list[str] = []
        self._profiles: list[Profile | None] = []
        self._counted: list[Counted | None] = []
        self._row_of: dict[int, int] = {}
        self._terms: list[frozenset[str]] = []
        self._rows_with: dict[str, set[int]] = {}
        self._arrays: dict[str, npt.NDArray[np.int64]] = {}
        self._free: list[int] = []
        self._outline = Outline(dimensions)
        self._rounding = ROUNDING * dimensions

    def __len__(self) -> int:
        return len(self._row_of)

    def put(self, key: int, stored: StoredRow, vector: Vector | None) -> None:
        """Add a listing or replace what is known of it; without a vector it is near to nothing."""
        row = self._row_of.get(key)
        if row is None:
            row = self._free.pop() if self._free else self._grow()
            self._row_of[key] = row
        else:
            self._forget_terms(row)
        self.vectors[row] = 0.0 if vector is None else vector
        self._outline.changed(row)
        self._price[row], self._alive[row] = stored.profile.price_minor, True
        self._lead_days[row] = stored.lead_days
        self._ids[row] = stored.listing_id
        self._profiles[row], self._counted[row] = stored.profile, stored.counted
        self._terms[row] = frozenset(stored.terms)
        for word in self._terms[row]:
            self._rows_with.setdefault(word, set()).add(row)
            self._arrays.pop(word, None)

    def keep_only(self, keys: set[int]) -> None:
        """Drop every listing whose key is not among these."""
        for key in [key for key in self._row_of if key not in keys]:
            row = self._row_of.pop(key)
            self._forget_terms(row)
            self._alive[row], self._profiles[row], self._counted[row] = False, None, None
            self._free.append(row)

    def _forget_terms(self, row: int) -> None:
        for word in self._terms[row]:
            self._rows_with[word].discard(row)
            self._arrays.pop(word, None)

    def _grow(self) -> int:
        row = len(self._ids)
        if row == len(self._price):
            size = max(1024, row * 2)
            self.vectors = np.resize(self.vectors, (size, self.vectors.shape[1]))
            self._price = np.resize(self._price, size)
            self._lead_days = np.resize(self._lead_days, size)
            alive = np.zeros(size, np.bool_)
            alive[:row] = self._alive
            self._alive = alive
        self._ids.append("")
        self._profiles.append(None)
        self._counted.append(None)
        self._terms.append(frozenset())
        return row

    def _with_term(self, word: str) -> npt.NDArray[np.int64]:
        if word not in self._arrays:
            rows = self._rows_with.get(word, ())
            self._arrays[word] = np.fromiter(rows, np.int64, len(rows))
        return self._arrays[word]

    def mask(self, filters: Filters, without: Sequence[int] = ()) -> Mask:
        """Return which rows meet the conditions on terms and price, less the rows `without`."""
        rows = len(self._ids)
        mask = self._alive[:rows].copy()
        for group in filters.any_of:
            met = np.zeros(rows, np.bool_)
            for word in group:
                met[self._with_term(word)] = True
            mask &= met
        for word in filters.none_of:
            mask[self._with_term(word)] = False
        mask[list(without)] = False  # of a tuple numpy takes each number for an axis
        if filters.min_price_minor is not None:
            mask &= self._price[:rows] >= filters.min_price_minor
        if filters.max_price_minor is not None:
            mask &= self._price[:rows] <= filters.max_price_minor
        if filters.max_lead_days is not None:
            mask &= self._lead_days[:rows] <= filters.max_lead_days
        return mask

    def settle(self) -> None:
        """Make ready for searches what was put since."""
        self._outline.settle(self.vectors, len(self._ids))

    def hopes(self, vector: Vector, mask: Mask) -> Hopes:
        """Return of every masked row what its cosine does not exceed."""
        rows = np.flatnonzero(mask)
        if len(rows) > READ_IN_FULL:
            return self._outline.hopes(vector, len(mask))
        hopes: Hopes = np.full(len(mask), UNKNOWN, np.float32)
        hopes[rows] = self._exact(vector, rows)
        return hopes

    def nearest(self, vector: Vector, hopes: Hopes, mask: Mask, least: float, limit: int) -> list[int]:
        """Return the masked rows whose cosine is `least` or more, the highest first."""
        rows = np.flatnonzero(mask & (hopes >= least - self._rounding))
        if limit < len(rows):
            hoped = hopes[rows]
            likely = rows[np.argpartition(hoped, -limit)[-limit:]]
            # Whatever is among the nearest is no farther than the farthest of these.
            rows = rows[hoped >= self._exact(vector, likely).min() - self._rounding]
        cosines = self._exact(vector, rows)
        order = np.argsort(-cosines, kind="stable")[:limit]
        found: list[int] = rows[order[cosines[order] >= least]].tolist()
        return found

    def _exact(self, vector: Vector, rows: npt.NDArray[np.int64]) -> Hopes:
        cosines: Hopes = self.vectors.take(rows, 0) @ vector
        return cosines

    def candidates(
        self, rows: Sequence[int], vector: Vector, groups: Sequence[frozenset[str]], tier: int
    ) -> list[Candidate]:
        """Return rows as candidates of a tier, in the order given; `groups` are those they are raised by."""
        cosines = self._exact(vector, np.fromiter(rows, np.int64, len(rows))).tolist()
        raised = [sum(not group.isdisjoint(self._terms[row]) for group in groups) for row in rows]
        ids, profiles = map(self._ids.__getitem__, rows), map(self._profiles.__getitem__, rows)
        return list(map(Candidate, ids, profiles, cosines, raised, repeat(tier)))

    def counted(self, rows: Iterable[int]) -> list[Counted]:
        """Return what facets count of these rows."""
        return [counted for counted in map(self._counted.__getitem__, rows) if counted]

    def term_counts(self) -> list[tuple[str, int]]:
        """Return every term with the number of listings that have it."""
        return [(word, len(rows)) for word, rows in self._rows_with.items() if rows]

    def shops_with(self, word: str, enough: int) -> int:
        """Return of how many shops the listings with a term are; no more than enough."""
        shops = set[str]()
        for row in self._rows_with.get(word, ()):
            if profile := self._profiles[row]:
                shops.add(profile.shop_id)
            if len(shops) == enough:
                break
        return len(shops)

    def of(self, keys: Iterable[int]) -> list[int]:
        """Return the rows of these listings; one that has none yet is left out."""
        return [row for row in map(self._row_of.get, keys) if row is not None]

    def id_of(self, key: int) -> str:
        """Return the id of a listing; empty text when it has no row yet."""
        row = self._row_of.get(key)
        return "" if row is None else self._ids[row]

    def ids(self, rows: Iterable[int]) -> list[str]:
        """Return the ids of these rows."""
        return [self._ids[row] for row in rows]
