"""What the reader keeps of every listing in memory: a vector, a price and the terms filters ask for."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.document import Profile, Vector
from search.embedded.outline import Outline
from search.embedded.schema import StoredRow
from search.engine import Filters

Mask = npt.NDArray[np.bool_]
Hopes = npt.NDArray[np.float32]

UNKNOWN = -2.0  # below every cosine
ROUNDING = 1e-6  # two ways to add up the same products differ by less


class Rows:
    """One row a listing, found by its key; rows of removed listings are reused."""

    def __init__(self, dimensions: int) -> None:
        self.vectors = np.zeros((0, dimensions), np.float32)
        self._price = np.zeros(0, np.int64)
        self._lead_days = np.zeros(0, np.int64)
        self._alive = np.zeros(0, np.bool_)
        self._ids: list[str] = []
        self._profiles: list[Profile | None] = []
        self._row_of: dict[int, int] = {}
        self._key_of: list[int] = []
        self._terms: list[frozenset[str]] = []
        self._rows_with: dict[str, set[int]] = {}
        self._arrays: dict[str, npt.NDArray[np.int64]] = {}
        self._free: list[int] = []
        self._outline = Outline()

    def __len__(self) -> int:
        return len(self._row_of)

    def put(self, key: int, stored: StoredRow, vector: Vector | None) -> None:
        """Add a listing or replace what is known of it; without a vector it is near to nothing."""
        row = self._row_of.get(key)
        if row is None:
            row = self._free.pop() if self._free else self._grow()
            self._row_of[key], self._key_of[row] = row, key
        else:
            self._forget_terms(row)
        self.vectors[row] = 0.0 if vector is None else vector
        self._outline.changed(row)
        self._price[row], self._alive[row] = stored.profile.price_minor, True
        self._lead_days[row] = stored.lead_days
        self._ids[row], self._profiles[row] = stored.listing_id, stored.profile
        self._terms[row] = frozenset(stored.terms)
        for word in self._terms[row]:
            self._rows_with.setdefault(word, set()).add(row)
            self._arrays.pop(word, None)

    def keep_only(self, keys: set[int]) -> None:
        """Drop every listing whose key is not among these."""
        for key in [key for key in self._row_of if key not in keys]:
            row = self._row_of.pop(key)
            self._forget_terms(row)
            self._alive[row], self._profiles[row] = False, None
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
        self._terms.append(frozenset())
        self._key_of.append(0)
        return row

    def _with_term(self, word: str) -> npt.NDArray[np.int64]:
        if word not in self._arrays:
            rows = self._rows_with.get(word, ())
            self._arrays[word] = np.fromiter(rows, np.int64, len(rows))
        return self._arrays[word]

    def mask(self, filters: Filters, without: Sequence[int] = ()) -> Mask:
        """Return which rows meet the conditions on terms and price, less those with the keys `without`."""
        mask = self._alive.copy()
        for group in filters.any_of:
            met = np.zeros(len(mask), np.bool_)
            for word in group:
                met[self._with_term(word)] = True
            mask &= met
        for word in filters.none_of:
            mask[self._with_term(word)] = False
        mask[[self._row_of[key] for key in without if key in self._row_of]] = False
        if filters.min_price_minor is not None:
            mask &= self._price >= filters.min_price_minor
        if filters.max_price_minor is not None:
            mask &= self._price <= filters.max_price_minor
        if filters.max_lead_days is not None:
            mask &= self._lead_days <= filters.max_lead_days
        return mask

    def settle(self) -> None:
        """Make ready for searches what was put since."""
        self._outline.settle(self.vectors, len(self._ids))

    def hopes(self, vector: Vector, mask: Mask) -> Hopes:
        """Return of every masked row what its cosine does not exceed, or hardly ever (see Outline)."""
        rows = np.flatnonzero(mask)
        # Gathering rows costs more than multiplying them once most are wanted anyway.
        if len(rows) * 4 < len(mask):
            hopes: Hopes = np.full(len(mask), UNKNOWN, np.float32)
            hopes[rows] = self.vectors[rows] @ vector
            return hopes
        outlined = self._outline.hopes(vector)
        return self.vectors @ vector if outlined is None else outlined

    def nearest(self, vector: Vector, hopes: Hopes, mask: Mask, least: float, limit: int) -> list[int]:
        """Return the keys of the masked rows whose cosine is `least` or more, the highest first."""
        rows = np.flatnonzero(mask & (hopes >= least))
        if limit < len(rows):
            likely = rows[np.argpartition(-hopes[rows], limit)[:limit]]
            # Whatever is among the nearest is no farther than the farthest of these.
            rows = rows[hopes[rows] >= (self.vectors[likely] @ vector).min() - ROUNDING]
        cosines = self.vectors[rows] @ vector
        order = np.argsort(-cosines, kind="stable")[:limit]
        return [self._key_of[row] for row in rows[order[cosines[order] >= least]]]

    def cosines(self, vector: Vector, keys: Sequence[int]) -> list[float]:
        """Return the cosine of each of these listings; 0 for one that has no vector, or no row yet."""
        rows = [self._row_of.get(key, -1) for key in keys]
        cosines: list[float] = (self.vectors[rows] @ vector).tolist()
        return [cosine if row >= 0 else 0.0 for row, cosine in zip(rows, cosines, strict=True)]

    def meeting(self, keys: Sequence[int], groups: Sequence[frozenset[str]]) -> list[int]:
        """Return how many of the groups each of these listings meets with a term."""
        rows = (self._row_of.get(key, -1) for key in keys)
        return [
            sum(not group.isdisjoint(self._terms[row]) for group in groups) if row >= 0 else 0 for row in rows
        ]

    def term_counts(self) -> list[tuple[str, int]]:
        """Return every term with the number of listings that have it."""
        return [(word, len(rows)) for word, rows in self._rows_with.items() if rows]

    def profile(self, key: int) -> Profile | None:
        """Return what ranking reads of the listing; None when it has no row yet."""
        row = self._row_of.get(key, -1)
        return self._profiles[row] if row >= 0 else None

    def ids(self, keys: Sequence[int]) -> list[str]:
        """Return the ids of these listings; empty text for one that has no row yet."""
        rows = (self._row_of.get(key, -1) for key in keys)
        return [self._ids[row] if row >= 0 else "" for row in rows]
