from collections import Counter

import numpy as np

from corpus.filters import EVERYTHING, DocumentFilter
from retriever.index.legs import _MOST_FILTERS, Mask, Restrictions


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
