"""Gutters of a PDF page: the white space between columns of prose, over which nothing is read across."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.formats.pdf.blocks import in_lines, is_inside
from ingest.formats.pdf.text_runs import Piece
from ingest.lines import ends_sentence

_WIDTH: Final = 0.45
"""Width of a gutter at least, in heights of the letters beside it."""
_EDGE: Final = 1.5
"""Points by which lines begin left of their column's edge at most."""
_SET_IN: Final = 3.0
"""Heights by which a line of a column is set in at most."""
_LINES: Final = 3
"""Lines of prose on either side at least."""
_LETTERS: Final = 11
"""Code points of a column's usual line at least."""
_TEXT: Final = 80
"""Code points of prose on either side at least."""
_INSIDE: Final = 0.25
"""Share of a column's lines that begin in the middle of a sentence, at least."""
_NEXT: Final = 2.6
"""Heights by which the next line of a column's text stands below at most."""
_HOLE: Final = 1.3
"""Times the distance of lines beyond which something is left empty."""
_TIGHT: Final = 0.8
"""Heights by which lines stand apart at least."""
_LEVEL: Final = 0.4
"""Heights by which lines that stand level differ at most."""
_ALIGNED: Final = 3.0
"""Points within which two cells end level."""
_REACH: Final = 5
"""Lines of a page among which the next line of a column is."""
_FARTHER: Final = 3.5
"""Heights by which what belongs to a column stands beyond its prose at most."""
_CELL: Final = 240
"""Code points of a wrapped cell at most; what is longer is prose."""
_SAID: Final = 40
"""Code points from which something that ends as a sentence does is none of a table's short cells."""
_SHORT: Final = 0.4
"""Share of short cells beyond which what begins and ends level is a table."""
_MOST: Final = 80
"""Edges of a page that are tried; a page with more is a drawing or a table."""

Line = list[Piece]


@dataclass(frozen=True, slots=True)
class Gutter:
    """White space that ends at `x`, where the column to its right begins; y downwards, all in points.

    `in_table` says that what stands on both sides are the cells of rows.
    """

    x: float
    top: float
    bottom: float
    in_table: bool = False

    def spans(self, piece: Piece) -> bool:
        """Whether the piece stands on one side of it."""
        return self.top <= piece.base <= self.bottom


def gutters(pieces: Sequence[Piece]) -> list[Gutter]:
    """The gutters of a page, from left to right."""
    stretches = list(_stretches(pieces))
    edges = _edges(pieces)
    found: list[Gutter] = []
    for x in edges if len(edges) <= _MOST else ():
        runs = (run for stretch in stretches for run in _runs(stretch, x))
        found += [gutter for run, across in runs if (gutter := _gutter(run, x, found, across))]
    return [gutter for gutter in found if not gutter.in_table]


def regions(pieces: Sequence[Piece], found: Sequence[Gutter]) -> list[list[Piece]]:
    """The pieces in groups that are read by themselves: those between the same gutters."""
    groups: dict[tuple[Gutter | None, Gutter | None], list[Piece]] = defaultdict(list)
    for piece in pieces:
        near = [gutter for gutter in found if gutter.spans(piece)]
        left = max((each for each in near if each.x <= piece.x0 + _EDGE), key=lambda each: each.x, default=None)
        right = min((each for each in near if each.x > piece.x0 + _EDGE), key=lambda each: each.x, default=None)
        groups[left, right].append(piece)
    return list(groups.values())


def _edges(pieces: Sequence[Piece]) -> list[float]:
    """Where several pieces begin, from left to right; nothing stands left of the first."""
    starts = sorted(piece.x0 for piece in pieces)
    found: list[float] = []
    for one, other in pairwise(starts):
        if other - one <= _EDGE and one > starts[0] + _LETTERS and not (found and one - found[-1] <= _EDGE):
            found.append(one)
    return found


def _stretches(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces from top to bottom, parted by white space from side to side and by the rows of tables."""
    lines = list(in_lines(pieces))
    rows = _rows(lines)
    stretch: list[Piece] = []
    base = -math.inf
    for at, line in enumerate(lines):
        if at in rows or line[0].base - base > _FARTHER * line[0].size:
            yield stretch
            stretch = []
        base = line[0].base
        stretch += () if at in rows else line
    yield stretch


def _rows(lines: Sequence[Line]) -> set[int]:
    """Which of a page's lines are rows: several together of which no words go on above or below."""
    running: set[int] = set()
    for at, line in enumerate(lines):
        for piece in line:
            for other in (other for below in lines[at + 1 : at + _REACH] for other in below):
                level = abs(other.x0 - piece.x0) <= _SET_IN * piece.size
                if level and _goes_on([piece], [other]):
                    running |= {id(piece), id(other)}
    single = [len(line) > 1 and not any(id(piece) in running for piece in line) for line in lines]
    near = [
        single[at] and single[at + 1] and other[0].base - one[0].base <= _FARTHER * one[0].size
        for at, (one, other) in enumerate(pairwise(lines))
    ]
    return {row for at, together in enumerate(near) if together for row in (at, at + 1)}


def _runs(ordered: Sequence[Piece], x: float) -> Iterator[tuple[list[Piece], Piece | None]]:
    """The pieces from top to bottom, parted where one stands across the white space before the edge, and that one."""
    run: list[Piece] = []
    across: Piece | None = None
    for piece in ordered:
        if piece.x0 < x - _EDGE and piece.x1 > x - _WIDTH * piece.size:
            yield run, across
            run, across = [], piece
        else:
            run.append(piece)
    yield run, across


def _gutter(run: Sequence[Piece], x: float, known: Sequence[Gutter], across: Piece | None) -> Gutter | None:
    """The gutter before the edge, where prose stands on both of its sides.

    `known` are those further left, `across` is what stands above both sides.
    """
    if len(run) < 2 * _LINES:
        return None
    sides = [list(side) for side in (_left(run, x, known), _right(run, x))]
    spans = [_span(side) for side in sides]
    if not all(spans):
        return None
    tops, bottoms = zip(*(span for span in spans if span), strict=True)
    shared = [[line for line in side if max(tops) <= line[0].base <= min(bottoms)] for side in sides]
    letters = (sum(len(piece.text) for line in side for piece in line) for side in shared)
    if min(map(len, shared)) < _LINES or min(letters) < _TEXT:
        return None
    top = _grown(min(tops), [[line for line in side[::-1] if line[0].base < min(tops)] for side in sides], across)
    bottom = _grown(max(bottoms), [[line for line in side if line[0].base > max(bottoms)] for side in sides])
    inside = [[line for line in side if top <= line[0].base <= bottom] for side in sides]
    return Gutter(x, top, bottom, _is_table(*inside))


def _right(run: Sequence[Piece], x: float) -> Iterator[Line]:
    """The lines of the column that begins at the edge, as far as no wide gap parts them."""
    for line in in_lines([piece for piece in run if piece.x0 >= x - _EDGE]):
        if line[0].x0 <= x + _SET_IN * line[0].size:
            gaps = (at for at, (one, other) in enumerate(pairwise(line), 1) if other.x0 - one.x1 > _SET_IN * one.size)
            yield line[: next(gaps, None)]


def _left(run: Sequence[Piece], x: float, known: Sequence[Gutter]) -> Iterator[Line]:
    """The lines of the column that ends before the edge."""
    lines = list(in_lines([piece for piece in run if piece.x0 < x - _EDGE]))
    often = Counter(round(line[-1].x0) for line in lines).most_common(1)
    usual = float(often[0][0]) if often and often[0][1] > len(lines) / 2 else -math.inf
    for line in lines:
        start = max((gutter.x for gutter in known if gutter.spans(line[0])), default=usual)
        inside = [piece for piece in line if piece.x0 >= start - _EDGE]
        wide = [at for at, (one, other) in enumerate(pairwise(inside), 1) if other.x0 - one.x1 > _SET_IN * one.size]
        if inside:
            yield inside[wide[-1] if wide else 0 :]


def _span(lines: Sequence[Line]) -> tuple[float, float] | None:
    """Where the prose among a column's lines begins and ends; None where there is too little of it."""
    going = [(one[0].base, other[0].base) for one, other in pairwise(lines) if _goes_on(one, other)]
    letters = sum(len(piece.text) for line in lines for piece in line)
    if len(lines) < _LINES or len(going) < max(2, _INSIDE * (len(lines) - 1)) or letters < _LETTERS * len(lines):
        return None
    return going[0][0], going[-1][1]


def _goes_on(one: Line, other: Line) -> bool:
    """Whether the line below goes on with the sentence of the other."""
    near = abs(other[0].base - one[0].base) <= _NEXT * one[0].size
    return near and is_inside(one[-1].text, other[0].text)


def _grown(edge: float, sides: Sequence[Sequence[Line]], across: Piece | None = None) -> float:
    """The edge of a gutter, moved over the lines near by, up to one that goes on with what stands across both sides."""
    lines = sorted((line for side in sides for line in side), key=lambda line: abs(line[0].base - edge))
    for line in lines:
        size = line[0].size
        if abs(line[0].base - edge) > _FARTHER * size or (across and _goes_on([across], line)):
            break
        edge = line[0].base
    return edge


def _is_table(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether what stands on both sides are the cells of rows.

    Rows begin level on both sides after lines that their longest cell alone fills; columns of prose leave no such
    lines, and hardly ever begin level.
    """
    sides = (left, right)
    first, last = max(side[0][0].base for side in sides), min(side[-1][0].base for side in sides)
    starts = [
        [cell[0][0] for cell in _cells(side)[1:] if first <= cell[0][0].base <= last + _ALIGNED] for side in sides
    ]
    if not any(starts):
        return False
    if not all(_begins_level(start, sides[1 - side]) for side in (0, 1) for start in starts[side]):
        return False
    rows = sorted(start.base for side in starts for start in side)
    cells = [_cut(side, rows) for side in sides]
    lengths = [sum(len(piece.text) for line in cell for piece in line) for side in cells for cell in side]
    level = all(abs(one[-1][0].base - other[-1][0].base) <= _ALIGNED for one, other in zip(*cells, strict=False))
    said = [ends_sentence(cell[-1][-1].text) for side in cells for cell in side]
    short = sum(length < _SAID or not ends for length, ends in zip(lengths, said, strict=True))
    return max(lengths) <= _CELL and (not level or short > _SHORT * len(said))


def _cut(lines: Sequence[Line], rows: Sequence[float]) -> list[list[Line]]:
    """The lines in the rows that begin there."""
    cells: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        cells[bisect_left(rows, line[0].base + _ALIGNED)].append(line)
    return list(cells.values())


def _cells(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in groups between which something is left empty."""
    steps = [(other[0].base - one[0].base) / one[0].size for one, other in pairwise(lines)]
    pitch = min((step for step in steps if step > _TIGHT), default=_TIGHT)
    found = [[lines[0]]]
    for line, step in zip(lines[1:], steps, strict=True):
        if step > _HOLE * pitch:
            found.append([])
        found[-1].append(line)
    return found


def _begins_level(start: Piece, lines: Sequence[Line]) -> bool:
    """Whether no sentence of the lines on the other side runs on where the line stands."""
    below = next((at for at, line in enumerate(lines) if line[0].base >= start.base - _LEVEL * start.size), len(lines))
    return not 0 < below < len(lines) or not _goes_on(lines[below - 1], lines[below])
