"""The metrics: pure functions on ranks, gains and probabilities.

Ranks count from 1. What is undefined (no question of the kind that it speaks of) is None, never 0 and never NaN.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

BINS = 10
_EDGES = [edge / BINS for edge in range(1, BINS)]


def mean(values: Iterable[float | None]) -> float | None:
    """The arithmetic mean of those values that are defined; None where none is."""
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
    above, below = list(positives), sorted(negatives)
    if not above or not below:
        return None
    doubled = sum(bisect_left(below, score) + bisect_right(below, score) for score in above)
    return doubled / (2 * len(above) * len(below))


def bin_of(confidence: float) -> int:
    """Which of `BINS` bins of equal width holds it, from 0; each is closed on the right, the first on both sides."""
    return bisect_left(_EDGES, confidence)


def expected_calibration_error(confidences: Sequence[float], events: Sequence[bool]) -> float | None:
    """ECE, [0, 1]: over ten bins (`bin_of`) the mean of |share of events - mean confidence|, weighted by their sizes.

    Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI (2015);
    bins as in Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML (2017).
    None where there is no event to foretell.
    """
    if not confidences:
        return None
    gaps: list[list[float]] = [[] for _ in range(BINS)]
    for confidence, event in zip(confidences, events, strict=True):
        gaps[bin_of(confidence)].append(event - confidence)
    return math.fsum(abs(math.fsum(gap)) for gap in gaps) / len(confidences)


def percentile(values: Iterable[float], percent: float) -> float | None:
    """The `percent`-th percentile (0 to 100), between neighbours linearly: type 7 of Hyndman and Fan, "Sample quantiles
    in statistical packages", The American Statistician 50 (1996), which is numpy's default. None of no values.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    position = (len(ordered) - 1) * percent / 100
    lower, upper = ordered[math.floor(position)], ordered[math.ceil(position)]
    return lower + (upper - lower) * (position % 1)


def _dcg(gains: Iterable[float]) -> float:
    return math.fsum(max(gain, 0) / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
