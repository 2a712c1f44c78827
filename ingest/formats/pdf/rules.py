"""The straight lines that a PDF page draws: the rules of its tables, also as edges of boxes."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pypdfium2.raw as pdfium

from ingest.formats.pdf.glyphs import turned

_MOST: Final = 6000
"""Lines of a page that are read; a fuller one is a drawing, not a table."""
_MOST_SEGMENTS: Final = 400
"""Segments of one path; a longer one is a drawing."""
_DEPTH: Final = 4
"""Forms within each other that are read."""
_STRAIGHT: Final = 0.6
"""Points by which the ends of a line across differ at most."""
_SHORTEST: Final = 4.0
_LONGEST: Final = 1e5
"""Points of a line; a damaged file may say that one has no end."""
_STROKED: Final = "stroked"
_THICKEST: Final = 3.0
_JOINED: Final = 2.0
"""Points between two lines that are one, dashed or drawn cell by cell."""

Matrix = tuple[float, float, float, float, float, float]
_SAME: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across or down the page as its reader sees it, at `at` and from `start` to `end`, in points."""

    across: bool
    at: float
    start: float
    end: float

    def covers(self, start: float, end: float) -> bool:
        """Whether it runs from one to the other."""
        return self.start <= start + _JOINED and self.end >= end - _JOINED


def rules(page: Any, turn: int) -> list[Rule]:
    """The lines across and down the page for text of that turn, pieces of one line put together; none of a drawing."""
    count = pdfium.FPDFPage_CountObjects(page)
    found: list[Rule] = []
    for index in range(min(count, _MOST)):
        found += _of_object(pdfium.FPDFPage_GetObject(page, index), _SAME, turn, _DEPTH)
        if len(found) > _MOST:
            return []
    return list(_joined(found))


def _of_object(item: Any, outer: Matrix, turn: int, depth: int) -> Iterator[Rule]:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
        inner = _times(_matrix(item), outer)
        for index in range(min(max(0, pdfium.FPDFFormObj_CountObjects(item)), _MOST)):
            yield from _of_object(pdfium.FPDFFormObj_GetObject(item, index), inner, turn, depth - 1)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH and (drawn := _drawn(item)):
        points = list(_points(item, _times(_matrix(item), outer), turn))
        lined = bool(points) and (drawn == _STROKED or _is_thin(points))
        for (one, _), (other, straight) in pairwise(points if lined else ()):
            if straight:
                yield from _between(one, other)


def _drawn(path: Any) -> str:
    """How the path is drawn, "" where it does not show."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
        return ""
    return _STROKED if stroke.value else "filled" if fill.value else ""


def _is_thin(points: Sequence[tuple[tuple[float, float], bool]]) -> bool:
    """Whether what is filled is a line; what is wider is a shade, whose edges hold no cell for sure."""
    xs, ys = [x for (x, _), _ in points], [y for (_, y), _ in points]
    return min(max(xs) - min(xs), max(ys) - min(ys)) <= _THICKEST


def _points(path: Any, matrix: Matrix, turn: int) -> Iterator[tuple[tuple[float, float], bool]]:
    """The points of the path, each with whether a straight line leads to it."""
    count = pdfium.FPDFPath_CountSegments(path)
    if count > _MOST_SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    first = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        a, b, c, d, e, f = matrix
        here = turned(a * x.value + c * y.value + e, b * x.value + d * y.value + f, turn)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        first = here if kind == pdfium.FPDF_SEGMENT_MOVETO else first
        yield here, kind == pdfium.FPDF_SEGMENT_LINETO
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield first, True


def _between(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    """The line between the points, where it runs across or down."""
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if down <= _STRAIGHT and _SHORTEST <= across <= _LONGEST:
        yield Rule(True, one[1], min(one[0], other[0]), max(one[0], other[0]))
    elif across <= _STRAIGHT and _SHORTEST <= down <= _LONGEST:
        yield Rule(False, one[0], min(one[1], other[1]), max(one[1], other[1]))


def _joined(found: list[Rule]) -> Iterator[Rule]:
    """The lines, those put together that go on in each other or lie side by side as the edges of a thick one."""
    current: Rule | None = None
    for rule in sorted(found, key=lambda rule: (rule.across, round(rule.at / _JOINED), rule.start)):
        level = current is not None and rule.across == current.across and abs(rule.at - current.at) <= _JOINED
        if current is not None and level and rule.start <= current.end + _JOINED:
            current = Rule(current.across, current.at, current.start, max(current.end, rule.end))
        else:
            if current is not None:
                yield current
            current = rule
    if current is not None:
        yield current


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _SAME
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that does the inner one's work and then the outer one's."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
