"""One model, however it is run, gives one vector; another is asked for by name."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from cli.demo import catalogue
from search.embedders import open_embedder
from search.embedding import MODEL, EmbedderUnavailableError, OnnxEmbedder
from search.sentence_transformer import SentenceTransformerEmbedder
from tests.support.minilm import FullMiniLM

QUERIES = Path(__file__).parents[2] / "data" / "wands-queries.csv"
ODD = ["a", "Größe ½ — 日本の茶碗 ☕", "£20 <b>& 'quotes'</b>"]
MEANINGLESS = ["mug " * 400, "   "]


def texts() -> list[str]:
    """Return descriptions, shoppers' queries and oddities."""
    with QUERIES.open(newline="", encoding="utf-8") as file:
        queries = [row[1] for row in list(csv.reader(file, delimiter="\t"))[1::48]]
    rows = catalogue()[::190]
    return [*(f"{row.title}. {row.category}. {row.description[:160]}" for row in rows), *queries, *ODD]


@pytest.fixture(scope="module")
def full() -> FullMiniLM:
    return FullMiniLM()


def cosines(full: FullMiniLM, asked: list[str]) -> list[float]:
    vectors = OnnxEmbedder().documents(asked)
    return [float(vector @ full.embed(text)) for text, vector in zip(asked, vectors, strict=True)]


def test_int8_weights_and_full_ones_give_the_same_vectors(full: FullMiniLM) -> None:
    asked = texts()
    assert len(asked) > 30
    assert min(cosines(full, asked)) >= 0.999


def test_even_where_a_text_means_nothing_they_are_close(full: FullMiniLM) -> None:
    assert min(cosines(full, MEANINGLESS)) >= 0.995


async def test_a_query_and_a_listing_of_the_same_words_have_the_same_vector() -> None:
    served = OnnxEmbedder()
    assert await served.query("walnut board") == pytest.approx(next(served.documents(["walnut board"])))
    assert await served.query("walnut board") is await served.query("walnut board")


class StandIn:
    """Answers as sentence-transformers does."""

    class tokenizer:  # noqa: N801 - an attribute there
        @staticmethod
        def get_vocab() -> dict[str, int]:
            return {"▁Mug": 1, "##s": 2, "cup": 3}

    def __init__(self, name: str) -> None:
        if name == "nobody/has-this":
            raise OSError("no such model")

    def encode_query(self, texts: Sequence[str], **_how: Any) -> Any:
        return np.array([[1, 0, 0, len(text)] for text in texts], np.float64)

    def encode_document(self, texts: Sequence[str], **_how: Any) -> Any:
        return np.array([[0, 1, 0, len(text)] for text in texts], np.float64)


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra `embeddings`, as far as we call it."""
    module = ModuleType("sentence_transformers")
    module.SentenceTransformer = StandIn  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)


async def test_a_model_by_name_has_its_own_dimensions_prompts_and_label(extra: None) -> None:
    embedder = open_embedder("sentence-transformers/any-model")
    assert (embedder.model, embedder.dimensions) == ("any-model", 4)
    assert {"mug", "cup", "unscented"} <= embedder.language
    assert [vector[3] for vector in embedder.documents(["a", "bbb", "cc"])] == [1, 3, 2]
    assert list((await embedder.query("ab"))[:2]) == [1, 0]
    assert (await embedder.query("ab")).dtype == np.float32


def test_a_model_that_cannot_be_had_is_one_sentence(extra: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EmbedderUnavailableError, match="could not be loaded: no such model"):
        SentenceTransformerEmbedder("nobody/has-this", "has-this")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EmbedderUnavailableError, match=r"craftlocal\[embeddings\]"):
        open_embedder("bge-small")


def test_the_usual_model_needs_no_extra_under_either_name() -> None:
    assert isinstance(open_embedder(), OnnxEmbedder)
    assert isinstance(open_embedder(f"sentence-transformers/{MODEL}", bulk=True), OnnxEmbedder)


def test_the_usual_install_pulls_no_torch() -> None:
    folder = Path(__file__).parents[3] / "requirements"
    locked = [line.split("==")[0] for file in folder.glob("*.txt") for line in file.read_text().splitlines()]
    assert len(locked) > 100
    assert {"torch", "sentence-transformers", "transformers"}.isdisjoint(locked)
