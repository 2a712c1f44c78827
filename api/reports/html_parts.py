"""The two charts of confidence, as SVG that takes its colours from the page."""

import math
from collections.abc import Sequence

from api.reports.html_markup import Markup, element, join
from api.reports.numbers import percent
from retriever.evaluation.curves import Bin, Point
from retriever.evaluation.intervals import Interval

_WIDTH, _HEIGHT = 460, 404
_LEFT, _TOP, _RIGHT, _BOTTOM = 62, 16, 26, 66
_ACROSS, _DOWN = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
_LARGEST = 15  # the radius of the bin that holds the most questions
_SMALLEST = 4


def reliability(bins: Sequence[Bin], ece: float) -> Markup:
    """Stated confidence across, the share that was right up; on the diagonal, confidence is true."""
    told = [each for each in bins if each.questions]
    most = max(each.questions for each in told)
    marks: list[Markup] = [_line(0, 0, 1, 1, "ideal")]
    marks += [_text(_x(0) - 9, _y(0) + 37, "n =", "count", anchor="end")]
    for each in told:
        marks.append(_text(_x((each.low + each.high) / 2), _y(0) + 37, f"{each.questions:,}", "count", anchor="middle"))
        assert each.confidence is not None  # noqa: S101  # a bin that holds questions
        assert each.right is not None  # noqa: S101
        radius = max(_SMALLEST, _LARGEST * math.sqrt(each.questions / most))
        name = f"{each.questions} with confidence near {percent(each.confidence, 0)}: {percent(each.right, 0)} right"
        marks.append(_line(each.confidence, each.confidence, each.confidence, each.right, "gap"))
        dot = element("circle", element("title", name), cx=_x(each.confidence), cy=_y(each.right), r=radius)
        marks.append(dot)
    return _chart(
        "reliability",
        "Is the confidence true?",
        f"Ten bins of confidence against the share that was right. Mean distance from the diagonal: {percent(ece)}.",
        join([*_grid(1.0), *marks]),
        ("confidence that was stated", "share that was right"),
    )


def coverage(points: Sequence[Point], chosen: Point | None) -> Markup:
    """The share of questions answered across, the share of those answers that are wrong up, as the threshold falls."""
    top = _ceiling(max(each.error for each in [*points, *([chosen] if chosen else [])]))
    overall = points[-1].error
    marks = [
        _line(0, overall / top, 1, overall / top, "ideal"),
        _text(_x(0) + 6, _y(overall / top) - 7, "if confidence told nothing", "faint"),
        _curve([(_x(each.coverage), _y(each.error / top)) for each in points]),
    ]
    if chosen is not None:
        x, y = _x(chosen.coverage), _y(chosen.error / top)
        end = x > _LEFT + _ACROSS / 2
        label = f"threshold {chosen.threshold:.2f}"
        marks += [
            element("line", x1=x, y1=y, x2=x, y2=_y(0), class_="drop"),
            element("circle", element("title", label), cx=x, cy=y, r=7, class_="chosen"),
            _text(x - 12 if end else x + 12, _y(0) - 12, label, "strong", anchor="end" if end else "start"),
        ]
    said = f"As more questions are answered, the share of wrong answers goes to {percent(overall)}."
    if chosen is not None:
        said += f" At the threshold {percent(chosen.coverage)} are answered and {percent(chosen.error)} of them wrong."
    return _chart(
        "coverage",
        "What does holding back save?",
        said,
        join([*_grid(top), *marks]),
        ("share of questions answered", "share of answers that are wrong"),
    )


def strip(value: float, interval: Interval | None) -> Markup:
    """A share and its interval on a rule from 0 to 1; decoration, for the numbers stand beside it."""
    parts = [element("rect", x=0, y=7, width=200, height=2, rx=1, class_="rule")]
    if interval is not None:
        x, width = min(interval.low * 200, 198), max(2, (interval.high - interval.low) * 200)
        parts.append(element("rect", x=x, y=4, width=width, height=8, rx=4, class_="span"))
    parts.append(element("circle", cx=min(max(value * 200, 4), 196), cy=8, r=4))
    return element("svg", *parts, viewBox="0 0 200 16", class_="strip", aria_hidden="true", focusable="false")


def _chart(key: str, title: str, said: str, inside: Markup, axes: tuple[str, str]) -> Markup:
    middle = _TOP + _DOWN / 2
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", said, id=f"{key}-desc"),
        inside,
        _text(_LEFT + _ACROSS / 2, _HEIGHT - 8, axes[0], "axis", anchor="middle"),
        _text(16, middle, axes[1], "axis", anchor="middle", turn=-90),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        class_=f"chart {key}",
    )


def _grid(top: float) -> list[Markup]:
    parts = []
    for step in range(5):
        share = step / 4
        parts += [
            element("line", x1=_LEFT, x2=_LEFT + _ACROSS, y1=_y(share), y2=_y(share), class_="grid"),
            _text(_LEFT - 9, _y(share) + 4, f"{share * top * 100:g} %", "tick", anchor="end"),
            _text(_x(share), _y(0) + 20, f"{share * 100:g} %", "tick", anchor="middle"),
        ]
    return parts


def _curve(points: Sequence[tuple[float, float]]) -> Markup:
    if len(points) == 1:  # a line of one point is not drawn
        return element("circle", cx=points[0][0], cy=points[0][1], r=_SMALLEST)
    return element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points))


def _ceiling(error: float) -> float:
    """The least end of the axis, of those that four steps divide well, that holds `error`."""
    return next(top for top in (0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0) if error <= top)


def _x(share: float) -> float:
    return _LEFT + share * _ACROSS


def _y(share: float) -> float:
    return _TOP + (1 - share) * _DOWN


def _line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    return element("line", x1=_x(x1), y1=_y(y1), x2=_x(x2), y2=_y(y2), class_=class_)


def _text(x: float, y: float, words: str, class_: str, *, anchor: str = "start", turn: int = 0) -> Markup:
    turned = f"rotate({turn} {x:g} {y:g})" if turn else None
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor, transform=turned)
