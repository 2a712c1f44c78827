import math

import pytest

from retriever.lexical import LexicalIndex, Word
from retriever.terms import QuestionWord

PARAGRAPHS = [
    (1, 10, ("asean", "msme", "green")),
    (2, 10, ("asean", "budget")),
    (3, 20, ("msme", "msme", "cat", "dog", "bird", "fish")),
]


@pytest.fixture
def index() -> LexicalIndex:
    index = LexicalIndex()
    index.add(PARAGRAPHS)
    return index


def _weighed(index: LexicalIndex, *words: tuple[str, ...]) -> list[Word]:
    return index.weigh([QuestionWord(terms[0], terms) for terms in words], lambda _term: 0.0)


def _bm25(index: LexicalIndex, terms: tuple[str, ...], key: int) -> float:
    """Robertson and Zaragoza's formula, k1 = 1.2, b = 0.75, with the idf that `weights.weight` gives."""
    average = sum(len(held) for _, _, held in PARAGRAPHS) / len(PARAGRAPHS)
    held = next(found for number, _, found in PARAGRAPHS if number == key)
    total = 0.0
    for word in _weighed(index, *((term,) for term in terms)):
        count = held.count(word.terms[0].term)
        total += word.weight * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(held) / average))
    return total


@pytest.mark.parametrize("terms", [("msme",), ("asean", "msme"), ("asean", "budget", "nowhere")])
def test_scores_are_bm25_with_our_weights(index: LexicalIndex, terms: tuple[str, ...]) -> None:
    found = index.search(_weighed(index, *((term,) for term in terms)), 10)
    assert found
    for key, score in found.items():
        assert score == pytest.approx(_bm25(index, terms, key), rel=1e-5)


def test_the_best_of_a_words_terms_counts_once(index: LexicalIndex) -> None:
    one = index.search(_weighed(index, ("msme",)), 10)
    either = index.search(_weighed(index, ("msme", "asean")), 10)
    assert either[3] == one[3]
    assert set(either) == {1, 2, 3}


def test_a_search_keeps_to_documents(index: LexicalIndex) -> None:
    everywhere = index.search(_weighed(index, ("msme",)), 10)
    within = index.search(_weighed(index, ("msme",)), 10, documents=[20])
    assert within == {3: everywhere[3]}


def test_given_paragraphs_score_as_in_a_search(index: LexicalIndex) -> None:
    words = _weighed(index, ("msme",), ("asean",))
    everywhere = index.search(words, 10)
    assert index.scores(words, [2, 3]) == {2: everywhere[2], 3: everywhere[3]}
    assert index.scores(words, []) == {}


def test_scores_do_not_depend_on_how_paragraphs_came(index: LexicalIndex) -> None:
    one_by_one = LexicalIndex()
    for paragraph in PARAGRAPHS:
        one_by_one.add([paragraph])
    words = _weighed(index, ("msme",), ("asean",))
    assert one_by_one.search(words, 10) == index.search(words, 10)


def test_a_question_without_words_finds_nothing(index: LexicalIndex) -> None:
    assert index.search([], 10) == {}
    assert LexicalIndex().search(_weighed(index, ("msme",)), 10) == {}


def test_emphasis_scales_a_word(index: LexicalIndex) -> None:
    plain, soft = (
        index.weigh([QuestionWord("msme", ("msme",), emphasis)], lambda _term: 0.0) for emphasis in (1.0, 0.5)
    )
    assert soft[0].weight == plain[0].weight / 2
    assert math.isclose(index.search(soft, 9)[1], index.search(plain, 9)[1] / 2, rel_tol=1e-5)
