import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.fusion import CROSSING, chances, fuse, standard

scores = st.lists(st.floats(-1, 30, width=32), min_size=1, max_size=50)


@given(scores)
def test_standard_scores_have_mean_0_and_deviation_1(values: list[float]) -> None:
    found = standard(values)
    assert found.mean() == pytest.approx(0, abs=1e-6)
    assert found.std() == pytest.approx(1, abs=1e-6) or not found.any()


@given(scores)
def test_a_leg_that_tells_no_candidate_from_another_adds_nothing(values: list[float]) -> None:
    flat = np.full(len(values), 0.7)
    np.testing.assert_array_equal(fuse(values, flat, flat), fuse(flat, values, flat))
    np.testing.assert_allclose(fuse(flat, flat, values), fuse(values, flat, flat))
    assert not fuse(flat, flat, flat).any()


@given(scores)
def test_what_is_best_in_every_leg_is_best(values: list[float]) -> None:
    best = int(np.argmax(np.round(values, 6)))
    assert fuse(values, values, values)[best] == fuse(values, values, values).max()


@given(scores)
def test_chances_are_a_distribution_in_the_order_of_the_scores(values: list[float]) -> None:
    found = chances(np.array(values))
    assert found.sum() == pytest.approx(1)
    assert (np.diff(found[np.argsort(values)]) >= 0).all()


def test_noise_beyond_six_decimals_decides_nothing() -> None:
    np.testing.assert_array_equal(standard([0.5, 0.25, 0.75]), standard([0.5 + 1e-9, 0.25, 0.75 - 1e-9]))


def test_words_are_compared_among_paragraphs_of_one_language() -> None:
    flat, words = np.full(4, 0.5), [1.0, 3.0, 10.0, 30.0]
    fused = fuse(flat, flat, words, np.array([False, False, True, True]))
    np.testing.assert_allclose(fused, [-1, 1, -CROSSING, CROSSING])
