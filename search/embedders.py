"""Which embedder a model's name asks for: the one place that knows them all."""

from search.embedding import MODEL, Embedder, OnnxEmbedder
from search.sentence_transformer import SentenceTransformerEmbedder, has_gpu

PREFIX = "sentence-transformers/"  # may be left out, as that library allows


def label_of(model: str) -> str:
    """Return the name under which vectors of a model are kept."""
    return model.removeprefix(PREFIX)


def open_embedder(model: str = MODEL, *, threads: int = 1, bulk: bool = False) -> Embedder:
    """Return the embedder of a model, loaded.

    all-MiniLM-L6-v2 needs nothing installed. For a `bulk` of texts it runs on a GPU where the extra finds one,
    because its vectors there are the same.

    Raises:
        EmbedderUnavailableError: the extra is not installed, or there is no such model; says what to do.
    """
    label = label_of(model)
    if label == MODEL and not (bulk and has_gpu()):
        return OnnxEmbedder(threads)
    return SentenceTransformerEmbedder(model, label)
