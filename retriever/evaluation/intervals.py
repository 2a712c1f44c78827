"""How sure a metric is: Wilson's interval where a question is right or wrong, else the bootstrap's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retriever.evaluation.grades import GRADES, YES_OR_NO, mean_grade
from retriever.evaluation.judging import Outcome
from retriever.evaluation.statistics import BIASED, RESAMPLES, SEED, Floats, bounds, resamples, statistics

METHOD = (
    f"Wilson for shares of questions that are right or wrong, else percentile bootstrap over questions, {RESAMPLES:,} "
    f"resamples, seed {SEED}"
)
_Z = 1.959964  # 95 % of a normal distribution lie nearer than so many standard deviations


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, at 95 %; `n` questions tell."""

    low: float
    high: float
    n: int


def intervals(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    """An interval for each metric of which at least two questions tell; none for counts, latencies and ECE.

    None either where no resample moves the metric. Resamples in which it is undefined are left out of its interval.
    """
    return _of_shares(outcomes) | _resampled(outcomes)


def wilson(share: float, n: int) -> Interval:
    """The interval of a share of `n` questions, wide enough also near 0 and 1.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    middle = share + _Z**2 / (2 * n)
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    whole = 1 + _Z**2 / n
    return Interval(max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole), n)


def _of_shares(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    shares = {name: mean_grade(name, outcomes) for name in YES_OR_NO}
    told = {name: _telling(name, outcomes) for name in YES_OR_NO}
    return {name: wilson(share, told[name]) for name, share in shares.items() if share is not None and told[name] > 1}


def _resampled(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    known = {name: of for name, of in statistics(outcomes).items() if name not in YES_OR_NO and name not in BIASED}
    values: dict[str, list[Floats]] = {name: [] for name in known}
    for weights in resamples(len(outcomes)):
        for name, statistic in known.items():
            values[name].append(statistic(weights))
    found = {name: bounds(np.concatenate(parts)) for name, parts in values.items() if parts}
    return {name: Interval(*ends, _telling(name, outcomes)) for name, ends in found.items() if ends}


def _telling(name: str, outcomes: Sequence[Outcome]) -> int:
    """How many questions tell something of the metric."""
    grade = GRADES.get(name)
    return len(outcomes) if grade is None else sum(grade(outcome) is not None for outcome in outcomes)
