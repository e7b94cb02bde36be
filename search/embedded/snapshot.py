"""One generation open for reading: tantivy's searcher with the rows beside it, kept in step."""

import os
import time
from dataclasses import replace
from pathlib import Path

import orjson
import tantivy

from core.listing import Listing
from search.document import term
from search.embedded import schema
from search.embedded.queries import QueryBuilder
from search.embedded.rows import Rows
from search.engine import EngineQuery
from search.geo import Circle, Point
from search.understanding import vocabulary
from search.understanding.vocabulary import Vocabulary

REFRESH_SECONDS = 0.05  # how long a commit may stay unseen: looking costs, and so does taking in
BATCH = 1000
NOWHERE = "shop:"  # a term that no listing has


class Snapshot:
    """A generation as it stands after the last `refresh`."""

    def __init__(self, generation: Path, dimensions: int, refresh_seconds: float = REFRESH_SECONDS) -> None:
        self.generation = generation
        self._index = tantivy.Index.open(str(generation))
        self._index.config_reader(reload_policy="manual")
        self._meta = generation / "meta.json"
        self.rows = Rows(dimensions)
        self._shops: dict[str, Point] = {}  # by the term that finds their listings
        self._seq = 0
        self.changes = 0  # how often something new was taken in
        self._stamp: tuple[int, int] = (0, 0)
        self._refresh_seconds = refresh_seconds
        self._looked_at = float("-inf")
        self.refresh()

    def refresh(self) -> None:
        """Take in what the writer has committed since; costs one stat when that is nothing."""
        now = time.monotonic()
        if now - self._looked_at < self._refresh_seconds:
            return
        self._looked_at = now
        try:
            found = os.stat(self._meta)  # noqa: PTH116 - the hot path: Path.stat costs three times as much
        except FileNotFoundError:
            return  # replaced long ago and deleted: what is open stays as it is
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp == self._stamp:
            return
        self.changes += 1
        self._index.reload()
        self.searcher = self._index.searcher()
        self.queries = QueryBuilder(self._index, self.searcher)
        self._follow()
        self._stamp = stamp  # last: what could not be taken in is taken in the next time

    def _follow(self) -> None:
        while fresh := self.searcher.search(
            self.queries.newer_than(self._seq), limit=BATCH, order_by_field="seq", order=tantivy.Order.Asc
        ).hits:
            for seq, address in fresh:
                stored = self.searcher.doc(address)
                row = schema.read_row(stored)
                self.rows.put(schema.key(row.listing_id), row, schema.read_vector(stored))
                self._place(term("shop", row.profile.shop_id), row.location)
                self._seq = int(seq)
        if len(self.rows) != self.searcher.num_docs:
            self.rows.keep_only(self._living_keys())
        self.rows.settle()

    def _place(self, shop: str, location: Point | None) -> None:
        if location is None:
            self._shops.pop(shop, None)
        else:
            self._shops[shop] = location

    def located(self, query: EngineQuery) -> EngineQuery:
        """Return the query with the place it names as the shops that are there: few, and the same in both legs."""
        if query.raised_near:
            raised = (*query.raised_by, self._shops_in(query.raised_near))
            query = replace(query, raised_by=raised, raised_near=None)
        within = query.filters.within
        if within is None:
            return query
        there = self._shops_in(within)
        groups = (*query.filters.any_of, there or frozenset({NOWHERE}))
        return replace(query, filters=replace(query.filters, any_of=groups, within=None))

    def _shops_in(self, circle: Circle) -> frozenset[str]:
        return frozenset(shop for shop, point in self._shops.items() if circle.holds(point))

    def vocabulary(self) -> Vocabulary:
        """Return the words of this state of the index; reads its whole dictionary."""
        return vocabulary.build(
            self.rows.term_counts(),
            dict(self.searcher.terms_with_prefix("spelling", "")),
            len(self.rows),
            self.rows.shops_with,
        )

    def _living_keys(self) -> set[int]:
        every = self.searcher.search(tantivy.Query.all_query(), limit=max(1, self.searcher.num_docs)).hits
        return {
            int(key)
            for key in self.searcher.fast_field_values("key", [hit[1] for hit in every])
            if key is not None
        }


def read_listing(stored: tantivy.Document) -> Listing:
    """Return the listing of a stored document; it was validated before it was written."""
    return Listing.model_validate(orjson.loads(stored["listing"][0]))
