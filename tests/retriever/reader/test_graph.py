"""The reader's graph computes what its training did: a pair of texts in, logits of the span and of an answer out."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retriever.models.onnx_embedder import session
from retriever.reader.graph import ANSWERS, SPAN, TYPES, WORDS, write
from tests.retriever.models.reference import HEADS, LAYERS, WIDTH, Array, Weights, encoded, random_weights

EPSILON = 1e-12
KINDS = np.array([0, 0, 0, 1, 1, 1, 1])


@pytest.fixture(scope="module")
def weights() -> dict[str, Array]:
    random = np.random.default_rng(7)
    made = random_weights()
    for name, rows in (("span", 2), ("yes.0", WIDTH), ("yes.2", 1)):
        made[f"{name}.weight"] = random.standard_normal((rows, WIDTH)).astype(np.float32)
        made[f"{name}.bias"] = random.standard_normal(rows).astype(np.float32)
    return made


@pytest.fixture(scope="module")
def opened(weights: Weights, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("reader") / "reader.onnx"
    write(weights, LAYERS, HEADS, path)
    return session(path)


def words(seed: int, length: int = len(KINDS)) -> Array:
    return np.random.default_rng(seed).standard_normal((length, WIDTH)).astype(np.float32)


def computed(weights: Weights, text: Array, kinds: Array) -> tuple[Array, Array]:
    """The logits as the network of training gives them."""
    positions = weights["embeddings.position_embeddings.weight"][: len(text)]
    positions = positions + weights["embeddings.token_type_embeddings.weight"][kinds]
    hidden = encoded(weights, text, positions, EPSILON)
    span = hidden @ weights["span.weight"].T + weights["span.bias"]
    inner = np.tanh(hidden[:1] @ weights["yes.0.weight"].T + weights["yes.0.bias"])
    return span, inner @ weights["yes.2.weight"].T + weights["yes.2.bias"]


def test_logits_are_nearly_those_of_the_network(opened: Any, weights: Weights) -> None:
    for seed in range(5):
        text = words(seed)
        span, answers = opened.run([SPAN, ANSWERS], {WORDS: text, TYPES: KINDS})
        wanted_span, wanted_answers = computed(weights, text, KINDS)
        assert (span.shape, answers.shape) == ((len(KINDS), 2), (1, 1))
        np.testing.assert_allclose(span, wanted_span, atol=0.35)  # int8
        np.testing.assert_allclose(answers, wanted_answers, atol=0.35)
        assert np.corrcoef(span.ravel(), wanted_span.ravel())[0, 1] > 0.99


def test_what_is_the_passage_and_where_a_word_stands_tells(opened: Any) -> None:
    text = words(0)
    (span,) = opened.run([SPAN], {WORDS: text, TYPES: KINDS})
    (all_question,) = opened.run([SPAN], {WORDS: text, TYPES: np.zeros_like(KINDS)})
    (reversed_span,) = opened.run([SPAN], {WORDS: text[::-1].copy(), TYPES: KINDS})
    assert np.abs(span - all_question).max() > 0.1
    assert np.abs(span - reversed_span[::-1]).max() > 0.1


@pytest.mark.parametrize("length", [1, 12])
def test_texts_of_any_length_up_to_the_last_position_are_read(opened: Any, length: int) -> None:
    (span,) = opened.run([SPAN], {WORDS: words(3, length), TYPES: np.zeros(length, np.int64)})
    assert span.shape == (length, 2)


def test_a_head_that_is_missing_is_named(weights: Weights, tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"yes\.2"):
        write({name: value for name, value in weights.items() if name != "yes.2.weight"}, LAYERS, HEADS, tmp_path / "r")
