"""Blocks of a PDF page: lines that stand below each other with nothing beside them that could part them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.formats.pdf.right_to_left import is_rtl
from ingest.formats.pdf.scripts import is_unspaced
from ingest.formats.pdf.text_runs import EDGES, Piece
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
_LABEL: Final = 40
"""Code points of a label."""
_VALUE: Final = 20.0
"""Heights by which a value stands beside its label at most."""
_MARKER: Final = 6
"""Code points of an item's mark."""
_MARKED: Final = 3.0
"""Heights by which an item stands beside its mark at most."""
_LINES: Final = 3
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
