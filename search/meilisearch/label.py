"""What an index says of itself, in a document of its own: it goes with the index wherever a swap takes it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from search.meilisearch.documents import LABEL_ID, embedder
from search.meilisearch.filters import ids
from search.meilisearch.settings import FORMAT


@dataclass(frozen=True)
class Label:
    """The name an index was made under, the model its vectors are of, and the format of its documents."""

    name: str
    model: str
    dimensions: int
    format: int = FORMAT
    replaced_at: datetime | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the document that carries the label. Without words, terms or a vector no search finds it."""
        kept = {
            "name": self.name,
            "model": self.model,
            "dimensions": self.dimensions,
            "format": self.format,
            "replaced_at": self.replaced_at.isoformat() if self.replaced_at else None,
        }
        return {"id": LABEL_ID, "label": kept, "_vectors": {embedder(self.model): None}}


def read(document: Mapping[str, Any]) -> Label | None:
    """Return the label in a stored document; None when it is not one of ours."""
    try:
        kept = document["label"]
        replaced_at = kept["replaced_at"]
        return Label(
            name=str(kept["name"]),
            model=str(kept["model"]),
            dimensions=int(kept["dimensions"]),
            format=int(kept["format"]),
            replaced_at=datetime.fromisoformat(replaced_at) if replaced_at else None,
        )
    except (KeyError, TypeError, ValueError):
        return None


def request(uid: str) -> dict[str, Any]:
    """Return the search that finds the label."""
    return {
        "indexUid": uid,
        "q": "",
        "filter": ids([LABEL_ID]),
        "limit": 1,
        "attributesToRetrieve": ["label"],
    }
