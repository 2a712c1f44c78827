import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.vectors import Floats, VectorIndex

D = 16


def _matrices(seed: int, counts: list[int]) -> list[Floats]:
    random = np.random.default_rng(seed)
    made = [random.standard_normal((1 + count, D)).astype(np.float32) for count in counts]
    return [matrix / np.linalg.norm(matrix, axis=1, keepdims=True) for matrix in made]


counts_of_sentences = st.lists(st.sampled_from([0, 2, 3, 5]), min_size=1, max_size=40)


@given(st.integers(0, 99), counts_of_sentences)
def test_scores_are_cosines(seed: int, counts: list[int]) -> None:
    matrices, (question,) = _matrices(seed, counts), _matrices(seed + 1000, [0])
    index = VectorIndex(D)
    index.add(matrices[:3])
    index.add(matrices[3:])
    rows = np.arange(len(matrices))
    assert len(index) == len(matrices)
    np.testing.assert_allclose(index.dense(question[0], rows), [m[0] @ question[0] for m in matrices], atol=1e-6)
    for matrix, found in zip(matrices, index.sentences(question[0], rows), strict=True):
        expected = matrix[1:] if len(matrix) > 1 else matrix
        np.testing.assert_allclose(found, expected @ question[0], atol=1e-6)


@given(st.integers(0, 99), counts_of_sentences, st.integers(1, 10))
def test_the_nearest_by_paragraph_and_by_sentence_are_among_those_found(seed: int, counts: list[int], k: int) -> None:
    matrices, (question,) = _matrices(seed, counts), _matrices(seed + 1000, [0])
    index = VectorIndex(D)
    index.add(matrices)
    found = set(index.nearest(question[0], k).tolist())
    by_paragraph = np.argsort([-(m[0] @ question[0]) for m in matrices])[:k]
    assert set(by_paragraph.tolist()) <= found
    split = [row for row, matrix in enumerate(matrices) if len(matrix) > 1]
    if split:
        assert max(split, key=lambda row: float((matrices[row][1:] @ question[0]).max())) in found


@given(st.integers(0, 99), counts_of_sentences, st.data())
def test_removal_is_as_if_the_removed_had_never_come(seed: int, counts: list[int], data: st.DataObject) -> None:
    matrices, (question,) = _matrices(seed, counts), _matrices(seed + 1000, [0])
    gone = np.array(data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts))))
    index, fresh = VectorIndex(D), VectorIndex(D)
    index.add(matrices)
    index.remove(gone)
    fresh.add([matrix for matrix, out in zip(matrices, gone, strict=True) if not out])
    rows = np.arange(len(fresh))
    assert len(index) == len(fresh)
    np.testing.assert_array_equal(index.dense(question[0], rows), fresh.dense(question[0], rows))
    for one, other in zip(index.sentences(question[0], rows), fresh.sentences(question[0], rows), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_search_keeps_to_what_is_allowed() -> None:
    matrices, (question,) = _matrices(1, [0, 2] * 20), _matrices(2, [0])
    index = VectorIndex(D)
    index.add(matrices)
    allowed = np.arange(40) % 3 == 0
    assert set(index.nearest(question[0], 5, allowed)) <= set(np.flatnonzero(allowed))


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex(D)
    assert len(index.nearest(np.zeros(D, dtype=np.float32), 5)) == 0


def test_a_score_does_not_depend_on_what_else_is_asked_for() -> None:
    matrices, (question,) = _matrices(1, [3] * 50), _matrices(2, [0])
    index = VectorIndex(D)
    index.add(matrices)
    together = index.dense(question[0], np.arange(50))
    alone = [index.dense(question[0], np.array([row]))[0] for row in range(50)]
    assert together.tolist() == pytest.approx(alone, abs=0)
