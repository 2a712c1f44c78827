"""What the two charts of confidence show: is it true, and does it know which answers to hold back?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from retriever.evaluation.judging import Outcome
from retriever.evaluation.metrics import BINS, bins_of


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies in (`low`, `high`] (the first bin holds 0 too).

    `confidence` is their mean and `right` the share whose first passage answers, both None where `questions` is 0.
    """

    low: float
    high: float
    questions: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """What answering from `threshold` on gives: `coverage` of all questions are answered, `error` of those wrongly.

    A wrong answer is one whose first passage does not answer; of a question that nothing answers, every answer is.
    """

    threshold: float
    coverage: float
    error: float


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Ten bins of equal width, as `expected_calibration_error` has them."""
    members: list[list[Outcome]] = [[] for _ in range(BINS)]
    for outcome, number in zip(outcomes, bins_of([outcome.confidence for outcome in outcomes]), strict=True):
        members[number].append(outcome)
    return [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            questions=len(inside),
            confidence=sum(each.confidence for each in inside) / len(inside) if inside else None,
            right=sum(each.first_is_relevant for each in inside) / len(inside) if inside else None,
        )
        for number, inside in enumerate(members)
    ]


def risk_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """Give a point for each confidence that occurs, as the threshold, from the highest: coverage rises to 1.

    El-Yaniv and Wiener, "On the foundations of noise-free selective classification", JMLR 11 (2010).
    """
    ordered = sorted(outcomes, key=lambda outcome: -outcome.confidence)
    points, answered, wrong = [], 0, 0
    for threshold, equals in groupby(ordered, key=lambda outcome: outcome.confidence):
        for outcome in equals:
            answered += 1
            wrong += not outcome.first_is_relevant
        points.append(Point(threshold, answered / len(ordered), wrong / answered))
    return points


def answered(outcomes: Sequence[Outcome], threshold: float) -> Point | None:
    """Give the point of what was answered in the run; None where nothing was."""
    given = [outcome for outcome in outcomes if outcome.status == "answered"]
    if not given:
        return None
    wrong = sum(not outcome.first_is_relevant for outcome in given)
    return Point(threshold, len(given) / len(outcomes), wrong / len(given))
