from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.filters import EVERYTHING, DocumentFilter
from retriever.index.legs import _MOST_FILTERS, Doubles, Mask, Restrictions, fuse, standard


class Finding:
    """Counts how often each filter's rows are looked up."""

    def __init__(self, *, all_pass: bool = False) -> None:
        self.asked: Counter[DocumentFilter] = Counter()
        self._all_pass = all_pass

    def __call__(self, within: DocumentFilter) -> Mask:
        self.asked[within] += 1
        return np.array([True, self._all_pass])


def filters(count: int) -> list[DocumentFilter]:
    return [DocumentFilter(ids=frozenset({str(number)})) for number in range(count)]


def test_rows_are_looked_up_once() -> None:
    restrictions, find, (within,) = Restrictions(), Finding(), filters(1)
    first = restrictions.get(within, find)
    assert first is not None
    assert first.rows.tolist() == [True, False]
    assert restrictions.get(within, find) is first
    assert find.asked[within] == 1


def test_a_filter_that_all_rows_pass_restricts_nothing_and_is_remembered() -> None:
    restrictions, find, (within,) = Restrictions(), Finding(all_pass=True), filters(1)
    assert restrictions.get(within, find) is restrictions.get(within, find) is None
    assert find.asked[within] == 1


def test_without_a_filter_nothing_is_looked_up() -> None:
    find = Finding()
    assert Restrictions().get(EVERYTHING, find) is None
    assert not find.asked


def test_the_one_that_was_asked_for_longest_ago_goes_first() -> None:
    restrictions, find = Restrictions(), Finding()
    first, second, *others = filters(_MOST_FILTERS + 1)
    for within in (first, second, *others[:-1], first, others[-1]):
        restrictions.get(within, find)
    restrictions.get(first, find)
    restrictions.get(second, find)
    assert (find.asked[first], find.asked[second]) == (1, 2)


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
