"""Two runs of the same questions, one beside the other: what changed, whether by chance, and in which questions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from retriever.evaluation.judging import GRADES, YES_OR_NO, Grade, Outcome
from retriever.evaluation.report import METRICS, Metric
from retriever.evaluation.statistics import BIASED, bounds, mcnemar, resamples, sign_flip, statistics, swap

Test = Literal["McNemar exact", "sign flip", "swap"]
Way = Literal["better", "worse", "mixed"]

_NO_MEAN = ("refusal_precision", "auroc", "ece")  # of other questions in each run, or no mean over questions
_NOT_FOUND = 10**9
UNMOVED = "In no question did the first right passage, the quote or the refusal change."


@dataclass(frozen=True, slots=True)
class Change:
    """One metric, then and now. `low` and `high`: the change's 95 % interval; `p` by `test`, None where none was made.

    `p` tells how likely a change as large is by chance, were the runs as good as each other.
    """

    metric: Metric
    before: float
    after: float
    low: float | None
    high: float | None
    p: float | None
    test: Test | None

    @property
    def way(self) -> Literal["better", "worse", "same"]:
        """Where the metric went; whether that may be chance, `p` says."""
        if self.after == self.before:
            return "same"
        return "better" if (self.after > self.before) == (self.metric.better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Moved:
    """A question whose answer changed: `way`, and what changed in words."""

    id: str
    question: str
    way: Way
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The metrics that both runs define, in their order, and the questions that changed, in theirs."""

    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    questions: int


def compare(before: Sequence[Outcome], after: Sequence[Outcome]) -> Comparison:
    """Compare two runs, question by question; both hold the same questions in the same order."""
    sure = _intervals(before, after)
    changes = [
        _change(metric, before, after, sure.get(metric.name))
        for metric in METRICS
        if metric.unit != "count" and None not in (metric.of(before), metric.of(after))
    ]
    moved = [found for pair in zip(before, after, strict=True) if (found := _moved(*pair))]
    return Comparison(tuple(changes), tuple(moved), len(after))


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Give the comparison as JSON values."""
    return {
        "metrics": {
            each.metric.name: {
                "before": each.before,
                "after": each.after,
                "change": each.after - each.before,
                "interval": None if each.low is None else [each.low, each.high],
                "p": each.p,
                "test": each.test,
                "way": each.way,
            }
            for each in comparison.changes
        },
        "questions": [asdict(each) | {"what": list(each.what)} for each in comparison.moved],
    }


def _intervals(before: Sequence[Outcome], after: Sequence[Outcome]) -> dict[str, tuple[float, float] | None]:
    """Give the interval of each metric's change, over resamples of questions: the same questions of both runs."""
    then, now = statistics(before), statistics(after)
    names = [name for name in now if name not in BIASED]
    parts = [{name: now[name](w) - then[name](w) for name in names} for w in resamples(len(after))]
    return {name: bounds(np.concatenate([part[name] for part in parts])) for name in names if parts}


def _change(
    metric: Metric, before: Sequence[Outcome], after: Sequence[Outcome], sure: tuple[float, float] | None
) -> Change:
    then, now = metric.of(before), metric.of(after)
    assert then is not None  # noqa: S101  # the caller asks for metrics that both define
    assert now is not None  # noqa: S101
    low, high = sure or (None, None)
    return Change(metric, then, now, low, high, *_tested(metric, before, after))


def _tested(
    metric: Metric, before: Sequence[Outcome], after: Sequence[Outcome]
) -> tuple[float, Test] | tuple[None, None]:
    name = metric.name
    if metric.unit == "ms":  # the machine's other work is no chance of ours
        return None, None
    if name in _NO_MEAN:
        return swap(statistics([*before, *after])[name], len(after)), "swap"
    pairs = _pairs(GRADES[name], before, after)
    if name in YES_OR_NO:
        return mcnemar(sum(a > b for b, a in pairs), sum(a < b for b, a in pairs)), "McNemar exact"
    return sign_flip([a - b for b, a in pairs]), "sign flip"


def _pairs(grade: Grade, before: Sequence[Outcome], after: Sequence[Outcome]) -> list[tuple[float, float]]:
    both = [(grade(then), grade(now)) for then, now in zip(before, after, strict=True)]
    return [(then, now) for then, now in both if then is not None and now is not None]


def _moved(before: Outcome, after: Outcome) -> Moved | None:
    better: list[str] = []
    worse: list[str] = []
    for what, then, now in _aspects(before, after):
        if then != now:
            (better if now > then else worse).append(what)
    if not better and not worse:
        return None
    way: Way = "mixed" if better and worse else "better" if better else "worse"
    return Moved(after.id, after.question, way, (*better, *worse))


def _aspects(before: Outcome, after: Outcome) -> list[tuple[str, int, int]]:
    """Tell what may change of one answer: in words, and then and now as numbers of which the higher is better."""
    then, now = _first(before), _first(after)
    found = [
        (f"right passage {_rank(then)} → {_rank(now)}", -then, -now),
        (f"quote {_quote(before)} → {_quote(after)}", bool(before.quote_correct), bool(after.quote_correct)),
    ]
    if before.status != after.status:
        found.append((f"{_status(before)} → {_status(after)}", _worth(before), _worth(after)))
    return found


def _first(outcome: Outcome) -> int:
    return min(outcome.ranks, default=_NOT_FOUND)


def _rank(rank: int) -> str:
    return "not found" if rank == _NOT_FOUND else f"at {rank}"


def _quote(outcome: Outcome) -> str:
    return "right" if outcome.quote_correct else "wrong"


def _status(outcome: Outcome) -> str:
    return {0: "refused", 1: "answered", -1: "answered wrongly"}[_worth(outcome)]


def _worth(outcome: Outcome) -> int:
    """Give a refusal is worse than a right answer, and better than a wrong one."""
    if outcome.status == "no_answer":
        return 0
    return 1 if outcome.first_is_relevant else -1
