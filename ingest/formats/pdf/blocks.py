"""Blocks of a PDF page: lines that stand below each other with nothing beside them that could part them."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.formats.pdf.right_to_left import is_rtl
from ingest.formats.pdf.scripts import is_unspaced
from ingest.formats.pdf.text_runs import EDGES, Piece, begins_with_bullet
from ingest.lines import ends_sentence, lines

_NEXT: Final = 1.9
"""Heights of the letters by which the next line of a block stands below at most."""
_DOUBLE: Final = 2.6
"""Heights by which lines of a text stand apart at most, where they are set double."""
_TEXT: Final = 15.0
"""Heights of the letters from which a line is as wide as a text's."""
_OVERLAP: Final = 0.3
"""Share of the narrower line that stands below the other."""
_SIZE: Final = 0.16
_SAME_LINE: Final = 0.4
"""Heights by which pieces of one line differ at most."""
_WIDE: Final = 1.8
"""Width of a gap, in heights, that parts cells where no line above or below tells."""
_WIDEST: Final = 3.0
"""Width of a gap that lies within a sentence at most, however the line is stretched."""
_EVEN_GAPS: Final = 0.15
"""Heights by which gaps that are as wide differ at most."""
_NEAR: Final = 2.85
"""Heights within which the lines above and below tell whether a gap parts cells."""
_MOST_NEAR: Final = 30
_LABEL: Final = 40
"""Code points of a label."""
_VALUE: Final = 20.0
"""Heights by which a value stands beside its label at most."""
_MARKER: Final = 6
"""Code points of an item's mark."""
_MARKED: Final = 3.0
"""Heights by which an item stands beside its mark at most."""
_EVEN: Final = 0.3
"""Share of a text's lines that end at one edge where they are stretched to it."""
_LINES: Final = 3
_ALIGNED: Final = 1.0
"""Points within which two left edges are one."""
_LETTERS: Final = 18
"""Code points of a line of prose; shorter ones are cells of a table."""
_LETTERS_UNSPACED: Final = 9
_FILLED: Final = 0.6
_FILLED_SHARE: Final = 0.6
_GOING_ON: Final = 0.25
"""Share of a block's lines after its first that begin in the middle of a sentence."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines below each other, each one piece, from top to bottom."""

    lines: tuple[Piece, ...]

    @property
    def x0(self) -> float:
        """Left edge, in points."""
        return min(line.x0 for line in self.lines)

    @property
    def x1(self) -> float:
        """Right edge, in points."""
        return max(line.x1 for line in self.lines)

    @property
    def top(self) -> float:
        """Top of the letters of its first line, in points downwards."""
        return self.lines[0].base - self.lines[0].size

    @property
    def bottom(self) -> float:
        """Where its last line stands."""
        return self.lines[-1].base

    @property
    def size(self) -> float:
        """Usual height of its letters."""
        return median(line.size for line in self.lines)

    @property
    def prose(self) -> bool:
        """Whether it is running text, as lines filled one after the other show."""
        letters = sum(len(line.text) for line in self.lines)
        spaced = sum(line.text.count(" ") for line in self.lines) > letters / 20
        if len(self.lines) < _LINES or letters < (_LETTERS if spaced else _LETTERS_UNSPACED) * len(self.lines):
            return False
        width = self.x1 - self.x0
        filled = sum(line.x1 - line.x0 >= _FILLED * width for line in self.lines[:-1])
        return filled >= _FILLED_SHARE * (len(self.lines) - 1) and self.goes_on >= _GOING_ON

    @property
    def goes_on(self) -> float:
        """Share of the lines after the first that begin in the middle of a sentence."""
        begun = list(zip(self.lines, self.lines[1:], strict=False))
        inside = sum(is_inside(before.text, line.text) for before, line in begun)
        return inside / len(begun) if begun else 0.0


def is_inside(before: str, text: str) -> bool:
    """Whether a line's text goes on with the sentence of the line before; scripts without capitals tell less."""
    if ends_sentence(before):
        return False
    return text[:1].islower() or is_unspaced(text[0]) or is_rtl(text[0]) or "\uac00" <= text[0] <= "\ud7af"


def in_lines(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces from top to bottom, those on one line together and from left to right."""
    line: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.base):
        if line and piece.base - line[0].base > _SAME_LINE * min(line[0].size, piece.size):
            yield sorted(line, key=lambda piece: piece.x0)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda piece: piece.x0)


def without_stretch(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with those put together that a justified line holds apart: no gap stands there above or below."""
    lines = list(in_lines(pieces))
    bases = [line[0].base for line in lines]
    edges = _edges(lines)
    found: list[Piece] = []
    for index, line in enumerate(lines):
        reach = _NEAR * line[0].size
        around = range(bisect_left(bases, line[0].base - reach), bisect_right(bases, line[0].base + reach))
        others = [lines[at] for at in around if at != index][:_MOST_NEAR]
        current = line[0]
        filled = _fills(line, others)
        running = (edges is not None and _runs_through(line, others, *edges)) or _has_even_gaps(line, others)
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


def with_values(pieces: Sequence[Piece], prose: Set[Piece]) -> list[Piece]:
    """The pieces, with each label that ends in a colon put together with what stands beside it; neither is prose."""
    found: list[Piece] = []
    for line in in_lines(pieces):
        current = line[0]
        for piece in line[1:]:
            label = current.text.endswith((":", "：")) and len(current.text) <= _LABEL
            beside = 0 <= piece.x0 - current.x1 <= _VALUE * current.size
            if label and beside and current not in prose and piece not in prose:
                current = joined(current, piece)
            else:
                found.append(current)
                current = piece
        found.append(current)
    return found


def with_markers(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with each mark of a list's item that stands alone put together with the words beside it."""
    found: list[Piece] = []
    for line in in_lines(pieces):
        for piece in line:
            last = found[-1] if found and found[-1].base == line[0].base else None
            if last and _is_marker(last.text) and 0 <= piece.x0 - last.x1 <= _MARKED * last.size:
                found[-1] = joined(last, piece)
            else:
                found.append(piece)
    return found


def _is_marker(text: str) -> bool:
    """Whether the words are but the mark of an item."""
    shown = next(iter(lines(f"{text} x")), None)
    return shown is not None and len(text) <= _MARKER and shown.marker > len(text)


def joined(one: Piece, other: Piece) -> Piece:
    """Both pieces of a line as one."""
    left, right = (other, one) if is_rtl(one.text) and is_rtl(other.text) else (one, other)
    text = f"{left.text} {right.text}"
    return replace(
        one,
        text=text,
        x1=max(one.x1, other.x1),
        bold=one.bold and other.bold,
        spaced=other.spaced,
        edges=left.edges + left.edges[-EDGES:] + right.edges,
    )


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


def _runs_through(line: Sequence[Piece], lines: Sequence[Sequence[Piece]], left: float, right: float) -> bool:
    """Whether a line of words that is stretched from edge to edge goes on with one above, or one below with it."""
    above = [other for other in lines if other[0].base < line[0].base]
    below = [other for other in lines if other[0].base > line[0].base]
    stretched = abs(line[0].x0 - left) <= _ALIGNED and abs(line[-1].x1 - right) <= _ALIGNED
    words = len(line) > 1 and all(piece.text[0].isalpha() for piece in line)
    goes_on = (bool(above) and _reads_on(above[-1], line)) or (bool(below) and _reads_on(line, below[0]))
    return stretched and words and goes_on


def _has_even_gaps(line: Sequence[Piece], lines: Sequence[Sequence[Piece]]) -> bool:
    """Whether all gaps of the line are as wide, as only a stretched line's are, and it goes on in the line below."""
    gaps = [other.x0 - one.x1 for one, other in pairwise(line)]
    size = min(piece.size for piece in line)
    even = len(gaps) > 1 and max(gaps) - min(gaps) <= _EVEN_GAPS * size and 0 <= max(gaps) <= _WIDEST * size
    if not even or any(_begins_column(piece, lines) for piece in line[1:]):
        return False
    below = min((other for other in lines if other[0].base > line[0].base), key=lambda other: other[0].base, default=[])
    return bool(below) and abs(below[0].x0 - line[0].x0) <= _ALIGNED and is_inside(line[-1].text, below[0].text)


def _is_as_wide(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Whether both lines begin and end at the same edges."""
    return bool(one) and abs(one[0].x0 - other[0].x0) <= _ALIGNED and abs(one[-1].x1 - other[-1].x1) <= _ALIGNED


def _reads_on(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    return is_inside(one[-1].text, other[0].text) and other[0].text[0].islower()


def blocks(pieces: Sequence[Piece]) -> list[Block]:
    """The blocks that the pieces make, in the order of their first lines."""
    ordered = sorted(pieces, key=lambda piece: (piece.base, piece.x0))
    bases = [piece.base for piece in ordered]
    reach = _reach(ordered)
    below: dict[int, int] = {}
    above: dict[int, int] = {}
    for index, piece in enumerate(ordered):
        under = _beneath(ordered, bases, index, reach)
        if len(under) == 1 and _are_alike(piece, ordered[under[0]]):
            below[index] = under[0]
        for other in under:
            above[other] = above.get(other, 0) + 1
    linked = {index: under for index, under in below.items() if above[under] == 1}
    heads = set(range(len(ordered))) - set(linked.values())
    return [Block(tuple(_chain(ordered, linked, head))) for head in sorted(heads)]


def _reach(ordered: Sequence[Piece]) -> float:
    """Heights by which the next line of a block stands below at most: more where lines of text stand far apart."""
    wide = [piece for piece in ordered if piece.x1 - piece.x0 >= _TEXT * piece.size]
    steps = [(other.base - piece.base) / piece.size for piece, other in pairwise(wide) if piece.base < other.base]
    usual = median(steps) if len(steps) >= _LINES else 0.0
    return max(_NEXT, 1.2 * usual) if usual <= _DOUBLE else _NEXT


def _beneath(ordered: Sequence[Piece], bases: Sequence[float], index: int, reach: float) -> list[int]:
    """The pieces of the next line below that stand under the piece."""
    piece = ordered[index]
    first = bisect_right(bases, piece.base + _SAME_LINE * piece.size)
    last = bisect_left(bases, piece.base + reach * piece.size)
    found: list[int] = []
    for other in range(first, last):
        if found and ordered[other].base - ordered[found[0]].base > _SAME_LINE * piece.size:
            break
        if min(piece.x1, ordered[other].x1) - max(piece.x0, ordered[other].x0) > 0:
            found.append(other)
    return found


def _are_alike(piece: Piece, under: Piece) -> bool:
    overlap = min(piece.x1, under.x1) - max(piece.x0, under.x0)
    alike = abs(piece.size - under.size) <= _SIZE * max(piece.size, under.size)
    return alike and overlap >= _OVERLAP * min(piece.x1 - piece.x0, under.x1 - under.x0)


def _chain(ordered: Sequence[Piece], linked: dict[int, int], head: int) -> Iterator[Piece]:
    at: int | None = head
    while at is not None:
        yield ordered[at]
        at = linked.get(at)
