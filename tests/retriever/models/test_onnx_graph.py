"""The graph computes what BERT's paper says, one text or many, and keeps its weights where they can be mapped."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from retriever.models.onnx_embedder import session
from retriever.models.onnx_graph import INPUT, MODEL, WEIGHTS, Array, Encoder, Precision, _quantized, write
from tests.retriever.models.reference import HEADS, LAYERS, PLACES, ROWS, WIDTH, embedded, random_weights

EPSILON = 0.01  # large, so that one that is passed over shows
TEXTS = [[3, 14, 15, 9, 26], [5, 3, 5, 8, 9], [7, 9, 3, 2, 38]]


def encoder(pooling: Literal["mean", "cls"] = "mean", first_position: int = 0) -> Encoder:
    return Encoder(random_weights(), LAYERS, HEADS, EPSILON, first_position, pooling)


def written(encoded: Encoder, folder: Path, precision: Precision = "float32") -> Any:
    write(encoded, folder, precision)
    return session(folder / MODEL)


def vectors(opened: Any, texts: list[list[int]]) -> Array:
    (found,) = opened.run(None, {INPUT: np.array(texts, np.int64)})
    return np.asarray(found)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.parametrize("first_position", [0, 2])
def test_vectors_are_those_of_the_paper(pooling: Literal["mean", "cls"], first_position: int, tmp_path: Path) -> None:
    made = encoder(pooling, first_position)
    wanted = [embedded(made.weights, ids, pooling, first_position, EPSILON) for ids in TEXTS]
    np.testing.assert_allclose(vectors(written(made, tmp_path), TEXTS), wanted, atol=1e-5)


def test_in_int8_they_are_near_those_of_the_paper(tmp_path: Path) -> None:
    made = encoder()
    wanted = np.array([embedded(made.weights, ids, "mean", 0, EPSILON) for ids in TEXTS])
    found = vectors(written(made, tmp_path, "int8"), TEXTS)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert 0.97 < (found * wanted).sum(axis=1).min() < 1 - 1e-7


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_a_vector_does_not_depend_on_its_neighbours_by_a_bit(precision: Precision, tmp_path: Path) -> None:
    opened = written(encoder(), tmp_path, precision)
    together = vectors(opened, TEXTS * 5)
    for place, text in enumerate(TEXTS * 5):
        assert vectors(opened, [text])[0].tobytes() == together[place].tobytes()


def test_a_text_of_one_token_and_one_of_all_positions_have_vectors(tmp_path: Path) -> None:
    made = encoder(first_position=2)
    assert made.max_tokens == PLACES - 2
    opened = written(made, tmp_path)
    for length in (1, made.max_tokens):
        ids = list(range(length))
        np.testing.assert_allclose(
            vectors(opened, [ids])[0], embedded(made.weights, ids, "mean", 2, EPSILON), atol=1e-5
        )


def test_large_tensors_stand_in_the_weights_file_each_at_a_page_of_its_own(tmp_path: Path) -> None:
    import onnx

    made = encoder()
    write(made, tmp_path, "float32")
    tensors = onnx.load(str(tmp_path / MODEL), load_external_data=False).graph.initializer
    outside = {each.name: {said.key: said.value for said in each.external_data} for each in tensors}
    words = outside["words"]
    assert words["location"] == WEIGHTS
    stored = (tmp_path / WEIGHTS).read_bytes()
    start = int(words["offset"])
    table = made.weights["embeddings.word_embeddings.weight"]
    assert stored[start : start + int(words["length"])] == table.tobytes()
    assert all(int(said["offset"]) % 4096 == 0 for said in outside.values() if said)
    small = next(each for each in tensors if each.name == "embeddings.LayerNorm.bias")
    assert not small.external_data
    assert (table.nbytes, ROWS * WIDTH * 4) == (1600, 1600)  # beyond what stands in the graph


def test_a_weight_that_is_missing_is_named(tmp_path: Path) -> None:
    made = encoder()
    weights = {name: value for name, value in made.weights.items() if name != "encoder.layer.1.output.dense.bias"}
    with pytest.raises(KeyError, match=r"encoder\.layer\.1\.output\.dense\.bias"):
        write(replace(made, weights=weights), tmp_path, "float32")


@pytest.mark.parametrize("axis", [0, 1])
def test_levels_use_the_whole_range_of_each_line_and_a_line_of_zeros_stays_zero(axis: int) -> None:
    matrix = np.random.default_rng(1).standard_normal((6, 5)).astype(np.float32)
    matrix[2], matrix[:, 3] = 0, 0
    levels, scales = _quantized(matrix, axis)
    largest = np.abs(levels).max(axis=axis)
    assert set(largest.tolist()) == {0, 127}
    assert [str(each.dtype) for each in (levels, scales)] == ["int8", "float32"]
    assert scales.shape == ((1, 5) if axis == 0 else (6, 1))
    assert (np.abs(levels * scales - matrix) <= scales / 2 + 1e-7).all()
