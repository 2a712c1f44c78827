import numpy as np
import pytest

from retriever.lexical import Weighted, Word
from retriever.quotes import WEIGHTS, Asked, features, share


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


def _best(cosines: list[float], question: Asked, sentences: list[str]) -> int:
    terms = [set(sentence.lower().strip(".").split()) for sentence in sentences]
    described = features(question, np.array(cosines, dtype=np.float32), sentences, terms)
    return int(np.argmax(described @ list(WEIGHTS.values())))


def _asked(text: str, **weights: float) -> Asked:
    return Asked(text, _words(**weights), mean=0.4, deviation=0.1)


def test_words_decide_between_sentences_alike_in_meaning() -> None:
    assert _best([0.52, 0.50], _asked("msme", msme=3.0), ["Others.", "An msme."]) == 1


def test_meaning_decides_between_sentences_alike_in_words() -> None:
    assert _best([0.2, 0.6], _asked("msme", msme=3.0), ["An msme.", "The msme."]) == 1
    assert _best([0.2, 0.6], _asked("?"), ["One.", "Other."]) == 1


def test_the_kind_of_thing_asked_for_decides_between_the_rest() -> None:
    sentences = ["The centre was opened with a speech.", "The centre was opened on 24 October 2025."]
    assert _best([0.6, 0.6], _asked("When was the centre opened?", centre=3.0), sentences) == 1
    assert _best([0.6, 0.6], _asked("Why was the centre opened?", centre=3.0), sentences) == 0


def test_the_scale_is_that_of_all_candidates_sentences() -> None:
    question = Asked.of("?", [], [np.array([0.0, 0.2], dtype=np.float32), np.array([0.4], dtype=np.float32)])
    assert question.mean == pytest.approx(0.2)
    assert question.deviation == pytest.approx(np.std([0.0, 0.2, 0.4]))


def test_sentences_that_nothing_tells_apart_are_equals() -> None:
    found = features(Asked("?", [], 0.5, 0.0), np.array([0.5, 0.5], dtype=np.float32), ["One.", "Two."], [set(), set()])
    assert not found.any()
