"""Floors under a report: METRIC=VALUE, and which of them were missed."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.errors import SettingRefused
from retriever.evaluation.report import METRICS, Metric, Report, Value

_METRICS = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Floor:
    """The worst value that passes, overall or for one language: the least, or the most where lower is better."""

    metric: Metric
    value: float
    language: str | None = None

    def __str__(self) -> str:
        scope = f"{self.language}:" if self.language else ""
        return f"{scope}{self.metric.name}"

    def holds(self, value: Value) -> bool:
        """Whether `value` passes; what is undefined does not."""
        if value is None:
            return False
        return value >= self.value if self.metric.better == "higher" else value <= self.value


@dataclass(frozen=True, slots=True)
class Miss:
    """A floor that was missed, and why."""

    floor: Floor
    message: str


def parse(text: str) -> Floor:
    """`METRIC=VALUE` or `LANGUAGE:METRIC=VALUE`, as `hit@1=0.9` or `th:ece=0.1`; SettingRefused where it is neither."""
    left, equals, number = text.rpartition("=")
    language, _, name = left.strip().rpartition(":")
    if not equals:
        raise SettingRefused(f"floor {text!r}: write METRIC=VALUE, as hit@1=0.9, or for one language en:hit@1=0.9")
    metric = _METRICS.get(name.lower())
    if metric is None:
        near = difflib.get_close_matches(name.lower(), _METRICS, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise SettingRefused(f"floor {text!r}: no metric is named {name!r}; {hint}Known: {', '.join(_METRICS)}")
    return Floor(metric, _number(text, number, metric), language or None)


def check(report: Report, floors: Iterable[Floor]) -> list[Miss]:
    """Those of `floors` that `report` misses, in their order."""
    misses = []
    for floor in floors:
        summary = report.overall if floor.language is None else report.languages.get(floor.language)
        if summary is None:
            misses.append(Miss(floor, f"{floor}: no question is in language {floor.language!r}"))
        elif not floor.holds(value := summary[floor.metric.name]):
            misses.append(Miss(floor, _message(floor, value)))
    return misses


def _number(text: str, number: str, metric: Metric) -> float:
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if metric.unit == "share" and not 0 <= value <= 1:
        raise SettingRefused(f"floor {text!r}: {metric.name} lies between 0 and 1, so write 0.9 for 90 %")
    if not 0 <= value < math.inf:
        raise SettingRefused(f"floor {text!r}: {number.strip()!r} must be a number that is 0 or more")
    return value


def _message(floor: Floor, value: Value) -> str:
    bound = "at least" if floor.metric.better == "higher" else "at most"
    if value is None:
        return f"{floor} is undefined, since no question tells, and should be {bound} {floor.value:g}"
    # repr, for a miss by the last digit must not read "is 0.9 and should be at least 0.9"
    return f"{floor} is {value!r} and should be {bound} {floor.value!r}"
