"""Every vector in whole numbers, a quarter as long, that tell for certain which are worth a look in full."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnx import TensorProto, helper

from search.document import Vector

Numbers = npt.NDArray[np.float32]

# Products of an unsigned and a signed byte are added up in pairs; of 8 bits each, some processors would cut them off.
LARGEST, LARGEST_SOUGHT = 63, 127
ZERO = 128  # unsigned bytes: this one stands for 0
STEP = 4096  # rows are made room for by so many
OPSET, IR_VERSION = 13, 9


def _products() -> onnxruntime.InferenceSession:
    """Return what multiplies whole numbers: numpy has no quick way."""
    value = helper.make_tensor_value_info
    sides = [value("sought", TensorProto.UINT8, None), value("forms", TensorProto.INT8, None)]
    node = helper.make_node("MatMulInteger", ["sought", "forms"], ["products"])
    graph = helper.make_graph([node], "products", sides, [value("products", TensorProto.INT32, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


class Outline:
    """The forms: vectors rounded to whole numbers times a scale of their own, and how far off that is."""

    def __init__(self, dimensions: int) -> None:
        self._products = _products()
        self._forms = np.zeros((dimensions, 0), np.int8)  # a column a row: read through from end to end
        self._scale = np.zeros(0, np.float32)
        self._shift = np.zeros(0, np.float32)  # what ZERO adds to every product
        self._off = np.zeros(0, np.float32)  # length of what rounding took away
        self._stale: set[int] = set()

    def changed(self, row: int) -> None:
        """Note that a row has another vector."""
        self._stale.add(row)

    def settle(self, vectors: Numbers, rows: int) -> None:
        """Take in what has changed."""
        room = -(-rows // STEP) * STEP - len(self._scale)
        if room > 0:
            self._forms = np.pad(self._forms, ((0, 0), (0, room)))
            self._scale, self._shift, self._off = (
                np.pad(kept, (0, room)) for kept in (self._scale, self._shift, self._off)
            )
        stale = sorted(self._stale)
        for start in range(0, len(stale), STEP):
            self._outline(vectors, stale[start : start + STEP])
        self._stale.clear()

    def _outline(self, vectors: Numbers, rows: Sequence[int]) -> None:
        some = vectors[rows]
        scale = _scale(some, LARGEST)
        forms = np.rint(some / scale)
        self._forms[:, rows] = forms.astype(np.int8).T
        self._scale[rows] = scale[:, 0]
        self._shift[rows] = ZERO * forms.sum(axis=1) * scale[:, 0]
        self._off[rows] = np.linalg.norm(some - forms * scale, axis=1)

    def hopes(self, vector: Vector, rows: int) -> Numbers:
        """Return of each of the first rows what its cosine with a unit vector does not exceed."""
        scale = _scale(vector, LARGEST_SOUGHT)
        form = np.rint(vector / scale)
        off = np.linalg.norm(vector - form * scale).astype(np.float32)
        sought = (form + ZERO).astype(np.uint8)[np.newaxis]
        [[products]] = self._products.run(None, {"sought": sought, "forms": self._forms})
        # What is above 2**24 is rounded: rows.ROUNDING allows for it.
        hopes: Numbers = products[:rows].astype(np.float32)
        hopes *= self._scale[:rows]
        hopes -= self._shift[:rows]
        hopes *= scale
        # What rounding took away of either adds no more than its length to the cosine.
        hopes += self._off[:rows] * (1 + off)
        hopes += off
        return hopes


def _scale(vectors: Numbers, largest: int) -> Numbers:
    """Return what one whole number stands for, by vector; 1 where all are 0."""
    most = np.abs(vectors).max(axis=-1, keepdims=True)
    scale: Numbers = np.where(most > 0, most / largest, 1).astype(np.float32)
    return scale
