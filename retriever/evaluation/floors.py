"""Floors under a report: METRIC=VALUE, and which of them were missed."""

import difflib
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from corpus.errors import SettingRefused
from retriever.evaluation.questions import Question
from retriever.evaluation.report import METRICS, Metric, Report, Summary, Value

_METRICS = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Floor:
    """The worst value that passes: the least, or the most where lower is better.

    `group` is a language or a kind of question; None is all questions.
    """

    metric: Metric
    value: float
    group: str | None = None

    def __str__(self) -> str:
        return f"{self.group}:{self.metric.name}" if self.group else self.metric.name

    def holds(self, value: Value) -> bool:
        """Tell whether `value` passes; what is undefined does not."""
        if value is None:
            return False
        return value >= self.value if self.metric.better == "higher" else value <= self.value


@dataclass(frozen=True, slots=True)
class Miss:
    """A floor that was missed, and why."""

    floor: Floor
    message: str


def parse(text: str) -> Floor:
    """`METRIC=VALUE`, or `GROUP:METRIC=VALUE` of a language or a kind: `hit@1=0.9`, `th:ece=0.1`, `typo:hit@3=0.8`.

    Raises SettingRefused where it is neither.
    """
    left, equals, number = text.rpartition("=")
    group, colon, name = (part.strip() for part in left.rpartition(":"))
    if not equals or (colon and not group):
        raise SettingRefused(
            f"floor {text!r}: write METRIC=VALUE, as hit@1=0.9, or for one language or kind GROUP:METRIC=VALUE, "
            "as en:hit@1=0.9"
        )
    metric = _METRICS.get(name.lower())
    if metric is None:
        raise SettingRefused(f"floor {text!r}: no metric is named {name!r}; {_nearest(name.lower(), _METRICS)}")
    return Floor(metric, _number(text, number, metric), group or None)


def require_groups(floors: Iterable[Floor], questions: Iterable[Question]) -> None:
    """Raise SettingRefused where a floor is of a language and kind that none of the questions has."""
    groups = sorted({name for question in questions for name in (question.language, question.kind) if name})
    for floor in floors:
        if floor.group is not None and floor.group not in groups:
            raise SettingRefused(
                f"floor {str(floor)!r}: no question has the language or kind {floor.group!r}; "
                f"{_nearest(floor.group, groups)}"
            )


def check(report: Report, floors: Iterable[Floor]) -> list[Miss]:
    """Give those of `floors` that `report` misses, in their order. A name of both is the language's."""
    found = [(floor, _summary(report, floor.group)) for floor in floors]
    return [
        Miss(floor, _message(floor, summary[floor.metric.name]))
        for floor, summary in found
        if not floor.holds(summary[floor.metric.name])
    ]


def _summary(report: Report, group: str | None) -> Summary:
    nothing = dict.fromkeys(_METRICS)
    return report.overall if group is None else (report.languages.get(group) or report.kinds.get(group) or nothing)


def _nearest(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}Known: {', '.join(known) or 'none'}"


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
