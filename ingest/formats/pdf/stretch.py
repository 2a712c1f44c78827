"""Lines of a PDF page that are stretched from edge to edge: words that wide spaces hold apart are one line."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ingest.formats.pdf.blocks import in_lines, is_inside, joined
from ingest.formats.pdf.text_runs import Piece, begins_with_bullet

_SIZE: Final = 0.16
"""Share by which the letters of one line differ in height at most."""
_LINES: Final = 3
"""Lines that end at one edge where a text is stretched to it, at least."""
_WIDE: Final = 1.8
"""Width of a gap, in heights, that parts cells where no line above or below tells."""
_WIDEST: Final = 3.0
"""Width of a gap that lies within a sentence at most, however the line is stretched."""
_GAPS: Final = 3
"""Gaps of a line at least, of which it tells that all are as wide: two may be those of a table of three columns."""
_EVEN_GAPS: Final = 0.15
"""Heights by which gaps that are as wide differ at most."""
_NEAR: Final = 2.85
"""Heights within which the lines above and below tell whether a gap parts cells."""
_MOST_NEAR: Final = 30
_EVEN: Final = 0.3
"""Share of a text's lines that end at one edge where they are stretched to it."""
_SOLID: Final = 6
_SOLID_SHARE: Final = 0.7
"""Lines of a column of prose that run from edge to edge, at least, and their share."""
_ALIGNED: Final = 1.0
"""Points within which two left edges are one."""


def without_stretch(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with those put together that a justified line holds apart: no gap stands there above or below."""
    lines = list(in_lines(pieces))
    bases = [line[0].base for line in lines]
    edges = _edges(lines)
    solid = edges is not None and _is_solid(lines, *edges)
    found: list[Piece] = []
    for index, line in enumerate(lines):
        reach = _NEAR * line[0].size
        around = range(bisect_left(bases, line[0].base - reach), bisect_right(bases, line[0].base + reach))
        others = [lines[at] for at in around if at != index][:_MOST_NEAR]
        current = line[0]
        filled = _fills(line, others)
        running = (edges is not None and _runs_through(line, others, *edges, solid=solid)) or _has_even_gaps(
            line, others
        )
        for piece in line[1:]:
            if (
                running
                or (filled and not _begins_column(piece, others))
                or _is_stretched(current, piece, others, alone=len(line) == 2)
            ):
                current = joined(current, piece)
            else:
                found.append(current)
                current = piece
        found.append(current)
    return found


def _nearest(one: Piece, other: Piece, lines: Sequence[Sequence[Piece]]) -> Iterator[list[Piece]]:
    """What stands next above and next below the two pieces of a line, from left to right."""
    left, right = one.x0, other.x1
    under = [[piece for piece in line if piece.x0 < right and piece.x1 > left] for line in lines]
    above = [line for line in under if line and line[0].base < one.base]
    below = [line for line in under if line and line[0].base > one.base]
    yield from above[-1:]
    yield from below[:1]


def _is_stretched(one: Piece, other: Piece, lines: Sequence[Sequence[Piece]], *, alone: bool) -> bool:
    """Whether the gap between two pieces of a line, `alone` on it or not, is but a wide space."""
    gap = (other.x0 - one.x1) / min(one.size, other.size)
    if (
        begins_with_bullet(other.text)
        or not 0 <= gap <= _WIDEST
        or abs(one.size - other.size) > _SIZE * max(one.size, other.size)
    ):
        return False
    if _begins_column(other, lines):
        return False
    near = list(_nearest(one, other, lines))
    if any(a.x1 < other.x0 and b.x0 > one.x1 for line in near for a, b in pairwise(line)):
        return False
    return (alone and gap <= _WIDE) or any(piece.x0 < one.x1 and piece.x1 > other.x0 for line in near for piece in line)


def _begins_column(piece: Piece, lines: Sequence[Sequence[Piece]]) -> bool:
    """Whether other lines have something that begins where the piece does."""
    return any(abs(other.x0 - piece.x0) <= _ALIGNED for line in lines for other in line)


def _fills(line: Sequence[Piece], lines: Sequence[Sequence[Piece]]) -> bool:
    """Whether a line of few long words is a part of one sentence with the line above or below, as wide as that one."""
    above = max((other for other in lines if other[0].base < line[0].base), key=lambda other: other[0].base, default=[])
    below = min((other for other in lines if other[0].base > line[0].base), key=lambda other: other[0].base, default=[])
    if len(line) < 2:
        return False
    return (_is_as_wide(above, line) and _reads_on(above, line)) or (
        _is_as_wide(below, line) and _reads_on(line, below)
    )


def _edges(lines: Sequence[Sequence[Piece]]) -> tuple[float, float] | None:
    """Where most lines begin, and where many end; None where they end anywhere."""
    left, right = (
        Counter(round(x) for x in ends).most_common(1)
        for ends in ([line[0].x0 for line in lines], [line[-1].x1 for line in lines])
    )
    if not left or right[0][1] < max(_LINES, _EVEN * len(lines)):
        return None
    return left[0][0], right[0][0]


def _is_solid(lines: Sequence[Sequence[Piece]], left: float, right: float) -> bool:
    """Whether the lines are those of a column of prose: most run from edge to edge, in the middle of a sentence."""
    full = sum(abs(line[0].x0 - left) <= _ALIGNED and abs(line[-1].x1 - right) <= _ALIGNED for line in lines)
    inside = sum(_reads_on(one, other) for one, other in pairwise(lines))
    return full >= max(_SOLID, _SOLID_SHARE * len(lines)) and 2 * inside > len(lines)


def _runs_through(
    line: Sequence[Piece], lines: Sequence[Sequence[Piece]], left: float, right: float, *, solid: bool
) -> bool:
    """Whether a line of words that is stretched from edge to edge goes on with one above, or one below with it.

    In a `solid` column of prose every such line does.
    """
    above = [other for other in lines if other[0].base < line[0].base]
    below = [other for other in lines if other[0].base > line[0].base]
    stretched = abs(line[0].x0 - left) <= _ALIGNED and abs(line[-1].x1 - right) <= _ALIGNED
    words = len(line) > 1 and all(piece.text[0].isalpha() for piece in line)
    goes_on = (bool(above) and _reads_on(above[-1], line)) or (bool(below) and _reads_on(line, below[0]))
    return stretched and words and (goes_on or solid)


def _has_even_gaps(line: Sequence[Piece], lines: Sequence[Sequence[Piece]]) -> bool:
    """Whether all gaps of the line are as wide, as only a stretched line's are, and it goes on in the line below."""
    gaps = [other.x0 - one.x1 for one, other in pairwise(line)]
    size = min(piece.size for piece in line)
    even = len(gaps) >= _GAPS and max(gaps) - min(gaps) <= _EVEN_GAPS * size and 0 <= max(gaps) <= _WIDEST * size
    if not even or any(_begins_column(piece, lines) for piece in line[1:]):
        return False
    below = min((other for other in lines if other[0].base > line[0].base), key=lambda other: other[0].base, default=[])
    return bool(below) and abs(below[0].x0 - line[0].x0) <= _ALIGNED and is_inside(line[-1].text, below[0].text)


def _is_as_wide(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Whether both lines begin and end at the same edges."""
    return bool(one) and abs(one[0].x0 - other[0].x0) <= _ALIGNED and abs(one[-1].x1 - other[-1].x1) <= _ALIGNED


def _reads_on(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    return is_inside(one[-1].text, other[0].text) and other[0].text[0].islower()
