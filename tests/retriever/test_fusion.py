import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.fusion import Doubles, fuse, standard


def _fused(dense: npt.ArrayLike, sentence: npt.ArrayLike, lexical: npt.ArrayLike) -> Doubles:
    return fuse({"dense": dense, "sentence": sentence, "lexical": lexical})


scores = st.lists(st.floats(-1, 30, width=32), min_size=1, max_size=50)


@given(scores)
def test_standard_scores_have_mean_0_and_deviation_1(values: list[float]) -> None:
    found = standard(values)
    assert found.mean() == pytest.approx(0, abs=1e-6)
    assert found.std() == pytest.approx(1, abs=1e-6) or not found.any()


@given(scores)
def test_a_leg_that_tells_no_candidate_from_another_adds_nothing(values: list[float]) -> None:
    flat = np.full(len(values), 0.7)
    np.testing.assert_array_equal(_fused(values, flat, flat), _fused(flat, values, flat))
    np.testing.assert_allclose(_fused(flat, flat, values), _fused(values, flat, flat))
    assert not _fused(flat, flat, flat).any()


@given(scores)
def test_what_is_best_in_every_leg_is_best(values: list[float]) -> None:
    best = int(np.argmax(np.round(values, 6)))
    assert _fused(values, values, values)[best] == _fused(values, values, values).max()


def test_noise_beyond_six_decimals_decides_nothing() -> None:
    np.testing.assert_array_equal(standard([0.5, 0.25, 0.75]), standard([0.5 + 1e-9, 0.25, 0.75 - 1e-9]))


def test_words_are_compared_among_paragraphs_of_one_language() -> None:
    scores = {"dense": np.full(4, 0.5), "lexical": np.array([1.0, 3.0, 10.0, 30.0])}
    fused = fuse(scores, np.array([False, False, True, True]), {"lexical": 0.25})
    np.testing.assert_allclose(fused, [-1, 1, -0.25, 0.25])


def test_any_number_of_scores_is_fused() -> None:
    one, other = [0.0, 1.0, 4.0], [3.0, 1.0, 1.0]
    np.testing.assert_allclose(fuse({"a": one, "b": other}), standard(one) + standard(other))
    with pytest.raises(ValueError, match="no score"):
        fuse({})
