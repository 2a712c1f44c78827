"""Where a PDF page fits no reading order: text over text, lines on both sides of a figure, rows of torn sentences."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ingest.formats.pdf.blocks import is_inside
from ingest.formats.pdf.right_to_left import is_rtl
from ingest.formats.pdf.tables import Area
from ingest.formats.pdf.text_runs import Piece

_SAME: Final = 0.15
"""Heights by which what stands on one line, printed twice or wider than its cell, is level at most."""
_OVER: Final = 0.75
"""Heights by which lines stand apart at least that do not run through each other."""
_SHARED: Final = 1.0
"""Heights along which two lines run through each other at least."""
_WORDS: Final = 16
"""Code points of a line at least; what is shorter marks something in a drawing."""
_TANGLED: Final = 4
"""Lines that run through others, from which two texts lie over each other."""
_EDGE: Final = 6.0
"""Heights by which a full line ends off the edge of the text at most."""
_SIZE: Final = 0.12
"""Share by which lines of one text differ in height at most."""
_ALIGNED: Final = 3.0
"""Points within which two cells stand in one column."""
_NEXT: Final = 2.6
"""Heights by which the next line of a text stands below at most."""
_PROSE: Final = 40
"""Code points of what is a text rather than a mark or a value."""


def tangled(pieces: Sequence[Piece]) -> list[Piece]:
    """The printed lines that run through each other, of which nobody can tell what goes on where."""
    printed = [piece for piece in pieces if piece.edges or is_rtl(piece.text)]
    ordered = sorted((piece for piece in printed if len(piece.text) >= _WORDS), key=lambda piece: piece.base)
    bases = [piece.base for piece in ordered]
    found: dict[int, Piece] = {}
    for at, piece in enumerate(ordered):
        for other in ordered[at + 1 : bisect_right(bases, piece.base + _OVER * piece.size)]:
            if _run_through(piece, other):
                found |= {id(piece): piece, id(other): other}
    return list(found.values()) if len(found) >= _TANGLED else []


def _run_through(piece: Piece, other: Piece) -> bool:
    size = min(piece.size, other.size)
    apart = other.base - piece.base
    return _SAME * size < apart < _OVER * size and min(piece.x1, other.x1) - max(piece.x0, other.x0) >= _SHARED * size


def lines_apart(areas: Sequence[Area]) -> list[Area]:
    """The lines of the areas, each to be read by itself, from top to bottom."""
    lines = [line for area in areas for line in area.lines]
    return [Area(((line,),), apart=True) for line in sorted(lines, key=lambda line: (line.base, line.x0))]


def are_tangled(areas: Sequence[Area]) -> bool:
    """Whether texts among the areas stand beside each other though no white space parts them."""
    texts = [area for area in areas if len(area.lines) > 1 and _length(area) >= _PROSE and len(area.cells) == 1]
    return any(_are_level(one, other) for at, one in enumerate(texts) for other in texts[at + 1 :])


def without_doubtful(areas: Sequence[Area], pieces: Sequence[Piece]) -> list[Area]:
    """The areas, those that fit no reading order as the pieces of the page that they were made of, each apart."""
    doubtful = {id(area) for area in [*_around_figures(areas), *_torn(areas)]}
    whole = {id(line) for area in areas for line in area.lines}
    free = sorted((piece for piece in pieces if id(piece) not in whole), key=lambda piece: piece.base)
    bases = [piece.base for piece in free]
    taken: set[int] = set()
    found: list[Area] = []
    for area in areas:
        if area.apart or id(area) in doubtful:
            for line in lines_apart([area]):
                near = _OVER * line.lines[0].size / 2
                base = line.lines[0].base
                level = free[bisect_left(bases, base - near) : bisect_right(bases, base + near)]
                parts = _taken_apart(line.lines[0], [piece for piece in level if id(piece) not in taken])
                taken |= set(map(id, parts))
                found += [Area(((piece,),), apart=True) for piece in parts] or [line]
        else:
            found.append(area)
    return found


def _taken_apart(line: Piece, level: Sequence[Piece]) -> list[Piece]:
    """The pieces among those level with it that a line was put together from, none where they are not its words."""
    inside = sorted((piece for piece in level if piece.x0 >= line.x0 and piece.x1 <= line.x1), key=lambda each: each.x0)
    for ordered in (inside, inside[::-1]):
        rest = "".join(line.text.split())
        parts: list[Piece] = []
        for piece in ordered:
            words = "".join(piece.text.split())
            if words and rest.startswith(words):
                parts.append(piece)
                rest = rest[len(words) :]
        if not rest:
            return sorted(parts, key=lambda piece: piece.x0)
    return []


def _around_figures(areas: Sequence[Area]) -> list[Area]:
    """Areas side by side that all go on in the middle of the sentence of the full line above them."""
    found: list[Area] = []
    texts = [area for area in areas if len(area.cells) == 1 and _length(area) >= _PROSE]
    for wide in texts:
        last = wide.lines[-1]
        below = [
            area
            for area in texts
            if 0 < area.lines[0].base - last.base <= _NEXT * last.size
            and abs(area.lines[0].size - last.size) <= _SIZE * last.size
            and area.x0 < last.x1
            and area.x1 > last.x0
        ]
        full = below and last.x1 >= max(area.x1 for area in below) - _EDGE * last.size
        if len(below) > 1 and full and all(_reads_on(last, area.lines[0]) for area in below):
            found += [wide, *below]
    return found


def _torn(areas: Sequence[Area]) -> list[Area]:
    """Rows of which several cells go on with the sentences of the row above."""
    found: list[Area] = []
    for one, other in pairwise(areas):
        near = 0 < other.top - one.bottom + other.lines[0].size <= _NEXT * other.lines[0].size
        if len(one.cells) > 1 and len(other.cells) > 1 and near and not any(line.cell for line in other.lines):
            going = sum(
                _reads_on(upper[-1], lower[0])
                for upper in one.cells
                for lower in other.cells
                if abs(upper[0].x0 - lower[0].x0) <= _ALIGNED
            )
            found += [one, other] if going > 1 else []
    return found


def _reads_on(line: Piece, below: Piece) -> bool:
    return is_inside(line.text, below.text) and below.text[0].islower()


def _are_level(one: Area, other: Area) -> bool:
    return min(one.bottom, other.bottom) > max(one.top, other.top) + one.lines[0].size


def _length(area: Area) -> int:
    return sum(len(line.text) for line in area.lines)
