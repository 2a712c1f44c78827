"""The picture is an SVG that stands alone, says the numbers, and keeps inside its frame."""

import xml.etree.ElementTree as ET  # what is parsed here was made here

import pytest

from benchmarks.picture import ROWS, draw, number

OURS = {row.name: 1.0 + place for place, row in enumerate(ROWS)} | {"cold start": 0.84, "memory": 212.0}
THEIRS = {row.name: 90.0 + place for place, row in enumerate(ROWS)} | {"cold start": 8.4, "memory": 106.0}


def _parts(svg: str, kind: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{{http://www.w3.org/2000/svg}}{kind}"))  # noqa: S314  # as above


def test_it_says_every_number_with_its_unit_and_the_ratio() -> None:
    said = [part.text for part in _parts(draw(OURS, THEIRS, "about"), "text")]
    for row in ROWS:
        assert f"{number(OURS[row.name])} {row.unit}" in said
        assert f"{number(THEIRS[row.name])} {row.unit}" in said
    assert said.count("10×") == 1
    assert "2.0×" in said


@pytest.mark.parametrize(("theirs", "word"), [(0.42, "slower"), (0.83, "alike"), (0.85, "alike"), (8.4, "faster")])
def test_a_worse_figure_is_called_so(theirs: float, word: str) -> None:
    texts = _parts(draw(OURS, THEIRS | {"cold start": theirs}, ""), "text")
    words = [part.text for part in texts if part.get("class") == "end"]
    assert words[[row.name for row in ROWS].index("cold start")] == word


def test_bars_are_as_long_as_their_numbers() -> None:
    bars = [float(bar.get("width", 0)) for bar in _parts(draw(OURS, THEIRS, ""), "rect") if bar.get("height") == "15"]
    assert bars[0] / bars[1] == pytest.approx(0.1)
    assert len(bars) == 2 * len(ROWS)


def test_it_is_small_needs_nothing_from_elsewhere_and_takes_any_text() -> None:
    svg = draw(OURS, THEIRS, "<a> & b")
    assert len(svg.encode()) < 10_000
    assert "<a> & b" in [part.text for part in _parts(svg, "text")]
    assert svg.count("http") == 1  # the name of SVG's namespace
    assert "prefers-color-scheme: dark" in svg


def test_numbers_have_the_digits_that_tell() -> None:
    assert [number(value) for value in (0.837, 7.31, 62.4, 1024.0)] == ["0.84", "7.3", "62", "1,024"]
