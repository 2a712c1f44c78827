import numpy as np

from retriever.lexical import Weighted, Word
from retriever.quotes import best_sentence, share


def _words(**weights: float) -> list[Word]:
    return [Word(term, (Weighted(term, weight, 1.0),)) for term, weight in weights.items()]


def test_the_share_is_of_the_weight() -> None:
    question = _words(how=1.0, msme=3.0)
    assert share(question, {"msme"}) == 0.75
    assert share(question, {"how", "msme", "more"}) == 1.0
    assert share(question, ()) == 0.0
    assert share([], {"msme"}) == 0.0


def test_any_of_a_words_terms_will_do() -> None:
    word = Word("launched", (Weighted("launch", 2.0, 1.0), Weighted("launched", 5.0, 1.0)))
    assert share([word], {"launched"}) == share([word], {"launch"}) == 1.0
    assert word.weight == 2.0


def test_words_decide_between_sentences_alike_in_meaning() -> None:
    cosines = np.array([0.52, 0.50], dtype=np.float32)
    assert best_sentence(cosines, _words(msme=3.0), [set(), {"msme"}]) == 1


def test_meaning_decides_between_sentences_alike_in_words() -> None:
    cosines = np.array([0.2, 0.6], dtype=np.float32)
    assert best_sentence(cosines, _words(msme=3.0), [{"msme"}, {"msme"}]) == 1
    assert best_sentence(cosines, [], [set(), set()]) == 1


def test_the_first_of_equals_is_chosen() -> None:
    assert best_sentence(np.array([0.5, 0.5], dtype=np.float32), [], [set(), set()]) == 0
