"""A BERT encoder in NumPy, in double precision and as its paper says it: what the graph's numbers are compared with."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Weights = Mapping[str, Array]

LAYERS, HEADS, WIDTH, INNER, ROWS, PLACES = 2, 2, 8, 16, 50, 12


def random_weights(seed: int = 0) -> dict[str, Array]:
    """Weights of a small encoder by their names in transformers' BertModel."""
    random = np.random.default_rng(seed)

    def drawn(*shape: int) -> Array:
        return (0.5 * random.standard_normal(shape)).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": drawn(ROWS, WIDTH),
        "embeddings.position_embeddings.weight": drawn(PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": drawn(2, WIDTH),
    }
    shapes = {f"attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
    shapes |= {"attention.output.dense": (WIDTH, WIDTH), "intermediate.dense": (INNER, WIDTH)}
    shapes |= {"output.dense": (WIDTH, INNER)}
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        norms += [f"{name}.attention.output.LayerNorm", f"{name}.output.LayerNorm"]
        for part, shape in shapes.items():
            made |= {f"{name}.{part}.weight": drawn(*shape), f"{name}.{part}.bias": drawn(shape[0])}
    for norm in norms:
        made |= {f"{norm}.weight": 1 + drawn(WIDTH) / 4, f"{norm}.bias": drawn(WIDTH)}
    return made


def encoded(weights: Weights, words: Array, positions: Array, epsilon: float) -> Array:
    """(length, width): the last layer's output for one text."""
    hidden = _normalized(weights, words.astype(np.float64) + positions, "embeddings.LayerNorm", epsilon)
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        attended = _attended(weights, hidden, f"{name}.attention.self")
        out = _dense(weights, attended, f"{name}.attention.output.dense")
        hidden = _normalized(weights, hidden + out, f"{name}.attention.output.LayerNorm", epsilon)
        wide = _dense(weights, hidden, f"{name}.intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        out = _dense(weights, wide, f"{name}.output.dense")
        hidden = _normalized(weights, hidden + out, f"{name}.output.LayerNorm", epsilon)
    return hidden


def embedded(weights: Weights, ids: Sequence[int], pooling: str, first_position: int, epsilon: float) -> Array:
    """(width,): the unit vector of one text."""
    positions = weights["embeddings.position_embeddings.weight"][first_position : first_position + len(ids)]
    positions = positions + weights["embeddings.token_type_embeddings.weight"][0]
    hidden = encoded(weights, weights["embeddings.word_embeddings.weight"][list(ids)], positions, epsilon)
    pooled = hidden.mean(axis=0) if pooling == "mean" else hidden[0]
    return np.asarray(pooled / np.linalg.norm(pooled))


def _dense(weights: Weights, hidden: Array, name: str) -> Array:
    return np.asarray(hidden @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"])


def _normalized(weights: Weights, hidden: Array, name: str, epsilon: float) -> Array:
    centred = hidden - hidden.mean(axis=1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon)
    return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])


def _attended(weights: Weights, hidden: Array, name: str) -> Array:
    query, key, value = (_dense(weights, hidden, f"{name}.{part}") for part in ("query", "key", "value"))
    size = WIDTH // HEADS
    heads = []
    for start in range(0, WIDTH, size):
        inside = slice(start, start + size)
        scores = np.exp(query[:, inside] @ key[:, inside].T / math.sqrt(size))
        heads.append(scores / scores.sum(axis=1, keepdims=True) @ value[:, inside])
    return np.concatenate(heads, axis=1)
