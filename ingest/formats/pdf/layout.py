"""The rows of a PDF page in reading order: columns one after the other, tables row by row."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.formats.pdf.text_runs import Piece, is_rtl

_ALIGNED: Final = 3.0
"""Points within which two left edges are one."""
_GUTTER: Final = 4.0
"""Points that columns are apart at least."""
_LINES: Final = 4
"""Lines that a column has at least."""
_PROSE: Final = 18
"""Code points of a line in a column of prose; shorter ones are cells of a table."""
_PROSE_UNSPACED: Final = 9
_FILLED: Final = 0.6
"""Share of a column's width that a line of prose fills."""
_PROSE_SHARE: Final = 0.6
"""Share of a column's words that stand in such lines."""
_FEW_CROSS: Final = 0.2
"""Share of a page's pieces that may stand across the columns known from other pages."""
_DEPTH: Final = 3
_SAME_LINE: Final = 0.5
"""Heights by which pieces of one row differ at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces on one line, from left to right, in the column of that name (`""` where there is one)."""

    pieces: tuple[Piece, ...]
    column: str

    @property
    def x0(self) -> float:
        """Left edge, in points."""
        return min(piece.x0 for piece in self.pieces)

    @property
    def x1(self) -> float:
        """Right edge, in points."""
        return max(piece.x1 for piece in self.pieces)

    @property
    def base(self) -> float:
        """Where the row stands, in points downwards."""
        return self._main.base

    @property
    def size(self) -> float:
        """Height of its line, in points."""
        return self._main.size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(piece.bold for piece in self.pieces)

    @property
    def plain(self) -> str:
        """Its words with single spaces between."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def rtl(self) -> bool:
        """Whether it runs from right to left."""
        return is_rtl(self._main.text)

    @property
    def _main(self) -> Piece:
        return max(self.pieces, key=lambda piece: len(piece.text))


def rows(pieces: Sequence[Piece], gutters: Sequence[float] = (), column: str = "") -> list[Row]:
    """The rows of the pieces, in reading order; `gutters` are the edges of columns on the document's other pages."""
    if len(column) > _DEPTH:
        return lines_across(pieces, column)
    edge = gutter(pieces)
    if edge is None:
        edge = next((known for known in gutters if _may_part(pieces, known)), None)
    if edge is None:
        return lines_across(pieces, column)
    across = sorted((piece for piece in pieces if _crosses(piece, edge)), key=lambda piece: piece.base)
    found: list[Row] = []
    above = float("-inf")
    for below in [*(piece.base for piece in across), float("inf")]:
        band = [piece for piece in pieces if above < piece.base <= below and not _crosses(piece, edge)]
        found += rows([piece for piece in band if piece.x0 < edge - _ALIGNED], gutters, column + "l")
        found += rows([piece for piece in band if piece.x0 >= edge - _ALIGNED], gutters, column + "r")
        if below != above:
            found += lines_across([piece for piece in across if piece.base == below], column + "a")
        above = below
    return found


def lines_across(pieces: Sequence[Piece], column: str = "") -> list[Row]:
    """The rows from top to bottom, pieces on one line together, whatever columns there are."""
    return list(_in_lines(pieces, column))


def _crosses(piece: Piece, edge: float) -> bool:
    return piece.x0 < edge - _ALIGNED and piece.x1 > edge - _GUTTER / 2


def gutter(pieces: Sequence[Piece]) -> float | None:
    """The left edge of a column of prose that has another to its left; None where there is no such."""
    if len(pieces) < 2 * _LINES:
        return None
    best, edge = 0, None
    starts = sorted(piece.x0 for piece in pieces)
    for start in sorted({round(start) for start in starts}):
        first = bisect_left(starts, start - _ALIGNED)
        if bisect_right(starts, start + _ALIGNED) - first < _LINES:
            continue
        at = starts[first]
        left = [piece for piece in pieces if piece.x1 <= at - _GUTTER / 2]
        right = [piece for piece in pieces if piece.x0 >= at - _ALIGNED]
        weight = min(sum(len(piece.text) for piece in side) for side in (left, right))
        if weight > best and _is_prose(left) and _is_prose(right) and _side_by_side(left, right):
            best, edge = weight, at
    return edge


def _is_prose(side: Sequence[Piece]) -> bool:
    """Whether most of the words stand in lines as long as the column is wide."""
    if len(side) < _LINES:
        return False
    letters = sum(len(piece.text) for piece in side)
    least = _PROSE if sum(piece.text.count(" ") for piece in side) > letters / 20 else _PROSE_UNSPACED
    width = max(piece.x1 for piece in side) - min(piece.x0 for piece in side)
    filled = [len(piece.text) for piece in side if len(piece.text) >= least and piece.x1 - piece.x0 >= _FILLED * width]
    return len(filled) >= _LINES and sum(filled) >= _PROSE_SHARE * letters


def _may_part(pieces: Sequence[Piece], edge: float) -> bool:
    """Whether an edge of columns known from other pages is one here: few pieces cross it, and prose is beside it."""
    left = [piece for piece in pieces if piece.x1 <= edge - _GUTTER / 2]
    right = [piece for piece in pieces if piece.x0 >= edge - _ALIGNED]
    few = len(pieces) - len(left) - len(right) <= _FEW_CROSS * len(pieces)
    return bool(few and left and right and (_is_prose(left) or _is_prose(right)))


def _side_by_side(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    top = max(min(piece.base for piece in side) for side in (left, right))
    bottom = min(max(piece.base for piece in side) for side in (left, right))
    return all(sum(top <= piece.base <= bottom for piece in side) >= _LINES - 1 for side in (left, right))


def _in_lines(pieces: Sequence[Piece], column: str) -> Iterator[Row]:
    """Pieces from top to bottom, those on one line together."""
    line: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.base):
        if line and not _on_one_line(line[-1], piece):
            yield Row(tuple(_across(line)), column)
            line = []
        line.append(piece)
    if line:
        yield Row(tuple(_across(line)), column)


def _on_one_line(one: Piece, other: Piece) -> bool:
    apart = max(one.x0, other.x0) >= min(one.x1, other.x1) - 2
    return apart and other.base - one.base <= _SAME_LINE * min(one.size, other.size)


def _across(line: list[Piece]) -> list[Piece]:
    """From left to right, or as most of the pieces are written."""
    rtl = sum(is_rtl(piece.text) for piece in line)
    return sorted(line, key=lambda piece: piece.x0, reverse=2 * rtl > len(line))
