"""What a generation holds, read from its files: published or not, and beside whoever writes it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import tantivy

from core.listing import Listing
from search.embedded import schema
from search.embedded.snapshot import read_listing
from search.writing import Entry

PAGE = 1000


class Contents:
    """A generation as its last commit left it."""

    def __init__(self, generation: Path) -> None:
        self._index = tantivy.Index.open(str(generation))
        self._searcher = self._index.searcher()

    def entries(self) -> Iterator[list[Entry]]:
        """Yield what it holds of each listing, in pages."""
        every = self._searcher.search(tantivy.Query.all_query(), limit=max(1, self._searcher.num_docs)).hits
        for start in range(0, len(every), PAGE):
            yield [_entry(self._searcher.doc(address)) for _, address in every[start : start + PAGE]]

    def load(self, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Return the stored listings by id; those it does not hold are left out."""
        if not listing_ids:
            return {}
        asked = tantivy.Query.term_set_query(self._index.schema, "id", list(listing_ids))
        hits = self._searcher.search(asked, limit=len(listing_ids)).hits
        listings = (read_listing(self._searcher.doc(address)) for _, address in hits)
        return {listing.id: listing for listing in listings}


def _entry(stored: tantivy.Document) -> Entry:
    row = schema.read_row(stored)
    return Entry(row.listing_id, row.revision, stored["vector"][0] != schema.NO_VECTOR)
