"""The metrics: pure functions on ranks, gains and probabilities.

Ranks count from 1. What is undefined (no question of the kind that it speaks of) is None, never 0 and never NaN; in
a `Statistic` it is NaN.
"""

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Statistic = Callable[[Doubles], Doubles]
"""Weights (resamples, questions) -> the metric of each resample (resamples,), NaN where it is undefined there."""

BINS = 10
_EDGES = [edge / BINS for edge in range(1, BINS)]


def mean(values: Iterable[float | None]) -> float | None:
    """Give the arithmetic mean of those values that are defined; None where none is."""
    defined = [value for value in values if value is not None]
    return math.fsum(defined) / len(defined) if defined else None


def hit(ranks: Iterable[int], k: int) -> bool:
    """hit@k of one question: whether a relevant item has rank `k` or better (TREC and ir-measures: Success@k)."""
    return any(rank <= k for rank in ranks)


def reciprocal_rank(ranks: Iterable[int], k: int = 10) -> float:
    """RR@k of one question, [0, 1]: 1 / the best rank of a relevant item, 0 where it is beyond `k`; its mean is MRR@k.

    Kantor and Voorhees, "The TREC-5 Confusion Track", Information Retrieval 2 (2000).
    """
    best = min(ranks, default=k + 1)
    return 1 / best if best <= k else 0.0


def ndcg(gains: Sequence[float], relevant: Iterable[float], k: int = 10) -> float | None:
    """nDCG@k of one question, [0, 1]: `gains` in rank order, and those of all `relevant` items in any order.

    Linear gains, discount 1 / log2(rank + 1), gains below 0 count 0, as trec_eval's `ndcg_cut` has it.
    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20 (2002). None where
    nothing is relevant.
    """
    ideal = _dcg(sorted(relevant, reverse=True)[:k])
    return _dcg(gains[:k]) / ideal if ideal > 0 else None


def auroc(positives: Iterable[float], negatives: Iterable[float]) -> float | None:
    """Area under the ROC curve, [0, 1]: how often a positive scores above a negative, a tie counting half.

    Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve",
    Radiology 143 (1982). None where either side is empty.
    """
    above, below = list(positives), list(negatives)
    positive = np.repeat([1.0, 0.0], [len(above), len(below)])
    return _unweighted(weighted_auroc(positive, np.array([*above, *below], dtype=np.float64)), len(positive))


def weighted_auroc(positive: Doubles, scores: Doubles) -> Statistic:
    """AUROC as a function of weights; float64 (questions,): `positive` is 1 or 0, `scores` any number."""
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(order) else order

    def statistic(weights: Doubles) -> Doubles:
        drawn, above = weights[:, order], positive[order]
        positives = np.add.reduceat(drawn * above, starts, axis=1)
        negatives = np.add.reduceat(drawn * (1 - above), starts, axis=1)
        below = np.cumsum(negatives, axis=1) - negatives / 2
        return ratio((positives * below).sum(axis=1), positives.sum(axis=1) * negatives.sum(axis=1))

    return statistic


def bins_of(confidences: Sequence[float] | Doubles) -> npt.NDArray[np.int64]:
    """Give the bin of each, int64 (n,), of `BINS` equal ones from 0; closed on the right, the first on both sides."""
    return np.searchsorted(_EDGES, confidences, side="left")


def expected_calibration_error(confidences: Sequence[float], events: Sequence[bool]) -> float | None:
    """ECE, [0, 1]: over ten bins (`bins_of`) the mean of |share of events - mean confidence|, weighted by their sizes.

    Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI (2015);
    bins as in Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML (2017).
    None where there is no event to foretell.
    """
    foretold, came = np.array(confidences, dtype=np.float64), np.array(events, dtype=np.float64)
    return _unweighted(weighted_calibration_error(foretold, came), len(foretold))


def weighted_calibration_error(confidences: Doubles, events: Doubles) -> Statistic:
    """ECE as a function of weights; float64 (questions,): `confidences` in [0, 1], `events` 1 or 0."""
    gaps = np.zeros((len(confidences), BINS))
    gaps[np.arange(len(confidences)), bins_of(confidences)] = events - confidences
    return lambda weights: ratio(np.abs(weights @ gaps).sum(axis=1), weights.sum(axis=1))


def percentile(values: Iterable[float], percent: float) -> float | None:
    """Give the `percent`-th percentile (0 to 100), linear between neighbours; None of no values.

    It is type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
    which is numpy's default.
    """
    known = list(values)
    return float(np.percentile(known, percent)) if known else None


def ratio(part: Doubles, whole: Doubles) -> Doubles:
    """Divide float64 (n,) by float64 (n,): `part` / `whole`, NaN where `whole` is not above 0."""
    quotient: Doubles = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return quotient


def _unweighted(statistic: Statistic, questions: int) -> float | None:
    """Give the metric itself: every question once."""
    if not questions:
        return None
    value = float(statistic(np.ones((1, questions)))[0])
    return None if math.isnan(value) else value


def _dcg(gains: Iterable[float]) -> float:
    return math.fsum(max(gain, 0) / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
