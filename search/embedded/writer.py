"""The one writer of an embedded generation."""

from collections.abc import Iterable
from pathlib import Path

import tantivy

from search.document import IndexDocument, vector_fault
from search.embedded import generations, schema
from search.writing import DocumentsRefusedError, IndexBusyError

HEAP_BYTES = 64_000_000


class EmbeddedWriter:
    """Adds and removes listings of one generation; after a crash the last commit stands."""

    def __init__(self, generation: Path) -> None:
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema, path=str(generation))
        try:
            self._writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)
        except ValueError as error:
            raise IndexBusyError(f"Another process is writing the index in {generation.name}.") from error
        self._dimensions = generations.dimensions(generation)
        # The newest document may have been deleted, so the index itself cannot say which numbers were used.
        self._seq = generations.next_epoch(generation) << 32
        self.staged = 0  # changes since the last commit

    def apply(self, puts: Iterable[IndexDocument], removes: Iterable[str]) -> None:
        """Make these changes searchable and durable in one commit.

        Raises:
            DocumentsRefusedError: one cannot be written; none was.
        """
        self.stage(puts, removes)
        self.commit()

    def stage(self, puts: Iterable[IndexDocument], removes: Iterable[str] = ()) -> None:
        """Add changes to the commit to come: in a bulk load a commit a batch would only make segments.

        Raises:
            DocumentsRefusedError: one cannot be written; none was added.
        """
        ready = [(document.listing.id, self._prepared(document)) for document in puts]
        for listing_id in removes:
            self._writer.delete_documents_by_term("id", listing_id)
            self.staged += 1
        for listing_id, fields in ready:
            self._writer.delete_documents_by_term("id", listing_id)
            self._writer.add_document(fields)
            self.staged += 1

    def _prepared(self, document: IndexDocument) -> tantivy.Document:
        if reason := vector_fault(document.vector, self._dimensions):
            raise DocumentsRefusedError(f"{document.listing.id}: {reason}")
        self._seq += 1
        try:
            return tantivy.Document.from_dict(schema.to_tantivy(document, self._seq), self._schema)
        except (ValueError, TypeError, OverflowError) as error:
            raise DocumentsRefusedError(f"{type(error).__name__}: {error}") from error

    def commit(self) -> None:
        """Make what was staged searchable and durable."""
        self._writer.commit()
        self.staged = 0

    def close(self) -> None:
        """Finish merges and let go of the lock."""
        self._writer.wait_merging_threads()
