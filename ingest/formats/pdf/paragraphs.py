"""Paragraphs of a PDF: rows joined where a line's width made the break, also over columns and pages."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.formats.pdf.layout import Row
from ingest.lines import ends_sentence, lines

_SIZE: Final = 0.12
"""Share by which lines of one paragraph differ in height at most."""
_LEADING: Final = 1.3
"""Times the usual distance of lines beyond which a new paragraph starts."""
_INDENT: Final = 0.7
"""Heights of a line by which a first line is set in."""
_CELL_GAP: Final = 1.8
"""Heights of a line between two cells of a table where no other row tells."""
_ALIGNED: Final = 3.0
_BULLET: Final = re.compile(r"\A[•●▪■◦○‣➢✓·][ \t\u00a0\u3000]*")
_COLUMNS: Final = 4
"""Pieces in a row that make it a table's."""
_FULL_SHARE: Final = 0.6
"""Share of a page's width that a full line takes at least."""
_MARKER: Final = 6
"""Code points of a list's marker or a heading's number that stands apart from its words."""


@dataclass(slots=True)
class Part:
    """A paragraph, a heading or a table's row: its lines, each with whether the file has a space after it."""

    page: int
    size: float
    bold: bool
    lines: list[tuple[str, bool]] = field(default_factory=list)
    table: bool = False
    item: bool = False

    @property
    def length(self) -> int:
        """Code points."""
        return sum(len(line) for line, _ in self.lines)


def parts(pages: Sequence[Sequence[Row]], widths: Sequence[float]) -> list[Part]:
    """The parts of a document's pages, in order; `widths` are those of the pages, in points."""
    found: list[Part] = []
    before: _Line | None = None
    for number, (rows, width) in enumerate(zip(pages, widths, strict=True), start=1):
        for line in _lines(rows, width):
            if before is not None and found and _goes_on(before, line, found[-1], new_page=found[-1].page != number):
                found[-1].lines.append((line.text, line.spaced))
            else:
                found.append(
                    Part(number, line.row.size, line.row.bold, [(line.text, line.spaced)], line.table, line.item)
                )
            before = line
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as text, with what tells whether the next goes on.

    `room` is what is left of its column after it, `indent` what it is set in from its column's edge, both in points and
    in the direction that it runs; `pitch` is the usual distance of lines in heights.
    """

    row: Row
    text: str
    spaced: bool
    table: bool
    item: bool
    numbered: bool
    room: float
    indent: float
    pitch: float


def _lines(rows: Sequence[Row], width: float) -> Iterator[_Line]:
    columns = {row.column for row in rows}
    edges = {name: _edges([row for row in rows if row.column == name], width) for name in columns}
    pitch = _pitch(rows)
    for index, row in enumerate(rows):
        cells = _cells(row, [*rows[max(index - 1, 0) : index], *rows[index + 1 : index + 2]])
        text = " | ".join(cells)
        shown = next(iter(lines(text)), None)
        left, right = edges[row.column]
        room, indent = (row.x0 - left, right - row.x1) if row.rtl else (right - row.x1, row.x0 - left)
        yield _Line(
            row,
            _BULLET.sub("", text) or text,
            row.pieces[-1].spaced,
            len(cells) > 1,
            bool(shown and shown.begins_item),
            bool(shown and shown.number and not shown.marker),
            room,
            indent,
            pitch,
        )


def _edges(rows: Sequence[Row], width: float) -> tuple[float, float]:
    """Where most lines begin, and where the long ones end; on a page of short lines, where long ones would end."""
    starts = Counter(round(row.x0) for row in rows)
    ends = sorted(row.x1 for row in rows)
    left = float(starts.most_common(1)[0][0])
    right = ends[-1 - len(ends) // 20]
    return left, right if rows[0].column else max(right, left + _FULL_SHARE * width)


def _pitch(rows: Sequence[Row]) -> float:
    """The usual distance of two lines in their height."""
    near = [
        (after.base - before.base) / before.size
        for before, after in pairwise(rows)
        if before.size and before.column == after.column and 0 < after.base - before.base < 3 * before.size
    ]
    return median(near) if near else _LEADING


def _cells(row: Row, neighbours: Sequence[Row]) -> list[str]:
    """The row's words; more than one where it is a table's."""
    cells = [row.pieces[0].text]
    starts = [piece.x0 for neighbour in neighbours for piece in neighbour.pieces[1:]]
    for before, piece in pairwise(row.pieces):
        gap = max(piece.x0 - before.x1, before.x0 - piece.x1)
        aligned = len(row.pieces) >= _COLUMNS or any(abs(start - piece.x0) <= _ALIGNED for start in starts)
        apart = (aligned or gap > _CELL_GAP * row.size) and not _belongs(before.text, aligned=aligned)
        if apart:
            cells.append(piece.text)
        else:
            cells[-1] += f" {piece.text}"
    return cells


def _belongs(text: str, *, aligned: bool) -> bool:
    """Whether it is no cell by itself: a label, a currency's sign, a list's marker, a heading's number."""
    if text.endswith((":", "：")) or all(unicodedata.category(letter) == "Sc" for letter in text):
        return True
    shown = next(iter(lines(f"{text} x")), None)
    marker = bool(shown and shown.marker) or (text[0].isdigit() and not aligned)
    return marker and len(text) <= _MARKER


def _goes_on(before: _Line, line: _Line, part: Part, *, new_page: bool) -> bool:
    """Whether the line continues the part that the line before ended."""
    one, other = before.row, line.row
    if not _are_alike(before, line):
        return False
    if one.pieces[-1].hyphen:
        return True
    if line.item and not (line.numbered and not ends_sentence(before.text) and not _is_short(before, line)):
        return False
    if new_page or one.column != other.column or other.base <= one.base:
        return _runs_over(before, line)
    return not _is_short(before, line) and _stands_below(before, line, part)


def _are_alike(before: _Line, line: _Line) -> bool:
    """Whether both are running text in letters of one size and weight."""
    one, other = before.row, line.row
    alike = one.bold == other.bold and abs(one.size - other.size) <= _SIZE * max(one.size, other.size)
    return alike and not before.table and not line.table


def _stands_below(before: _Line, line: _Line, part: Part) -> bool:
    """Whether the line stands where the part's next line would."""
    one, other = before.row, line.row
    if other.base - one.base > _LEADING * before.pitch * one.size or min(one.x1, other.x1) <= max(one.x0, other.x0):
        return False
    set_in = line.indent - before.indent
    if set_in > _INDENT * one.size and not part.item:
        return len(part.lines) == 1 and _is_centred(before, line)
    return not (set_in < -_INDENT * one.size and len(part.lines) > 1 and not part.item and ends_sentence(before.text))


def _runs_over(before: _Line, line: _Line) -> bool:
    """Whether a paragraph goes on at the head of the next column or page."""
    if ends_sentence(before.text) or _is_short(before, line):
        return False
    return line.text[0].islower() or not (line.text[0].isupper() or line.text[0].isdigit())


def _is_short(before: _Line, line: _Line) -> bool:
    """Whether the next line's first word would have fitted into the line before, with room left."""
    words = line.text.split(maxsplit=1)
    width = (line.row.x1 - line.row.x0) / max(1, len(line.row.plain))
    needed = (min(len(words[0]), 15) + 2) * width if len(words) > 1 else 4 * width
    return before.room > (6 if line.text[0].islower() else 1) * needed


def _is_centred(before: _Line, line: _Line) -> bool:
    one, other = before.row, line.row
    return abs((one.x0 + one.x1) - (other.x0 + other.x1)) <= 4 and line.room > one.size
