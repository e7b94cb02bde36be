"""Any sentence-transformers model by its name, on a GPU where there is one: the extra `embeddings`."""

import importlib.util
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from search.document import Vector
from search.embedding import EmbedderUnavailableError
from search.english import right_words
from search.query_vectors import QueryVectors

BATCH = 64
AT_ONCE = 64 * BATCH  # texts: sorted by length within, so that little is padded
WORD_STARTS = "▁Ġ"  # how tokenizers mark one


class SentenceTransformerEmbedder:
    """Vectors of a model of that name or folder, made to unit length."""

    def __init__(self, model: str, label: str) -> None:
        """Load it, from the model hub when it is not on this machine yet.

        Raises:
            EmbedderUnavailableError: the extra is not installed, or there is no such model; says what to do.
        """
        try:
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - gigabytes that few install
        except ImportError:
            raise EmbedderUnavailableError(
                f"The model {model} needs the extra `embeddings`: pip install 'craftlocal[embeddings]'."
            ) from None
        try:
            self._model: Any = SentenceTransformer(model)
        except (OSError, ValueError, RuntimeError) as error:
            raise EmbedderUnavailableError(f"The model {model} could not be loaded: {error}") from error
        self.model = label
        self.dimensions = len(self._documents(["any text has as many numbers"])[0])
        vocabulary = (word.lstrip(WORD_STARTS) for word in self._model.tokenizer.get_vocab())
        self.language = right_words(word.lower() for word in vocabulary if word.isalpha())
        self._queries = QueryVectors(self._query)

    async def query(self, text: str) -> Vector:
        """Return the unit vector of a shopper's words, with the model's own prompt for queries if it has one."""
        return await self._queries.of(text)

    def documents(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the unit vector of each text, in order."""
        for start in range(0, len(texts), AT_ONCE):
            yield from self._documents(texts[start : start + AT_ONCE])

    def _query(self, texts: Sequence[str]) -> list[Vector]:
        return _vectors(self._model.encode_query(list(texts), **_HOW))

    def _documents(self, texts: Sequence[str]) -> list[Vector]:
        return _vectors(self._model.encode_document(list(texts), **_HOW))


_HOW = {"batch_size": BATCH, "normalize_embeddings": True, "show_progress_bar": False}


def _vectors(rows: Any) -> list[Vector]:
    return list(np.asarray(rows, np.float32))


def has_gpu() -> bool:
    """Tell whether the extra is installed and finds a GPU."""
    if importlib.util.find_spec("sentence_transformers") is None:
        return False
    import torch  # noqa: PLC0415 - takes seconds

    return bool(torch.cuda.is_available())
