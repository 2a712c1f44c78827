import pytest
from hypothesis import given

from retriever.evaluation.curves import Point, answered, reliability, risk_coverage
from retriever.evaluation.judging import Outcome, Run
from retriever.evaluation.report import aggregate

from .factory import outcome
from .strategies import RUNS


@given(RUNS)
def test_the_bins_hold_every_question_and_their_gaps_make_the_calibration_error(run: list[Outcome]) -> None:
    bins = reliability(run)
    assert sum(each.questions for each in bins) == len(run)
    gaps = [
        abs(each.right - each.confidence) * each.questions
        for each in bins
        if each.right is not None and each.confidence is not None
    ]
    assert sum(gaps) / len(run) == pytest.approx(aggregate(Run(tuple(run))).overall["ece"])
    for each in bins:
        if each.confidence is not None:
            assert each.low <= each.confidence + 1e-12
            assert each.confidence - 1e-12 <= each.high


@given(RUNS)
def test_the_curve_ends_where_everything_is_answered(run: list[Outcome]) -> None:
    points = risk_coverage(run)
    assert points[-1].coverage == 1
    assert points[-1].error == pytest.approx(sum(not each.first_is_relevant for each in run) / len(run))
    assert [each.coverage for each in points] == sorted({each.coverage for each in points})
    assert [each.threshold for each in points] == sorted({each.confidence for each in run}, reverse=True)


def test_a_worked_example() -> None:
    run = [
        outcome(confidence=0.9),
        outcome(confidence=0.8, answerable=False),
        outcome(confidence=0.8),
        outcome(confidence=0.2, ranks=(2,), refused=True),
    ]
    assert risk_coverage(run) == [Point(0.9, 1 / 4, 0), Point(0.8, 3 / 4, 1 / 3), Point(0.2, 1, 1 / 2)]
    assert answered(run, 0.5) == Point(0.5, 3 / 4, 1 / 3)


def test_where_nothing_was_answered_there_is_no_point() -> None:
    assert answered([outcome(refused=True)], 0.5) is None
