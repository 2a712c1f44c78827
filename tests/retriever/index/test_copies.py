import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retriever.index.copies import Copies

stored = st.lists(st.sampled_from(["title\none two", "other\none\ntwo", "title\none three", "\n3", "\n4"]), max_size=6)


@given(st.lists(st.tuples(stored, st.sets(st.integers(0, 20))), max_size=6))
def test_copies_are_the_rows_of_the_same_words(changes: list[tuple[list[str], set[int]]]) -> None:
    copies, left = Copies(), list[str]()
    for added, removed in changes:
        copies.add(added)
        copies.commit()
        left += added
        copies.remove(np.array([row in removed for row in range(len(left))], dtype=np.bool_))
        left = [each for row, each in enumerate(left) if row not in removed]
    words = [each.partition("\n")[2].split() for each in left]
    for row in range(len(left)):
        expected = [other for other in range(len(left)) if words[other] == words[row]]
        assert copies.of(np.array([row])).tolist() == expected
    assert copies.of(np.arange(len(left))).tolist() == list(range(len(left)))
    assert len(copies.of(np.array([], dtype=np.int64))) == 0
