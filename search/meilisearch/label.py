"""What an index says of itself, in a document of its own: it goes with the index wherever a swap takes it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from search.meilisearch.documents import EMBEDDER, LABEL_ID
from search.meilisearch.filters import ids
from search.meilisearch.settings import FORMAT


@dataclass(frozen=True)
class Label:
    """The name an index was made under, the model its vectors are of, and the format of its documents."""

    name: str
    model: str
    dimensions: int
    format: int = FORMAT

    def to_document(self) -> dict[str, Any]:
        """Return the document that carries the label. Without words, terms or a vector no search finds it."""
        label = {"name": self.name, "model": self.model, "dimensions": self.dimensions, "format": self.format}
        return {"id": LABEL_ID, "label": label, "_vectors": {EMBEDDER: None}}


def read(document: Mapping[str, Any]) -> Label | None:
    """Return the label in a stored document; None when it is not one of ours."""
    try:
        kept = document["label"]
        return Label(
            name=str(kept["name"]),
            model=str(kept["model"]),
            dimensions=int(kept["dimensions"]),
            format=int(kept["format"]),
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
