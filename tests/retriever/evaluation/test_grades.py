import pytest

from retriever.evaluation.grades import mean_grade

from .factory import outcome


def precision(*, answerable: bool, refused: bool) -> float | None:
    return mean_grade("refusal_precision", [outcome(answerable=answerable, refused=refused)])


def test_refusals_are_precise_where_the_refused_has_no_answer_and_complete_where_all_of_those_are_refused() -> None:
    group = [
        outcome(answerable=False, refused=True),
        outcome(answerable=False, refused=True),
        outcome(answerable=True, refused=True),
        outcome(answerable=False, refused=False),
        outcome(answerable=True, refused=False),
    ]
    assert mean_grade("refusal_precision", group) == pytest.approx(2 / 3)
    assert mean_grade("refusal_recall", group) == pytest.approx(2 / 3)
    assert mean_grade("answered_rate", group) == pytest.approx(1 / 2)


def test_refusal_precision_is_undefined_where_nothing_was_refused_or_all_could_be_answered() -> None:
    assert precision(answerable=False, refused=False) is None
    assert precision(answerable=True, refused=True) is None
    assert precision(answerable=False, refused=True) == 1


def test_what_is_of_answerable_questions_leaves_the_others_out() -> None:
    group = [outcome(ranks=(2,)), outcome(answerable=False)]
    assert mean_grade("hit@1", group) == 0
    assert mean_grade("hit@3", group) == 1
    assert mean_grade("quote_length_words", group) == 4
    assert mean_grade("hit@1", group[1:]) is None
