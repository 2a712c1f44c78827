"""Compute confidence intervals of metrics, and significance tests between two runs.

A share of questions that are right or wrong has Wilson's interval; any other metric the bootstrap's. For that each
metric is a function of how often each question counts.

Efron and Tibshirani, "An introduction to the bootstrap" (1993), chapter 13. A resample draws as many questions as there
are, with replacement, and is held as how often it drew each: a metric of all resamples is a few products of matrices.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retriever.evaluation.judging import GRADES, YES_OR_NO, Outcome, mean_grade
from retriever.evaluation.metrics import Doubles, Statistic, ratio, weighted_auroc, weighted_calibration_error

RESAMPLES = 2_000
SEED = 20_251_024
LEVEL = 95
BIASED = frozenset({"ece"})  # further from 0 in a resample than in its questions: no interval is drawn from them
METHOD = (
    f"Wilson for shares of questions that are right or wrong, else percentile bootstrap over questions, {RESAMPLES:,} "
    f"resamples, seed {SEED}"
)
_CELLS = 4_000_000  # weights held at once, 32 MB
_FLIPS = 10_000
_EXACT = 13  # questions up to which every flip is tried


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, at 95 %; `n` questions tell."""

    low: float
    high: float
    n: int


def intervals(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    """Give an interval for each metric of which at least two questions tell; none for counts, latencies and ECE.

    None either where no resample moves the metric. Resamples in which it is undefined are left out of its interval.
    """
    return _of_shares(outcomes) | _resampled(outcomes)


def wilson(share: float, n: int) -> Interval:
    """Give the interval of a share of `n` questions, wide enough also near 0 and 1.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    from scipy.stats import binomtest

    found = binomtest(round(share * n), n).proportion_ci(LEVEL / 100, method="wilson")
    return Interval(float(found.low), float(found.high), n)


def bounds(values: Doubles) -> tuple[float, float] | None:
    """Tell between which two the middle 95 % of float64 (n,) lie, without NaN; None where none or only one value is."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.percentile(defined, [(100 - LEVEL) / 2, (100 + LEVEL) / 2])
    # values that are all the same may differ in bits
    return (float(low), float(high)) if high - low > 1e-9 else None


def resamples(n: int) -> Iterator[Doubles]:
    """Count how often each of `RESAMPLES` resamples draws each of n questions; the seed is fixed.

    Gives float64 (some resamples, n) at a time.
    """
    random = np.random.default_rng(SEED)
    batch = max(1, _CELLS // max(n, 1))
    for start in range(0, RESAMPLES if n else 0, batch):
        rows = min(batch, RESAMPLES - start)
        drawn = random.integers(n, size=(rows, n)) + np.arange(rows)[:, None] * n
        yield np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float64)


def statistics(outcomes: Sequence[Outcome]) -> Mapping[str, Statistic]:
    """Give the metrics of these outcomes as functions of weights; all weights 1 give the metric itself."""
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
        "auroc": weighted_auroc(answerable, confidence),
        "ece": weighted_calibration_error(confidence, right),
    }


def _mean(values: Doubles) -> Statistic:
    defined = ~np.isnan(values)
    filled = np.where(defined, values, 0.0)
    return lambda weights: ratio(weights @ filled, weights @ defined.astype(np.float64))


def _where(members: Doubles, statistic: Statistic) -> Statistic:
    """Give the statistic, undefined where no member was drawn."""
    return lambda weights: np.where(weights @ members > 0, statistic(weights), np.nan)


def mcnemar(better: int, worse: int) -> float:
    """McNemar's exact test, (0, 1]: how likely so uneven a split of the questions that changed is by chance.

    McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12 (1947);
    exact as a sign test on `better + worse` fair coins.
    """
    from scipy.stats import binomtest

    return float(binomtest(better, better + worse).pvalue) if better + worse else 1.0


def sign_flip(differences: Sequence[float]) -> float:
    """Give the paired randomization test, (0, 1]: how often differences of random signs sum to as much as these.

    Fisher's, as in Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
    retrieval evaluation", CIKM (2007). Every flip is tried where few questions differ, else 10,000 that are seeded.
    """
    changed = np.array([each for each in differences if each], dtype=np.float64)
    if len(changed) < 2:
        return 1.0
    changed /= np.abs(changed).sum()
    return _permuted([changed], lambda signed, axis: signed.sum(axis=axis), _FLIPS)


def swap(statistic: Statistic, n: int) -> float:
    """Give the same test for what is no mean over questions, (0, 1]: both answers to a question change places, or not.

    `statistic` is of the `n` answers of one run and then the `n` of the other, to the same questions in the same order;
    its values lie in [0, 1]. Swaps that leave it undefined on a side count for nothing: which those are does not hang
    on which run was which, so that p stays true.
    """

    def change(one: Doubles, other: Doubles, axis: int) -> Doubles:  # noqa: ARG001  # as permutation_test calls it
        one, other = np.atleast_2d(one), np.atleast_2d(other)
        return statistic(np.hstack([one, other])) - statistic(np.hstack([other, one]))

    return 1.0 if n < 2 else _permuted([np.ones(n), np.zeros(n)], change, RESAMPLES)


def _permuted(samples: Sequence[Doubles], change: Callable[..., Doubles], flips: int) -> float:
    """Tell how often swaps within the pairs of `samples` (of a lone one: random signs) make a change as large.

    `samples` are (n,) each. Every swap is tried where there are few pairs, else so many that are seeded.
    """
    from scipy.stats import permutation_test

    n = len(samples[0])
    made = permutation_test(
        samples,
        change,
        permutation_type="samples",
        vectorized=True,
        n_resamples=2**n if n <= _EXACT else flips,
        batch=max(1, _CELLS // (4 * n)),
        rng=np.random.default_rng(SEED),
    )
    changes = np.abs(made.null_distribution[~np.isnan(made.null_distribution)])
    # sums of the same numbers may differ in bits
    as_far = np.count_nonzero(changes >= abs(np.squeeze(made.statistic)) - 1e-9)
    none = int(n > _EXACT)  # the arrangement as it is is one of all
    return float((as_far + none) / (len(changes) + none))


def _of_shares(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    shares = {name: mean_grade(name, outcomes) for name in YES_OR_NO}
    told = {name: _telling(name, outcomes) for name in YES_OR_NO}
    return {name: wilson(share, told[name]) for name, share in shares.items() if share is not None and told[name] > 1}


def _resampled(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    known = {name: of for name, of in statistics(outcomes).items() if name not in YES_OR_NO and name not in BIASED}
    values: dict[str, list[Doubles]] = {name: [] for name in known}
    for weights in resamples(len(outcomes)):
        for name, statistic in known.items():
            values[name].append(statistic(weights))
    found = {name: bounds(np.concatenate(parts)) for name, parts in values.items() if parts}
    return {name: Interval(*ends, _telling(name, outcomes)) for name, ends in found.items() if ends}


def _telling(name: str, outcomes: Sequence[Outcome]) -> int:
    """Tell how many questions tell something of the metric."""
    grade = GRADES.get(name)
    return len(outcomes) if grade is None else sum(grade(outcome) is not None for outcome in outcomes)
