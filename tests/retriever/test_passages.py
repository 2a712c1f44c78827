from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.answers import Passage
from retriever.passages import Calibration, doubt, place_first
from tests.retriever.evaluation.factory import passage


def _passage(rank: int, key: int, score: float) -> Passage:
    found = passage(rank, f"d{key}", "Each of these has the same words.")
    return replace(found, document=replace(found.document, key=key), score=score, answers=True)


def test_a_passage_put_first_answers_alone_and_none_after_it_scores_more() -> None:
    first = _passage(1, key=9, score=0.6)
    others = [_passage(rank, rank, score) for rank, score in enumerate((0.9, 0.5, 0.4), start=1)]
    placed = place_first(first, others, 3)
    assert [each.document.key for each in placed] == [9, 1, 2]
    assert [each.rank for each in placed] == [1, 2, 3]
    assert [each.score for each in placed] == [0.6, 0.6, 0.5]
    assert [each.answers for each in placed] == [True, False, False]


def test_a_passage_put_first_does_not_come_twice_but_another_document_s_same_words_do() -> None:
    others = [_passage(rank, rank, 0.5) for rank in (1, 2, 3)]
    placed = place_first(replace(others[1], rank=1), others, 10)
    assert [each.document.key for each in placed] == [2, 1, 3]


def test_of_doubted_passages_none_answers_and_none_scores_more_than_it_may() -> None:
    doubted = doubt([_passage(1, 1, 0.9), _passage(2, 2, 0.2)], 0.3)
    assert [(each.score, each.answers) for each in doubted] == [(0.3, False), (0.2, False)]


SIGNS = {"answers": 1.0, "sentence": 0.8, "dense": 0.7, "share": 0.5}


@pytest.mark.parametrize("mode", ["read", "unread"])
@pytest.mark.parametrize("embedder", ["multilingual-e5-small", "all-MiniLM-L6-v2", "another"])
def test_each_shipped_calibration_tells_a_probability(embedder: str, mode: str) -> None:
    calibration = Calibration.load(embedder, mode)  # type: ignore[arg-type]
    assert 0 < calibration.confidence(SIGNS) < 1
    assert 0 < calibration.threshold < 1


def test_what_the_reader_is_surer_of_is_likelier() -> None:
    calibration = Calibration.load("multilingual-e5-small", "read")
    assert calibration.confidence(SIGNS | {"answers": 3.0}) > calibration.confidence(SIGNS | {"answers": -3.0})


def test_a_sign_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        Calibration(0.0, {"answers": 1.0}, 0.5).confidence({})


@given(st.floats(-1e6, 1e6))
def test_a_confidence_is_a_probability(answers: float) -> None:
    assert 0 <= Calibration(0.0, {"answers": 1.0}, 0.5).confidence({"answers": answers}) <= 1
