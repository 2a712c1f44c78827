import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from retriever.evaluation.intervals import intervals, wilson
from retriever.evaluation.judging import Outcome, Run
from retriever.evaluation.report import METRICS, aggregate

from .factory import outcome
from .strategies import RUNS


@given(st.integers(1, 300), st.data())
def test_a_share_has_wilsons_interval(n: int, data: st.DataObject) -> None:
    yes = data.draw(st.integers(0, n))
    found, expected = wilson(yes / n, n), binomtest(yes, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-6)
    assert found.n == n
    assert 0 <= found.low <= found.high <= 1


def test_all_right_of_few_may_still_be_chance() -> None:
    found = intervals([outcome(id_=f"q{number}") for number in range(10)])
    for name in ("hit@1", "hit@5", "quote_accuracy", "answered_rate"):
        assert found[name].low == pytest.approx(0.7225, abs=1e-3), name
        assert found[name].high == pytest.approx(1)
    refused = intervals([outcome(answerable=False, refused=True)] * 5 + [outcome(refused=True)] * 5)
    assert refused["refusal_precision"] == wilson(0.5, 10)
    assert refused["refusal_recall"] == wilson(1, 5)


def test_a_share_is_held_about_as_often_as_is_said() -> None:
    random, held = np.random.default_rng(3), 0
    for _ in range(200):
        found = intervals([outcome(ranks=(1,) if right else (2,)) for right in random.random(20) < 0.95])["hit@1"]
        held += found.low <= 0.95 <= found.high
    assert held >= 180


def test_what_is_graded_is_resampled() -> None:
    run = [outcome(ranks=(1,) if number % 10 < 7 else (2,)) for number in range(400)]
    found = intervals(run)["mrr@10"]
    half = 1.96 * math.sqrt(0.25 * 0.7 * 0.3 / 400)
    assert (found.low, found.high) == pytest.approx((0.85 - half, 0.85 + half), abs=0.005)
    assert found.n == 400


@settings(max_examples=20)
@given(RUNS)
def test_intervals_are_the_same_each_time_in_range_and_of_what_is_defined(run: list[Outcome]) -> None:
    found, defined = intervals(run), aggregate(Run(tuple(run))).overall
    assert found == intervals(run)
    for metric in METRICS:
        if metric.name in found:
            assert defined[metric.name] is not None
            assert found[metric.name].low < found[metric.name].high
            if metric.unit == "share":
                assert found[metric.name].low >= 0
                assert found[metric.name].high <= 1 + 1e-12


def test_where_nothing_says_how_far_off_it_may_be_there_is_no_interval() -> None:
    one = intervals([outcome(), outcome(answerable=False)])
    assert "hit@1" not in one
    assert "refusal_recall" not in one
    apart = [outcome(confidence=0.9)] * 30 + [outcome(answerable=False, confidence=0.1)] * 6
    assert not {"auroc", "mrr@10", "ece"} & intervals(apart).keys()
    assert "ece" not in intervals([outcome(ranks=(1,) if number % 3 else (2,)) for number in range(50)])
