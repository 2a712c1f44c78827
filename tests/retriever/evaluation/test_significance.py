import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from retriever.evaluation.judging import Outcome
from retriever.evaluation.significance import mcnemar, sign_flip, swap
from retriever.evaluation.statistics import Floats, statistics

from .factory import outcome


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

    def mean(weights: Floats) -> Floats:
        ratio: Floats = (weights * values).sum(axis=1) / weights.sum(axis=1)
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
