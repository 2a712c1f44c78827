from dataclasses import replace

from retriever.answers import Passage
from retriever.passages import doubt, place_first
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
