"""The reader's network as one ONNX graph: embedded words of question, context and passage in, logits out.

The words' own vectors come from the embedder's table, which a service holds already: the graph takes them as an input,
and has only what training changed. Its int8 is that of the embedder's graph (`retriever.models.onnx_graph`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retriever.models.onnx_graph import Encoder, Graph

WORDS, TYPES, SPAN, ANSWERS = "words", "types", "span", "answers"
"""Inputs: `words` float32 (length, dimension), `types` int64 (length,), 1 for the passage's tokens and 0 for others.
Outputs: `span` float32 (length, 2), the logits of being an answer's first and last token; `answers` float32 (1, 1)."""

_EPSILON = 1e-12


def write(weights: Mapping[str, npt.NDArray[Any]], layers: int, heads: int, path: Path) -> None:
    """Write the graph in int8.

    `weights`: float32 by their names in transformers' BertModel, and those of the two heads: `span` (2, dimension),
    `yes.0` (dimension, dimension) and `yes.2` (1, dimension). Raises KeyError where one is missing.
    """
    encoder = Encoder(weights, layers=layers, heads=heads, epsilon=_EPSILON, first_position=0, pooling="mean")
    graph = Graph(encoder, "int8", None)
    length = graph.add("Shape", TYPES)
    start = graph.constant("start", np.array([0]))
    places = graph.constant("positions", weights["embeddings.position_embeddings.weight"])
    positions = graph.add("Slice", places, start, length)
    kinds = graph.add("Gather", graph.constant("parts", weights["embeddings.token_type_embeddings.weight"]), TYPES)
    hidden = graph.encode(length, WORDS, graph.add("Add", positions, kinds))
    span = _linear(graph, hidden, weights, "span")
    first = graph.add("Gather", hidden, graph.constant("first", np.array([0])), axis=0)
    answers = _linear(graph, graph.add("Tanh", _linear(graph, first, weights, "yes.0")), weights, "yes.2")
    dimension = weights["span.weight"].shape[1]
    graph.save(
        path,
        {WORDS: ("FLOAT", ["length", dimension]), TYPES: ("INT64", ["length"])},
        {SPAN: (span, ["length", 2]), ANSWERS: (answers, [1, 1])},
    )


def _linear(graph: Graph, hidden: str, weights: Mapping[str, npt.NDArray[Any]], name: str) -> str:
    """Multiply by a small matrix in float32, and add its bias."""
    product = graph.add("MatMul", hidden, graph.constant(f"{name}.weight", weights[f"{name}.weight"].T))
    return graph.add("Add", product, graph.constant(f"{name}.bias", weights[f"{name}.bias"]))
