"""all-MiniLM-L6-v2 as an ONNX graph whose products are of int8, made from the published weights when a service starts.

Weights and activations are rounded in blocks of 32 numbers with a scale each (ONNX Runtime's MatMulNBits), which
keeps the cosine with the full model above 0.999. Names of weights are those of Hugging Face's BertModel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper

Array = npt.NDArray[np.float32]

LAYERS, HEADS, WIDTH = 6, 12, 384
BLOCK = 32
INT8_ACTIVATIONS = 4  # accuracy_level of MatMulNBits
LARGEST = 127
ZERO = 128  # unsigned bytes: this one stands for 0
EPSILON = 1e-12
OPSET, CONTRIB_OPSET, IR_VERSION = 18, 1, 10
CONTRIB = "com.microsoft"


def minilm(weights: Mapping[str, Array]) -> bytes:
    """Return the model: int64 `input_ids` and `attention_mask` of (texts, tokens) to `hidden`, (texts, tokens, 384)."""
    graph = _Graph(weights)
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    hidden = graph.embeddings()
    for layer in range(LAYERS):
        hidden = graph.layer(f"encoder.layer.{layer}", hidden)
    graph.add("Identity", [hidden], "hidden")
    model: bytes = graph.model().SerializeToString()
    return model


@dataclass
class _Graph:
    weights: Mapping[str, Array]
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def add(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def embeddings(self) -> str:
        """Add word, place and kind of text (always the first) for every token."""
        words = self.weight("embeddings.word_embeddings.weight")
        kind = self.weights["embeddings.token_type_embeddings.weight"][0]
        places = self.constant("places", self.weights["embeddings.position_embeddings.weight"] + kind)
        for name, number in (("zero", 0), ("one", 1), ("two", 2)):
            self.constant(name, np.array([number], np.int64))
        self.add("Shape", ["input_ids"], "shape")
        self.add("Slice", ["shape", "one", "two"], "tokens")
        self.add("Slice", [places, "zero", "tokens"], "place_of_each")
        self.add("Gather", [words, "input_ids"], "word_of_each")
        self.add("Add", ["word_of_each", "place_of_each"], "embedded")
        norm = [self.weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        return self.add("LayerNormalization", ["embedded", *norm], "normed", axis=-1, epsilon=EPSILON)

    def layer(self, name: str, hidden: str) -> str:
        """Add attention and the wide part, each with what went into it added again."""
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        seen = [self.product(part, hidden) for part in parts]
        bias = self.constant(f"{name}.seen", np.concatenate([self.weights[f"{part}.bias"] for part in parts]))
        attended = self.add(
            "MultiHeadAttention", [*seen, bias, "mask"], f"{name}.attended", CONTRIB, num_heads=HEADS
        )
        hidden = self.beside(f"{name}.attention.output", attended, hidden)
        wide = self.product(f"{name}.intermediate.dense", hidden)
        bent = self.add(
            "BiasGelu", [wide, self.weight(f"{name}.intermediate.dense.bias")], f"{name}.bent", CONTRIB
        )
        return self.beside(f"{name}.output", bent, hidden)

    def beside(self, name: str, inner: str, before: str) -> str:
        """Add a product to what was before, and norm the sum."""
        product = self.product(f"{name}.dense", inner)
        rest = [
            self.weight(f"{name}.{part}") for part in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        ]
        return self.add(
            "SkipLayerNormalization", [product, before, *rest], f"{name}.normed", CONTRIB, epsilon=EPSILON
        )

    def product(self, name: str, rows: str) -> str:
        """Multiply rows by a weight of (outputs, inputs), in int8."""
        weight = self.weights[f"{name}.weight"]
        outputs, inputs = weight.shape
        blocks = weight.reshape(outputs, inputs // BLOCK, BLOCK)
        scales = np.maximum(np.abs(blocks).max(axis=-1) / LARGEST, np.finfo(np.float32).tiny).astype(
            np.float32
        )
        numbers = (np.rint(blocks / scales[..., None]) + ZERO).astype(np.uint8)
        return self.add(
            "MatMulNBits",
            [rows, self.constant(f"{name}.numbers", numbers), self.constant(f"{name}.scales", scales)],
            f"{name}.product", CONTRIB,
            K=inputs, N=outputs, bits=8, block_size=BLOCK, accuracy_level=INT8_ACTIVATIONS,
        )  # fmt: skip

    def model(self) -> Any:
        shape = ["texts", "tokens"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape)
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*shape, WIDTH])
        graph = helper.make_graph(self.nodes, "all-MiniLM-L6-v2", inputs, [output], self.constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, CONTRIB_OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
