"""A BERT encoder, its pooling and its normalisation, written as one ONNX graph: token ids in, unit vectors out.

The graph takes texts of one length, `ids` int64 (texts, length), and gives `embedding` float32 (texts, dimension).
Texts of one length need no padding and no mask, and a vector does not depend on neighbours, bit for bit: every number
is made of its own text's. Written out rather than exported, it is what runs
fastest: query, key and value in one product, and no operator fused into a slower one (BiasGelu, and a bias within
MultiHeadAttention, give the same numbers as an Add beside Gelu and attention, and take a tenth more time).

In `int8`, a weight matrix has one scale an output channel and activations one scale a token, found at run time. A scale
for all tokens, as usual "dynamic quantization" has it, costs 1.5 points of hit@1 across languages; this costs none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Precision = Literal["int8", "float32"]

MODEL = "model.onnx"
WEIGHTS = "weights.bin"
INPUT = "ids"

_OPSET, _IR = 20, 10
_FUSED = "com.microsoft"
_INLINE = 1024  # bytes; larger tensors stand in the weights' file, which is mapped into memory rather than read
_ALIGNMENT = 4096  # of a tensor in that file, so that each can be mapped by itself
_LEVELS = 127  # symmetric int8
_GELU_DEPTH = 0.17  # no value of GELU is below -0.17


@dataclass(frozen=True, slots=True)
class Encoder:
    """A BERT encoder: its weights by their names in transformers' BertModel, float32, and what else decides its output.

    `first_position`: the row of the position embeddings that the first token takes.
    """

    weights: Mapping[str, Array]
    layers: int
    heads: int
    epsilon: float
    first_position: int
    pooling: Literal["mean", "cls"]

    @property
    def dimension(self) -> int:
        """Size of its vectors."""
        return int(self.weights["embeddings.word_embeddings.weight"].shape[1])

    @property
    def max_tokens(self) -> int:
        """Length of the longest text, special tokens included, that has positions."""
        return int(self.weights["embeddings.position_embeddings.weight"].shape[0]) - self.first_position


def write(encoder: Encoder, folder: Path, precision: Precision) -> None:
    """Write the graph and its weights into the folder. Raises KeyError where the encoder lacks a weight."""
    with (folder / WEIGHTS).open("wb") as weights:
        graph = Graph(encoder, precision, weights)
        vectors = graph.embedded()
        inputs = {INPUT: ("INT64", ["texts", "length"])}
        graph.save(folder / MODEL, inputs, {"embedding": (vectors, ["texts", encoder.dimension])})


class Graph:
    """The graph while it is written; each method adds nodes and gives the name of their result."""

    def __init__(self, encoder: Encoder, precision: Precision, weights: BinaryIO | None) -> None:
        """Begin a graph; its large tensors go into the file `weights`, or into the graph's own where there is none."""
        import onnx

        self._onnx = onnx
        self._encoder = encoder
        self._int8 = precision == "int8"
        self._file = weights
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def embedded(self) -> str:
        """(texts, dimension): the texts' vectors, of length 1."""
        ids = self.add("Reshape", INPUT, self.constant("all", np.array([-1])))
        apart = self.add("Concat", self.add("Shape", INPUT), "all", axis=0)
        hidden = self.encode(self.add("Shape", ids), self._words(ids), self._positions(), apart)
        return self._pooled(self.add("Reshape", hidden, apart))

    def encode(self, tokens: str, words: str, positions: str, apart: str | None = None) -> str:
        """(tokens, dimension): the last layer's output for embedded words, and what is added for where they stand.

        `tokens`: (1,), how many. `apart`: (texts, length, -1), whose they are; None for those of one text.
        """
        self._apart = apart
        self._zero_points = self.add("Expand", self.constant("128", np.uint8(128)), tokens) if self._int8 else ""
        hidden = self._normalized(words, positions, "embeddings.LayerNorm")
        for layer in range(self._encoder.layers):
            hidden = self._layer(hidden, f"encoder.layer.{layer}")
        return hidden

    def _pooled(self, hidden: str) -> str:
        if self._encoder.pooling == "mean":
            # Over the first axis tokens are summed in the same order however many texts there are.
            by_token = self.add("Transpose", hidden, perm=[1, 0, 2])
            pooled = self.add("ReduceMean", by_token, self.constant("axis 0", np.array([0])), keepdims=0)
        else:
            pooled = self.add("Gather", hidden, self.constant("0", np.array(0)), axis=1)
        norm = self.add("ReduceL2", pooled, self.constant("axis 1", np.array([1])), keepdims=1)
        return self.add("Div", pooled, self.add("Max", norm, self.constant("tiny", np.float32(1e-12))))

    def save(
        self, path: Path, inputs: Mapping[str, tuple[str, list[Any]]], outputs: Mapping[str, tuple[str, list[Any]]]
    ) -> None:
        """Write the graph. `inputs`: name -> (type, shape); `outputs`: name -> (the result that it is, shape)."""
        helper, types = self._onnx.helper, self._onnx.TensorProto
        describe = helper.make_tensor_value_info
        named = [helper.make_node("Identity", [result], [name]) for name, (result, _) in outputs.items()]
        graph = helper.make_graph(
            [*self._nodes, *named],
            "encoder",
            [describe(name, getattr(types, kind), shape) for name, (kind, shape) in inputs.items()],
            [describe(name, types.FLOAT, shape) for name, (_, shape) in outputs.items()],
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        path.write_bytes(helper.make_model(graph, opset_imports=opsets, ir_version=_IR).SerializeToString())

    def _layer(self, hidden: str, name: str) -> str:
        attention = f"{name}.attention.self"
        parts = [f"{attention}.{part}" for part in ("query", "key", "value")]
        product = self._product(hidden, f"{attention}.all", np.concatenate([self._matrix(part) for part in parts], 1))
        bias = self.constant(f"{attention}.bias", np.concatenate([self._of(f"{part}.bias") for part in parts]))
        split = self.add_many(3, "Split", self._set_apart(self.add("Add", product, bias)), axis=-1, num_outputs=3)
        context = self.add("MultiHeadAttention", *split, domain=_FUSED, num_heads=self._encoder.heads)
        context = self._joined(context)
        hidden = self._normalized(
            self._dense(context, f"{name}.attention.output.dense"), hidden, f"{name}.attention.output.LayerNorm"
        )
        inner = f"{name}.intermediate.dense"
        wide = self._product(hidden, inner, self._matrix(inner))
        wide = self.add("Gelu", self.add("Add", wide, self._weight(f"{inner}.bias")))
        return self._normalized(
            self._dense(wide, f"{name}.output.dense", gelu=True), hidden, f"{name}.output.LayerNorm"
        )

    def _words(self, ids: str) -> str:
        words = self._of("embeddings.word_embeddings.weight")
        if not self._int8:
            return self.add("Gather", self.constant("words", words), ids)
        rows, scales = _quantized(words, axis=1)
        levels = self.add("Gather", self.constant("words", rows), ids)
        levels = self.add("Cast", levels, to=self._onnx.TensorProto.FLOAT)
        return self.add("Mul", levels, self.add("Gather", self.constant("words' scales", scales), ids))

    def _set_apart(self, hidden: str) -> str:
        """Give (texts, length, width) of (tokens, width)."""
        if self._apart is None:
            return self.add("Unsqueeze", hidden, self.constant("axis 0", np.array([0])))
        return self.add("Reshape", hidden, self._apart)

    def _joined(self, apart: str) -> str:
        """Give (tokens, dimension) of (texts, length, dimension)."""
        if self._apart is None:
            return self.add("Squeeze", apart, "axis 0")
        return self.add("Reshape", apart, self.constant("rows", np.array([-1, self._encoder.dimension])))

    def _positions(self) -> str:
        """Give texts of one part each: each token has its position and type 0."""
        positions = self._of("embeddings.position_embeddings.weight")[self._encoder.first_position :]
        table = self.constant("positions", positions + self._of("embeddings.token_type_embeddings.weight")[0])
        once = self.add("Slice", table, self.constant("start", np.array([0])), self.add("Shape", INPUT, start=1))
        texts = self.add("Concat", self.add("Shape", INPUT, end=1), self.constant("1, 1", np.array([1, 1])), axis=0)
        rows = self.constant("rows", np.array([-1, self._encoder.dimension]))
        return self.add("Reshape", self.add("Expand", once, texts), rows)

    def _normalized(self, hidden: str, residual: str, name: str) -> str:
        """LayerNorm(hidden + residual). Two operators: onnxruntime's one for both takes five times as long."""
        total = self.add("Add", hidden, residual)
        weight, bias = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self.add("LayerNormalization", total, weight, bias, epsilon=self._encoder.epsilon)

    def _dense(self, hidden: str, name: str, *, gelu: bool = False) -> str:
        return self.add("Add", self._product(hidden, name, self._matrix(name), gelu=gelu), self._weight(f"{name}.bias"))

    def _product(self, hidden: str, name: str, matrix: Array, *, gelu: bool = False) -> str:
        """Hidden @ matrix; `gelu` says that hidden is GELU's output."""
        if not self._int8:
            return self.add("MatMul", hidden, self.constant(name, matrix))
        levels, scales = _quantized(matrix, axis=0)
        rows, row_scales = self._quantized_rows(hidden, gelu=gelu)
        product = self.add(
            "MatMulIntegerToFloat",
            rows,
            self.constant(name, levels),
            self.constant("1", np.float32(1)),
            self.constant(f"{name}.scales", scales[0]),
            "128",
            self.constant(f"{matrix.shape[1]} zeros", np.zeros(matrix.shape[1], np.int8)),
            domain=_FUSED,
        )
        return self.add("Mul", product, row_scales)

    def _quantized_rows(self, hidden: str, *, gelu: bool) -> tuple[str, str]:
        """uint8 around 128 with a scale a row, and those scales as a column."""
        axis = self.constant("axis 1", np.array([1]))
        largest = self.add("ReduceMax", hidden if gelu else self.add("Abs", hidden), axis, keepdims=0)
        if gelu:
            largest = self.add("Max", largest, self.constant("depth", np.float32(_GELU_DEPTH)))
        scales = self.add("Mul", largest, self.constant("1 / levels", np.float32(1 / _LEVELS)))
        rows = self.add("QuantizeLinear", hidden, scales, self._zero_points, axis=0)
        return rows, self.add("Unsqueeze", scales, axis)

    def _of(self, name: str) -> Array:
        return self._encoder.weights[name]

    def _matrix(self, name: str) -> Array:
        return self._of(f"{name}.weight").T

    def _weight(self, name: str) -> str:
        return self.constant(name, self._of(name))

    def constant(self, name: str, value: Any) -> str:
        """Add a constant under its name, once; gives the name."""
        if name not in self._constants:
            self._constants[name] = self._stored(name, np.ascontiguousarray(value).reshape(np.shape(value)))
        return name

    def _stored(self, name: str, value: Array) -> Any:
        if value.nbytes <= _INLINE or self._file is None:
            return self._onnx.numpy_helper.from_array(value, name)
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        kind = self._onnx.helper.np_dtype_to_tensor_dtype(value.dtype)
        tensor = self._onnx.TensorProto(name=name, data_type=kind, dims=value.shape)
        tensor.data_location = self._onnx.TensorProto.EXTERNAL
        for key, said in (("location", WEIGHTS), ("offset", self._file.tell()), ("length", value.nbytes)):
            tensor.external_data.add(key=key, value=str(said))
        self._file.write(value.tobytes())
        return tensor

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add a node of one result, and give the result's name."""
        return self.add_many(1, operator, *inputs, domain=domain, **attributes)[0]

    def add_many(self, outputs: int, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> list[str]:
        """Add a node of several results, and give their names."""
        names = [f"{operator} {len(self._nodes)}.{output}" for output in range(outputs)]
        self._nodes.append(self._onnx.helper.make_node(operator, list(inputs), names, domain=domain, **attributes))
        return names


def _quantized(matrix: Array, axis: int) -> tuple[Array, Array]:
    """int8 levels and float32 scales of a matrix, a scale for each line along the axis."""
    scales = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-12).astype(np.float32) / np.float32(_LEVELS)
    return np.rint(matrix / scales).astype(np.int8), scales
