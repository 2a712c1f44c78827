import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryForeign
from retriever.index import dense
from retriever.index.dense import DenseLeg, Stacked
from retriever.index.legs import Floats, Restriction

D = 16


def _matrices(seed: int, counts: list[int]) -> list[Floats]:
    random = np.random.default_rng(seed)
    made = [random.standard_normal((1 + count, D)).astype(np.float32) for count in counts]
    return [matrix / np.linalg.norm(matrix, axis=1, keepdims=True) for matrix in made]


def _question(seed: int) -> Floats:
    (matrix,) = _matrices(seed, [0])
    return np.asarray(matrix[0], dtype=np.float32)


def _stacked(matrices: list[Floats]) -> Stacked:
    return Stacked.of([matrix.astype("<f4").tobytes() for matrix in matrices], D)


def _index(*batches: list[Floats]) -> DenseLeg:
    index = DenseLeg(D)
    for batch in batches:
        index.add_stacked(_stacked(batch))
    return index


counts_of_sentences = st.lists(st.sampled_from([0, 2, 3, 5]), min_size=1, max_size=40)


@given(st.integers(0, 99), counts_of_sentences, st.integers(1, 10))
def test_the_nearest_by_paragraph_and_by_sentence_are_among_those_found(seed: int, counts: list[int], k: int) -> None:
    matrices, question = _matrices(seed, counts), _question(seed + 1000)
    found = set(_index(matrices[:3], matrices[3:]).nearest(question, k).tolist())
    by_paragraph = np.array([matrix[0] @ question for matrix in matrices])
    by_sentence = np.array([(matrix[1:] @ question).max(initial=-1) for matrix in matrices])
    fine = 0.02  # two that are nearer to each other than a code's steps may stand in for one another
    for scores, count in ((by_paragraph, min(k, len(matrices))), (by_sentence, min(1, sum(map(bool, counts))))):
        least = np.sort(scores)[::-1][count - 1] if count else 1
        assert {row for row, score in enumerate(scores) if score > least + fine} <= found
        assert sum(scores[row] >= least - fine for row in found) >= count


def test_the_ten_nearest_are_among_the_hundred_found() -> None:
    dimension, random = 384, np.random.default_rng(7)
    around = random.standard_normal((100, dimension))
    vectors = around[random.integers(0, 100, 5000)] + random.standard_normal((5000, dimension))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    index = DenseLeg(dimension)
    index.add_stacked(Stacked(vectors, np.ones(5000, dtype=np.int64)))
    for question in vectors[:50]:
        exact = np.argsort(-(vectors @ question))[:10]
        assert set(exact.tolist()) <= set(index.nearest(question, 100).tolist())


@given(st.integers(0, 99), counts_of_sentences, st.data())
def test_removal_is_as_if_the_removed_had_never_come(seed: int, counts: list[int], data: st.DataObject) -> None:
    matrices = _matrices(seed, counts)
    gone = np.array(data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts))))
    index = _index(matrices)
    index.remove(gone)
    fresh = _index([matrix for matrix, out in zip(matrices, gone, strict=True) if not out])
    assert len(index) == len(fresh)
    for index_ in (index, fresh):
        index_.add_stacked(_stacked(_matrices(seed + 1, [2])))
    for k in (1, 3, 50):
        question = _question(seed + k)
        np.testing.assert_array_equal(index.nearest(question, k), fresh.nearest(question, k))


@pytest.mark.parametrize("count", [5, 50])
def test_a_search_keeps_to_what_is_allowed(count: int) -> None:
    allowed = np.arange(40) % 3 == 0
    matrices = _matrices(1, [0, 2] * 20)
    index, restriction = _index(matrices), Restriction(allowed)
    rows = np.flatnonzero(allowed)
    alone = _index([matrices[row] for row in rows])
    for seed in range(5):
        found = index.nearest(_question(seed), count, restriction)
        assert found.tolist() == rows[alone.nearest(_question(seed), count)].tolist()


def test_an_empty_index_finds_nothing() -> None:
    index = _index([])
    assert len(index.nearest(np.zeros(D, dtype=np.float32), 5)) == 0
    nothing = np.empty(0, dtype=np.int64)
    own, sentences = index.score(np.zeros((1, D), dtype=np.float32), nothing, nothing)
    assert (len(own), len(sentences.best), len(sentences.values)) == (0, 0, 0)


@given(st.integers(0, 99), counts_of_sentences)
def test_codes_give_cosines_to_their_fineness(seed: int, counts: list[int]) -> None:
    matrices, questions = _matrices(seed, counts), np.stack([_question(seed + 1000), _question(seed + 1001)])
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(random.random(len(counts)) < 0.6)
    asked = random.integers(0, 2, len(rows))
    cosines, found = _index(matrices).score(questions, asked, rows)
    for place, row in enumerate(rows):
        own, *sentences = matrices[row] @ questions[asked[place]]
        np.testing.assert_allclose(cosines[place], own, atol=0.02)
        np.testing.assert_allclose(found.of(place), sentences or [own], atol=0.02)
        assert found.best[place] == found.of(place).max()


def test_a_cosine_of_codes_is_off_by_as_little_as_is_said() -> None:
    random = np.random.default_rng(3)
    vectors = random.standard_normal((2001, 384))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    index = DenseLeg(384)
    index.add_stacked(Stacked(vectors[1:], np.ones(2000, dtype=np.int64)))
    found, _ = index.score(vectors[:1], np.zeros(2000, dtype=np.int64), np.arange(2000))
    assert np.sqrt(np.mean((found - vectors[1:] @ vectors[0]) ** 2)) < 0.0006


@pytest.mark.parametrize("stored", [b"", b"\0", b"\0" * (4 * D + 4)])
def test_stored_vectors_of_a_wrong_length_are_damaged(stored: bytes) -> None:
    with pytest.raises(LibraryForeign, match="damaged"):
        Stacked.of([stored], D)


@pytest.fixture(scope="module")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


@given(
    kinds=st.lists(st.integers(0, 5), min_size=1, max_size=40),
    counts=st.lists(st.integers(1, 4), min_size=40, max_size=40),
    count=st.integers(1, 12),
)
def test_two_threads_find_what_one_finds(
    kinds: list[int], counts: list[int], count: int, pool: ThreadPoolExecutor
) -> None:
    """Also where many are equally near: of them, none depends on who looked."""
    several = np.random.default_rng(3).standard_normal((6, D)).astype(np.float32)
    several /= np.linalg.norm(several, axis=1, keepdims=True)
    index = DenseLeg(D)
    for kind, size in zip(kinds, counts, strict=False):
        index.add_stacked(Stacked(np.stack([several[(kind + place) % 6] for place in range(size)]), np.array([size])))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense, "_LONG", 1)
        for question in several:
            np.testing.assert_array_equal(index.nearest(question, count), index.nearest(question, count, None, pool))


def test_of_many_that_are_equally_near_the_first_are_found(pool: ThreadPoolExecutor) -> None:
    best, same, other = np.eye(D, dtype=np.float32)[:3]
    rows = [other] * 5 + [same] * 60 + [best]
    question = np.asarray(0.9 * best + 0.4 * same, dtype=np.float32)
    index = DenseLeg(D)
    index.add_stacked(Stacked(np.repeat(np.stack(rows), 3, axis=0), np.full(len(rows), 3)))
    assert index.nearest(question, 10).tolist() == [*range(5, 14), 65]
    everywhere = np.ones(len(rows), dtype=np.bool_)
    assert index.nearest(question, 10, Restriction(everywhere)).tolist() == [*range(5, 14), 65]
    few = everywhere.copy()
    few[7:20] = False
    assert index.nearest(question, 10, Restriction(few)).tolist() == [5, 6, *range(20, 27), 65]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense, "_LONG", 1)
        assert index.nearest(question, 10, None, pool).tolist() == [*range(5, 14), 65]


def test_a_search_that_fails_waits_for_the_half_that_another_thread_does(pool: ThreadPoolExecutor) -> None:
    index, began = DenseLeg(D), []
    index.add_stacked(Stacked(np.eye(D, dtype=np.float32), np.array([4, 4, 4, 4])))
    whole = dense._search

    def search(searched: object, *rest: object) -> object:
        if threading.current_thread() is threading.main_thread():
            raise MemoryError
        began.append(True)
        time.sleep(0.05)
        found = whole(searched, *rest)  # type: ignore[arg-type]
        began.append(False)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense, "_LONG", 1)
        patch.setattr(dense, "_search", search)
        with pytest.raises(MemoryError):
            index.nearest(np.eye(D, dtype=np.float32)[0], 2, None, pool)
    assert began == [True, False]
