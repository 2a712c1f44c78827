"""The charts of confidence and the rules under the numbers, as SVG that takes its colours from the page."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from api.html import render
from api.reports.numbers import percent
from retriever.evaluation.curves import Bin, Point
from retriever.evaluation.statistics import Interval

_WIDTH, _HEIGHT = 460, 404
_LEFT, _TOP, _RIGHT, _BOTTOM = 62, 16, 26, 66
_LARGEST = 15  # the radius of the bin that holds the most questions
_SMALLEST = 4
_TOPS = (0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Ends of an axis that four steps divide well."""


def reliability(bins: Sequence[Bin], ece: float) -> Markup:
    """Draw the share that was right over the confidence that was stated; on the diagonal, confidence is true.

    At least one of the bins holds a question.
    """
    told = [each for each in bins if each.questions]
    most = max(each.questions for each in told)
    return _chart(
        "reliability",
        title="Is the confidence true?",
        said="Ten bins of confidence against the share that was right. Mean distance from the diagonal: "
        f"{percent(ece)}.",
        across="confidence that was stated",
        up="share that was right",
        top=1.0,
        bins=told,
        radius=lambda each: round(max(_SMALLEST, _LARGEST * math.sqrt(each.questions / most)), 2),
    )


def coverage(points: Sequence[Point], chosen: Point | None) -> Markup:
    """Draw the share of answers that are wrong over the share of questions answered, as the threshold falls.

    `points`, at least one, are in the order of their coverage; `chosen` is the threshold's.
    """
    worst = max(each.error for each in [*points, *([chosen] if chosen else [])])
    said = f"As more questions are answered, the share of wrong answers goes to {percent(points[-1].error)}."
    if chosen is not None:
        said += f" At the threshold {percent(chosen.coverage)} are answered and {percent(chosen.error)} of them wrong."
    return _chart(
        "coverage",
        title="What does holding back save?",
        said=said,
        across="share of questions answered",
        up="share of answers that are wrong",
        top=next(top for top in _TOPS if worst <= top),
        points=points,
        chosen=chosen,
    )


def strip(value: float, interval: Interval | None) -> Markup:
    """Draw a share and its interval on a rule from 0 to 1: decoration, for the numbers stand beside it."""
    return Markup(render("report/strip.svg", value=value, interval=interval))  # noqa: S704  # escaped by the template


def _chart(key: str, **values: object) -> Markup:
    drawn = render(f"report/{key}.svg", key=key, width=_WIDTH, height=_HEIGHT, x=_x, y=_y, percent=percent, **values)
    return Markup(drawn)  # noqa: S704  # escaped by the template


def _x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 2)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM), 2)
