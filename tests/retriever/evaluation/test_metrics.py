import itertools

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Measure, Qrel, ScoredDoc, Success, nDCG

from retriever.evaluation import metrics

probabilities = st.floats(0, 1)
# few distinct values, so that ties are common
coarse = st.integers(0, 4).map(lambda quarters: quarters / 4)


@st.composite
def rankings(draw: st.DrawFn) -> tuple[dict[str, int], list[str]]:
    """Grades of some documents (TREC knows negative ones) and a ranking of some, judged or not."""
    grades = draw(st.dictionaries(st.sampled_from("abcdefghijklmno"), st.integers(-1, 3), min_size=1))
    ranked = draw(st.permutations("abcdefghijklmnopqrst"))
    return grades, ranked[: draw(st.integers(1, 20))]


def oracle(measure: Measure, grades: dict[str, int], ranked: list[str]) -> float:
    qrels = [Qrel("q", document, grade) for document, grade in grades.items()]
    run = [ScoredDoc("q", document, -float(rank)) for rank, document in enumerate(ranked)]
    return float(ir_measures.calc_aggregate([measure], qrels, run)[measure])


@given(rankings(), st.sampled_from([1, 3, 5, 10]))
def test_agrees_with_ir_measures(ranking: tuple[dict[str, int], list[str]], k: int) -> None:
    grades, ranked = ranking
    gains = [grades.get(document, 0) for document in ranked]
    ranks = [rank for rank, gain in enumerate(gains, start=1) if gain > 0]
    assert metrics.hit(ranks, k) == oracle(Success @ k, grades, ranked)
    assert metrics.reciprocal_rank(ranks, k) == pytest.approx(oracle(RR @ k, grades, ranked), abs=1e-9)
    ndcg = metrics.ndcg(gains, grades.values(), k)
    assert (ndcg or 0.0) == pytest.approx(oracle(nDCG @ k, grades, ranked), abs=1e-9)
    assert (ndcg is None) == (max(grades.values()) <= 0)


@given(st.lists(coarse, min_size=1), st.lists(coarse, min_size=1))
def test_auroc_is_the_share_of_pairs_in_the_right_order(positives: list[float], negatives: list[float]) -> None:
    pairs = [(p > n) + (p == n) / 2 for p, n in itertools.product(positives, negatives)]
    assert metrics.auroc(positives, negatives) == sum(pairs) / len(pairs)


@given(st.lists(probabilities, min_size=1), st.floats(0, 100))
def test_percentile_is_numpys(values: list[float], percent: float) -> None:
    assert metrics.percentile(values, percent) == pytest.approx(float(np.percentile(values, percent)), abs=1e-12)


def binned(confidences: list[float], events: list[bool]) -> float:
    """ECE written down as the paper has it: bin by bin, share against mean."""
    total = 0.0
    for m in range(10):
        inside = [i for i, p in enumerate(confidences) if m / 10 < p <= (m + 1) / 10 or (m == 0 and p == 0)]
        if inside:
            share = sum(events[i] for i in inside) / len(inside)
            total += len(inside) / len(events) * abs(share - sum(confidences[i] for i in inside) / len(inside))
    return total


@given(st.lists(st.tuples(probabilities | st.sampled_from([i / 10 for i in range(11)]), st.booleans()), min_size=1))
def test_calibration_error_is_its_definition(pairs: list[tuple[float, bool]]) -> None:
    confidences, events = [p for p, _ in pairs], [event for _, event in pairs]
    assert metrics.expected_calibration_error(confidences, events) == pytest.approx(
        binned(confidences, events), abs=1e-9
    )


def test_calibration_error_of_a_worked_example() -> None:
    # bin (0.8, 0.9]: |1/2 - 0.85| of two; bin (0.1, 0.2]: |0 - 0.2| of one
    assert metrics.expected_calibration_error([0.85, 0.85, 0.2], [True, False, False]) == pytest.approx(0.9 / 3)


@given(st.lists(st.booleans(), min_size=1))
def test_being_sure_and_right_is_perfectly_calibrated(events: list[bool]) -> None:
    assert metrics.expected_calibration_error([float(event) for event in events], events) == 0


def test_what_no_question_tells_is_undefined() -> None:
    assert metrics.mean([]) is None
    assert metrics.mean([None]) is None
    assert metrics.mean([None, 0.5, 1.0]) == 0.75
    assert metrics.ndcg([0, 0], []) is None
    assert metrics.auroc([], [0.5]) is None
    assert metrics.auroc([0.5], []) is None
    assert metrics.percentile([], 50) is None
    assert metrics.expected_calibration_error([], []) is None
