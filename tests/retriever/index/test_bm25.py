import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.analysis import QuestionWord
from retriever.idf import EverydayWords, WeighedWord
from retriever.index.bm25 import BM25Leg, best
from retriever.index.legs import Scope
from retriever.query import Query

PARAGRAPHS = ["asean msme green", "asean budget", "msme msme\ncat dog bird fish"]


def _index(*batches: list[str]) -> BM25Leg:
    index = BM25Leg(EverydayWords())
    for batch in batches:
        index.add_terms(batch)
        index.commit()
    return index


@pytest.fixture
def index() -> BM25Leg:
    return _index(PARAGRAPHS)


def _weighed(index: BM25Leg, *words: tuple[str, ...]) -> list[WeighedWord]:
    return index.weigh([QuestionWord(terms[0], terms) for terms in words], lambda _term: 0.0)


def _bm25(index: BM25Leg, terms: tuple[str, ...], row: int) -> float:
    """Robertson and Zaragoza's formula, k1 = 1.2, b = 0.75, with the idf that `idf.weight` gives."""
    average = sum(len(each.split()) for each in PARAGRAPHS) / len(PARAGRAPHS)
    held = PARAGRAPHS[row].split()
    total = 0.0
    for word in _weighed(index, *((term,) for term in terms)):
        count = held.count(word.terms[0].term)
        total += word.weight * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(held) / average))
    return total


@pytest.mark.parametrize("terms", [("msme",), ("asean", "msme"), ("asean", "budget", "nowhere")])
def test_scores_are_bm25_with_our_weights(index: BM25Leg, terms: tuple[str, ...]) -> None:
    found = index.score(_weighed(index, *((term,) for term in terms)))
    assert found.any()
    assert found.tolist() == pytest.approx([_bm25(index, terms, row) for row in range(3)], rel=1e-5)


def test_the_best_of_a_words_terms_counts_once(index: BM25Leg) -> None:
    one = index.score(_weighed(index, ("msme",)))
    either = index.score(_weighed(index, ("msme", "asean")))
    assert either[2] == one[2]
    assert (either > 0).all()


words = st.lists(st.sampled_from("abcdef"), max_size=6).map(" ".join)
batches = st.lists(st.tuples(st.lists(words, max_size=5), st.sets(st.integers(0, 30))), max_size=8)


@given(batches)
def test_what_came_and_went_before_does_not_show(changes: list[tuple[list[str], set[int]]]) -> None:
    index, left = BM25Leg(EverydayWords()), list[str]()
    for added, removed in changes:
        index.add_terms(added)
        index.commit()
        left += added
        index.remove(np.array([row in removed for row in range(len(left))], dtype=np.bool_))
        left = [each for row, each in enumerate(left) if row not in removed]
    fresh = _index(left)
    asked = [("a",), ("b", "c"), ("d",)]
    assert len(index) == len(left)
    assert _weighed(index, *asked) == _weighed(fresh, *asked)
    question = _weighed(fresh, *asked)
    np.testing.assert_array_equal(index.score(question), fresh.score(question))


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0]), max_size=30), st.integers(1, 40))
def test_the_best_are_the_first_of_the_greatest(scores: list[float], count: int) -> None:
    order = sorted((row for row, score in enumerate(scores) if score > 0), key=lambda row: (-scores[row], row))
    assert best(np.array(scores, dtype=np.float32), count).tolist() == sorted(order[:count])


def test_a_question_without_words_finds_nothing(index: BM25Leg) -> None:
    assert not index.score([]).any()
    assert len(BM25Leg(EverydayWords()).score(_weighed(index, ("msme",)))) == 0


def test_emphasis_scales_a_word(index: BM25Leg) -> None:
    plain, soft = (
        index.weigh([QuestionWord("msme", ("msme",), emphasis)], lambda _term: 0.0) for emphasis in (1.0, 0.5)
    )
    assert soft[0].weight == plain[0].weight / 2
    assert math.isclose(index.score(soft)[0], index.score(plain)[0] / 2, rel_tol=1e-5)


def test_common_words_score_alike_each_time_and_anew_after_a_change(index: BM25Leg) -> None:
    question = _weighed(index, ("asean",), ("cat", "dog"), ("msme",))
    first = index.score(question)
    np.testing.assert_array_equal(index.score(question), first)
    assert index._common.keys() == {"asean", "msme", "cat", "dog"}
    index.remove(np.array([True, False, False]))
    left = _weighed(index, ("asean",), ("cat", "dog"), ("msme",))
    np.testing.assert_array_equal(index.score(left), _index(PARAGRAPHS[1:]).score(left))


def _asked(leg: BM25Leg, question: str, everyday: str = "") -> object:
    words = [QuestionWord(each, (each,), everyday=0.01 * (each == everyday)) for each in question.split()]
    query = Query(question, tuple(words), lambda: np.ones((1, 2), dtype=np.float32))
    return leg.search(query, Scope(None, np.zeros(len(leg), dtype=np.int64)), 10).rows.tolist()


def test_a_misspelt_word_finds_what_was_meant_and_an_everyday_one_is_taken_as_typed() -> None:
    leg = _index(["refund of the pass", "water board"])
    assert _asked(leg, "refnd") == [0]
    assert _asked(leg, "refnd", everyday="refnd") == []


def test_a_question_without_accents_finds_words_with_them() -> None:
    leg = _index(["ngày mở cửa", "nước sạch"])
    assert _asked(leg, "ngay") == [0]


def test_a_word_that_a_removed_paragraph_held_is_not_meant() -> None:
    leg = _index(["refund", "refuse"])
    leg.remove(np.array([True, False]))
    assert _asked(leg, "refnd") == []
