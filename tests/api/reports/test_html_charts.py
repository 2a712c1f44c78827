"""What the charts draw lies on the canvas and can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.reports import html_charts
from retriever.evaluation.curves import Point, answered, reliability, risk_coverage
from retriever.evaluation.judging import Outcome
from retriever.evaluation.statistics import Interval
from tests.api.reports.browsed import Read
from tests.retriever.evaluation.factory import outcome
from tests.retriever.evaluation.strategies import RUNS

SHARES = st.floats(0, 1)
POINTS = st.lists(st.builds(Point, SHARES, SHARES, SHARES), min_size=1, max_size=5)


def require_inside(chart: str) -> None:
    read = Read(chart)
    width, height = map(float, str(dict(read.elements)["svg"]["viewbox"]).split()[2:])
    for tag, known in read.elements:
        pairs = [pair.split(",") for pair in (known.get("points") or "").split()]
        across = [known.get(name) for name in ("x", "x1", "x2", "cx")] + [pair[0] for pair in pairs]
        down = [known.get(name) for name in ("y", "y1", "y2", "cy")] + [pair[1] for pair in pairs]
        assert all(0 <= float(each) <= width for each in across if each is not None), (tag, known)
        assert all(0 <= float(each) <= height for each in down if each is not None), (tag, known)


@given(POINTS, st.none() | st.builds(Point, SHARES, SHARES, SHARES))
def test_every_mark_lies_on_the_canvas(points: list[Point], chosen: Point | None) -> None:
    require_inside(html_charts.coverage(points, chosen))


@given(RUNS)
def test_every_runs_charts_lie_on_the_canvas(run: list[Outcome]) -> None:
    require_inside(html_charts.reliability(reliability(run), 0.5))
    require_inside(html_charts.coverage(risk_coverage(run)[-1:], answered(run, 0.5)))


@pytest.mark.parametrize("ends", [(0.0, 0.001), (0.2, 0.6), (0.999, 1.0)])
def test_an_interval_lies_on_its_rule(ends: tuple[float, float]) -> None:
    read = Read(html_charts.strip(ends[0], Interval(*ends, 5)))
    [span] = [known for _, known in read.elements if known.get("class") == "span"]
    assert float(span["x"] or 0) >= 0
    assert float(span["x"] or 0) + float(span["width"] or 0) <= 200


def test_one_point_is_a_dot_and_more_are_a_line() -> None:
    def drawn(points: list[Point]) -> list[str]:
        return [tag for tag, _ in Read(html_charts.coverage(points, None)).elements if tag in ("circle", "polyline")]

    assert drawn([Point(0.5, 1, 0.2)]) == ["circle"]
    assert drawn([Point(0.5, 0.5, 0.1), Point(0.2, 1, 0.2)]) == ["polyline"]


def test_the_threshold_above_all_that_is_drawn_is_on_the_chart() -> None:
    run = [outcome(confidence=0.9, ranks=(2,))] * 3 + [outcome(confidence=0.5, refused=True)] * 60
    require_inside(html_charts.coverage(risk_coverage(run)[-1:], answered(run, 0.9)))
