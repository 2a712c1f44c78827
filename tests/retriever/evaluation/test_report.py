import json

import pytest
from hypothesis import given

from retriever.evaluation.judging import Outcome, Run
from retriever.evaluation.report import (
    METRICS,
    Fault,
    Point,
    aggregate,
    answered,
    failures,
    faults,
    reliability,
    risk_coverage,
    to_json,
)

from .factory import outcome
from .strategies import RUNS

RUN = Run(
    (
        outcome(ranks=(1,), confidence=0.9, elapsed=0.010),
        outcome(ranks=(2, 4), confidence=0.5, quote_correct=False, elapsed=0.020),
        outcome(ranks=(), confidence=0.3, quote_correct=None, refused=True, elapsed=0.030),
        outcome(answerable=False, confidence=0.1, refused=True, language="id", kind="near-miss", elapsed=0.040),
        outcome(answerable=False, confidence=0.5, language="id", kind="near-miss", elapsed=0.050),
        outcome(ranks=(4,), confidence=1.0, language=None, elapsed=0.060),
    )
)


def test_every_metric_of_a_worked_example() -> None:
    expected = {
        "questions": 6,
        "answerable": 4,
        "unanswerable": 2,
        "hit@1": 1 / 4,
        "hit@3": 2 / 4,
        "hit@5": 3 / 4,
        "mrr@10": (1 + 1 / 2 + 0 + 1 / 4) / 4,
        "ndcg@10": 3 / 4,
        "quote_accuracy": 2 / 3,
        "quote_length_words": 4.0,
        "answered_rate": 3 / 4,
        "refusal_precision": 1 / 2,
        "refusal_recall": 1 / 2,
        "auroc": (2 + 1.5 + 1 + 2) / 8,
        # bins: {0.9}, right; {0.5, 0.5}, {0.3}, {0.1} and {1.0}, wrong
        "ece": (0.1 + 1.0 + 0.3 + 0.1 + 1.0) / 6,
        "latency_p50_ms": 35.0,
        "latency_p95_ms": 57.5,
    }
    assert dict(aggregate(RUN).overall) == pytest.approx(expected)
    assert list(aggregate(RUN).overall) == list(expected) == [metric.name for metric in METRICS]


def test_groups_are_the_languages_and_kinds_that_were_given() -> None:
    report = aggregate(RUN)
    assert {name: summary["questions"] for name, summary in report.languages.items()} == {"en": 3, "id": 2}
    assert {name: summary["questions"] for name, summary in report.kinds.items()} == {"near-miss": 2}


def test_what_a_group_cannot_tell_is_none() -> None:
    unanswerable = aggregate(RUN).languages["id"]
    undefined = {name for name, value in unanswerable.items() if value is None}
    found = {"hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "quote_accuracy", "quote_length_words", "answered_rate"}
    assert undefined == found | {"auroc"}
    assert aggregate(RUN).languages["en"]["refusal_precision"] is None


def test_a_run_of_nothing_counts_nothing_and_defines_nothing() -> None:
    overall = aggregate(Run(())).overall
    assert {name for name, value in overall.items() if value is not None} == {"questions", "answerable", "unanswerable"}


def test_json_has_the_groups_and_on_request_each_question() -> None:
    report = aggregate(RUN)
    plain, detailed = to_json(report), to_json(report, details=True)
    assert list(plain) == ["overall", "languages", "kinds"]
    assert json.loads(json.dumps(detailed, allow_nan=False)) == detailed
    assert detailed["overall"] == report.overall
    second = detailed["questions_detail"][1]
    assert (second["ranks"], second["rr@10"], second["quote_correct"], second["elapsed_ms"]) == (
        [2, 4],
        0.5,
        False,
        20.0,
    )


@pytest.mark.parametrize(
    ("result", "wrong"),
    [
        (outcome(), []),
        (outcome(answerable=False, refused=True), []),
        (outcome(answerable=False), [Fault.ANSWERED]),
        (outcome(ranks=(2,)), [Fault.PASSAGE]),
        (outcome(quote_correct=False), [Fault.QUOTE]),
        (outcome(quote_correct=None), []),
        (outcome(refused=True), [Fault.REFUSED]),
        (outcome(ranks=(), quote_correct=False, refused=True), [Fault.REFUSED, Fault.PASSAGE, Fault.QUOTE]),
    ],
)
def test_each_way_to_be_wrong(result: Outcome, wrong: list[Fault]) -> None:
    assert faults(result) == wrong


@given(RUNS)
def test_each_question_that_went_wrong_stands_once(run: list[Outcome]) -> None:
    groups = failures(run)
    assert sum(map(len, groups.values())) == sum(bool(faults(each)) for each in run)
    assert all(faults(each)[0] is fault for fault, group in groups.items() for each in group)
    assert list(groups) == [fault for fault in Fault if fault in groups]


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
