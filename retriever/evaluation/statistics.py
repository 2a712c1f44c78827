"""Every metric as a function of how often each question counts, and resamples of the questions: the bootstrap.

Efron and Tibshirani, "An introduction to the bootstrap" (1993), chapter 13. A resample draws as many questions as there
are, with replacement, and is held as how often it drew each: a metric of all resamples is a few products of matrices.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from retriever.evaluation.grades import GRADES
from retriever.evaluation.judging import Outcome
from retriever.evaluation.metrics import BINS, bin_of

Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""Weights (resamples, questions) -> the metric of each resample, NaN where it is undefined there."""

RESAMPLES = 2_000
SEED = 20_251_024
LEVEL = 95
BIASED = frozenset({"ece"})  # further from 0 in a resample than in its questions: no interval is drawn from them
_CELLS = 4_000_000  # weights held at once, 32 MB


def bounds(values: Floats) -> tuple[float, float] | None:
    """Where the middle 95 % of the defined values lie; None where none is defined, or all are the same."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.percentile(defined, [(100 - LEVEL) / 2, (100 + LEVEL) / 2])
    # values that are all the same may differ in bits
    return (float(low), float(high)) if high - low > 1e-9 else None


def resamples(n: int) -> Iterator[Floats]:
    """How often each of `RESAMPLES` resamples drew each of `n` questions, some (resamples, n) at a time; seeded."""
    random = np.random.default_rng(SEED)
    batch = max(1, _CELLS // max(n, 1))
    for start in range(0, RESAMPLES if n else 0, batch):
        rows = min(batch, RESAMPLES - start)
        drawn = random.integers(n, size=(rows, n)) + np.arange(rows)[:, None] * n
        yield np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float64)


def statistics(outcomes: Sequence[Outcome]) -> Mapping[str, Statistic]:
    """The metrics of these outcomes as functions of weights; all weights 1 give the metric itself."""
    answerable = np.array([outcome.answerable for outcome in outcomes], dtype=np.float64)
    confidence = np.array([outcome.confidence for outcome in outcomes], dtype=np.float64)
    right = np.array([outcome.first_is_relevant for outcome in outcomes], dtype=np.float64)
    means = {
        name: _mean(np.array([np.nan if (g := grade(each)) is None else g for each in outcomes], dtype=np.float64))
        for name, grade in GRADES.items()
    }
    precise = _where(1 - answerable, means["refusal_precision"])
    return means | {
        "refusal_precision": precise,
        "auroc": _auroc(answerable, confidence),
        "ece": _ece(confidence, right),
    }


def _mean(values: Floats) -> Statistic:
    defined = ~np.isnan(values)
    filled = np.where(defined, values, 0.0)
    return lambda weights: _ratio(weights @ filled, weights @ defined.astype(np.float64))


def _where(members: Floats, statistic: Statistic) -> Statistic:
    """The statistic, undefined where no member was drawn."""
    return lambda weights: np.where(weights @ members > 0, statistic(weights), np.nan)


def _auroc(positive: Floats, scores: Floats) -> Statistic:
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(order) else order

    def statistic(weights: Floats) -> Floats:
        drawn, above = weights[:, order], positive[order]
        positives = np.add.reduceat(drawn * above, starts, axis=1)
        negatives = np.add.reduceat(drawn * (1 - above), starts, axis=1)
        below = np.cumsum(negatives, axis=1) - negatives / 2
        return _ratio((positives * below).sum(axis=1), positives.sum(axis=1) * negatives.sum(axis=1))

    return statistic


def _ece(confidence: Floats, right: Floats) -> Statistic:
    gaps = np.zeros((len(confidence), BINS))
    gaps[np.arange(len(confidence)), [bin_of(each) for each in confidence.tolist()]] = right - confidence
    return lambda weights: _ratio(np.abs(weights @ gaps).sum(axis=1), weights.sum(axis=1))


def _ratio(part: Floats, whole: Floats) -> Floats:
    quotient: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return quotient
