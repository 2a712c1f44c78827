import itertools
import math
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from retriever.evaluation.judging import Outcome, Run
from retriever.evaluation.metrics import Doubles
from retriever.evaluation.report import METRICS, aggregate
from retriever.evaluation.statistics import (
    RESAMPLES,
    intervals,
    mcnemar,
    resamples,
    sign_flip,
    statistics,
    swap,
    wilson,
)

from .factory import outcome
from .strategies import RUNS

RESAMPLED = [metric for metric in METRICS if metric.unit in ("share", "words")]


def test_every_share_and_length_is_resampled() -> None:
    assert sorted(statistics([outcome()])) == sorted(metric.name for metric in RESAMPLED)


@given(RUNS, st.data())
def test_a_weighted_metric_is_that_of_the_questions_repeated(run: list[Outcome], data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(run), max_size=len(run)))
    repeated = list(chain.from_iterable([each] * count for each, count in zip(run, times, strict=True)))
    weights = np.array([times], dtype=np.float64)
    found = {name: float(statistic(weights)[0]) for name, statistic in statistics(run).items()}
    for metric in RESAMPLED:
        expected = metric.of(repeated)
        if expected is None:
            assert math.isnan(found[metric.name]), metric.name
        else:
            assert found[metric.name] == pytest.approx(expected, abs=1e-12), metric.name


@settings(max_examples=20)
@given(st.integers(1, 40))
def test_a_resample_draws_as_many_questions_as_there_are(n: int) -> None:
    drawn = np.concatenate(list(resamples(n)))
    assert drawn.shape == (RESAMPLES, n)
    assert (drawn.sum(axis=1) == n).all()
    assert abs(drawn.mean(axis=0) - 1).max() < 0.15


def test_resamples_of_many_questions_come_in_parts() -> None:
    parts = list(resamples(10_000))
    assert len(parts) > 1
    assert sum(len(part) for part in parts) == RESAMPLES


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


@given(st.integers(0, 200), st.integers(0, 200))
def test_mcnemar_is_the_binomial_test(better: int, worse: int) -> None:
    expected = binomtest(better, better + worse).pvalue if better + worse else 1.0
    assert mcnemar(better, worse) == pytest.approx(expected)


def test_mcnemar_takes_thousands_of_changes() -> None:
    assert mcnemar(5_000, 5_000) == 1
    assert 0 <= mcnemar(6_000, 4_000) < 1e-80


@given(st.lists(st.floats(-1, 1), max_size=8))
def test_few_differences_are_flipped_in_every_way(differences: list[float]) -> None:
    observed = abs(math.fsum(differences))
    signs = itertools.product((-1, 1), repeat=len(differences))
    flips = [abs(math.fsum(s * d for s, d in zip(sign, differences, strict=True))) for sign in signs]
    slack = 1e-9 * sum(map(abs, differences))
    expected = sum(flip >= observed - slack for flip in flips) / len(flips)
    assert sign_flip(differences) == pytest.approx(expected)


def test_many_differences_are_flipped_at_random_but_seeded() -> None:
    differences = np.random.default_rng(1).normal(0.2, 1, size=100).tolist()
    p = sign_flip(differences)
    z = sum(differences) / math.sqrt(sum(d * d for d in differences))
    assert p == pytest.approx(math.erfc(abs(z) / math.sqrt(2)), abs=0.02)
    assert sign_flip(differences) == p


def test_no_difference_is_no_evidence() -> None:
    assert sign_flip([]) == sign_flip([0.0] * 50) == 1
    run = [outcome(confidence=n / 30, answerable=n % 3 > 0) for n in range(30)]
    assert swap(statistics([*run, *run])["auroc"], 30) == swap(statistics([*run[:4], *run[:4]])["ece"], 4) == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8))
def test_swapping_answers_is_flipping_differences_where_the_metric_is_a_mean(pairs: list[tuple[float, float]]) -> None:
    values = np.array([[then for then, _ in pairs] + [now for _, now in pairs]])

    def mean(weights: Doubles) -> Doubles:
        ratio: Doubles = (weights * values).sum(axis=1) / weights.sum(axis=1)
        return ratio

    flipped = [(now - then) for then, now in pairs]
    far = abs(math.fsum(flipped)) / len(pairs) - 1e-9
    signs = list(itertools.product((-1, 1), repeat=len(pairs)))
    sums = [abs(math.fsum(s * d for s, d in zip(sign, flipped, strict=True))) / len(pairs) for sign in signs]
    low, high = (sum(each >= far + slack for each in sums) / len(sums) for slack in (1e-12, -1e-12))
    assert low <= swap(mean, len(pairs)) <= high


@pytest.mark.parametrize("others", [5, 20])
def test_one_question_alone_is_no_evidence(others: int) -> None:
    same = [outcome(confidence=0.5 + n / 100) for n in range(others)]
    before = [*same, outcome(answerable=False, confidence=0.95)]
    after = [*same, outcome(answerable=False, confidence=0.05, refused=True)]
    assert swap(statistics([*before, *after])["auroc"], others + 1) > 0.9


@pytest.mark.parametrize("metric", ["auroc", "ece", "refusal_precision"])
def test_chance_seldom_looks_like_a_change(metric: str) -> None:
    random = np.random.default_rng(5)

    def run() -> list[Outcome]:
        confidences = random.beta(2, 2, size=12).tolist()
        return [
            outcome(confidence=c, answerable=n > 2, refused=c < 0.5, ranks=(1,) if random.random() < c else (3,))
            for n, c in enumerate(confidences)
        ]

    found = [swap(statistics([*run(), *run()])[metric], 12) for _ in range(100)]
    assert sum(p < 0.05 for p in found) <= 12
    assert sum(p < 0.5 for p in found) >= 15


def test_a_true_change_is_seen_and_the_seed_gives_the_same_each_time() -> None:
    before = [outcome(confidence=(n * 7 % 20) / 20, answerable=n % 2 > 0) for n in range(40)]
    after = [outcome(confidence=0.9 if n % 2 else n / 100, answerable=n % 2 > 0) for n in range(40)]
    statistic = statistics([*before, *after])["auroc"]
    assert swap(statistic, 40) < 0.01
    assert swap(statistic, 40) == swap(statistic, 40)


def test_what_was_flipped_at_random_is_never_impossible() -> None:
    assert sign_flip([1.0] * 30) == pytest.approx(1 / 10_001)


def test_swaps_that_leave_the_metric_undefined_count_for_nothing() -> None:
    before = [outcome(answerable=False, refused=True), outcome()]
    after = [outcome(answerable=False), outcome(refused=True)]
    assert swap(statistics([*before, *after])["refusal_precision"], 2) == 1
