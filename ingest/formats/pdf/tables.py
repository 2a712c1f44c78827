"""Rows of tables on a PDF page: blocks beside each other whose first lines stand level, each a cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from typing import Final

from ingest.formats.pdf.blocks import Block, in_lines, is_inside, joined
from ingest.formats.pdf.cells import rows_of
from ingest.formats.pdf.glyphs import Cell
from ingest.formats.pdf.text_runs import Piece, begins_with_bullet

_LEVEL: Final = 0.4
"""Heights by which the first lines of a row's cells differ at most."""
_ALIGNED: Final = 3.0
"""Points within which two left edges are one."""
_NEAR: Final = 4.0
"""Heights by which the next row of a table stands below at most."""
_PARTNERED: Final = 0.6
"""Share of the lines that hold more than one cell in what is read line by line."""
_CELL: Final = 240
"""Code points of a cell in a table of two columns; longer ones are columns of prose."""
_LONG: Final = 500
"""Code points of a ruled cell that places prose on the page rather than hold a value."""
_WRAPPED: Final = 3
"""Rows of a table that nothing parts, at least."""
_APART: Final = 1.25
"""Times the distance of a cell's lines by which the next row stands below at least, where they are but two."""
_MANY: Final = 3
"""Columns from which blocks that stand level in every row are a table's."""


@dataclass(frozen=True, slots=True)
class Area:
    """What is read as a whole: a block, or a table's row with cells from left to right, each lines of its own.

    `apart` says that nobody can tell what it goes on with, as it fits no reading order.
    """

    cells: tuple[tuple[Piece, ...], ...]
    apart: bool = False

    @property
    def lines(self) -> tuple[Piece, ...]:
        """All its lines, cell by cell."""
        return tuple(line for cell in self.cells for line in cell)

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
        """Top of its letters, in points downwards."""
        return min(line.base - line.size for line in self.lines)

    @property
    def bottom(self) -> float:
        """Where its last line stands."""
        return max(line.base for line in self.lines)


def areas(blocks: Sequence[Block]) -> list[Area]:
    """The blocks, those that are cells put together row by row."""
    groups = [_Group(group) for group in _side_by_side(blocks)]
    found: list[Area] = []
    for index, group in enumerate(groups):
        near = groups[max(index - 1, 0) : index] + groups[index + 1 : index + 2]
        if sum(begins_with_bullet(block.lines[0].text) for block in group.blocks) > 1:
            found += [Area((block.lines,)) for block in group.blocks]  # lists that stand beside each other
            continue
        if len(group.blocks) > 1 and group.is_row(near):
            found.append(Area(tuple(block.lines for block in group.blocks)))
            continue
        if wrapped := _wrapped_rows(group.blocks):
            found += wrapped
            continue
        cells = [block for block in group.blocks if not block.prose]
        found += [Area((block.lines,)) for block in group.blocks if block.prose]
        found += areas(cells) if 0 < len(cells) < len(group.blocks) else _line_by_line(cells)
    return found


def _side_by_side(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks in bands from top to bottom, between which nothing stands, from left to right."""
    band: list[Block] = []
    bottom = 0.0
    for block in sorted(blocks, key=lambda block: block.lines[0].base):
        if band and block.lines[0].base - 0.5 * block.lines[0].size > bottom:
            yield sorted(band, key=lambda block: block.x0)
            band = []
        bottom = max(bottom, block.bottom) if band else block.bottom
        band.append(block)
    if band:
        yield sorted(band, key=lambda block: block.x0)


class _Group:
    """Blocks of one band, from left to right."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.level = (
            max(block.lines[0].base for block in blocks) - min(block.lines[0].base for block in blocks)
            <= _LEVEL * min(block.size for block in blocks)
        ) and all(before.x1 < after.x0 for before, after in pairwise(blocks))
        self.longest = max(sum(len(line.text) for line in block.lines) for block in blocks)

    def is_row(self, near: Sequence["_Group"]) -> bool:
        """Whether the blocks are the cells of one row."""
        if not self.level:
            return False
        if max(len(block.lines) for block in self.blocks) == 1:
            return True
        fits = any(self.fits(other) for other in near)
        prose = sum(block.prose for block in self.blocks)
        return fits and (prose < 2 or len(self.blocks) >= _MANY or self.longest <= _CELL)

    def fits(self, other: "_Group") -> bool:
        """Whether the other band has cells in the same columns, and is near."""
        edges = [block.x0 for block in other.blocks]
        shared = sum(any(abs(block.x0 - edge) <= _ALIGNED for edge in edges) for block in self.blocks)
        tops = sorted([self.blocks, other.blocks], key=lambda blocks: blocks[0].top)
        gap = tops[1][0].top - max(block.bottom for block in tops[0])
        return other.level and shared >= 2 and gap <= _NEAR * self.blocks[0].size


def _wrapped_rows(blocks: Sequence[Block]) -> list[Area]:
    """The rows of a table whose rows nothing parts: each begins where all its cells begin; none where that is not so.

    Columns of prose hardly ever begin their sentences on the same lines.
    """
    columns = list(_columns(blocks))
    if len(columns) < 2 or any(max(each.x1 for each in one) >= other[0].x0 for one, other in pairwise(columns)):
        return []
    column = {id(line): place for place, held in enumerate(columns) for block in held for line in block.lines}
    said = [""] * len(columns)
    rows: list[list[list[Piece]]] = []
    for line in in_lines([line for block in blocks for line in block.lines]):
        inside = [bool(said[column[id(piece)]]) and is_inside(said[column[id(piece)]], piece.text) for piece in line]
        if column[id(line[0])] == 0 and not inside[0]:
            if any(inside) or len(line) < 2:
                return []
            rows.append([[] for _ in columns])
        elif not rows:
            return []
        for piece in line:
            rows[-1][column[id(piece)]].append(piece)
            said[column[id(piece)]] = piece.text
    few = len(columns) >= _MANY and _are_set_apart(rows)
    if len(rows) < (2 if few else _WRAPPED) or all(len(cell) < 2 for row in rows for cell in row):
        return []
    return [Area(tuple(tuple(cell) for cell in row if cell)) for row in rows]


def _are_set_apart(rows: Sequence[Sequence[Sequence[Piece]]]) -> bool:
    """Whether more space stands over each row than between the lines of any cell."""
    steps = [after.base - before.base for row in rows for cell in row for before, after in pairwise(cell)]
    bottoms = [max(cell[-1].base for cell in row if cell) for row in rows]
    gaps = [row[0][0].base - bottom for row, bottom in zip(rows[1:], bottoms, strict=False)]
    return bool(steps and gaps) and min(gaps) >= _APART * max(steps)


def _columns(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks, which come from left to right, that begin at one edge."""
    column: list[Block] = []
    for block in blocks:
        if column and block.x0 - column[0].x0 > _ALIGNED:
            yield column
            column = []
        column.append(block)
    if column:
        yield column


def _line_by_line(cells: Sequence[Block]) -> list[Area]:
    """The lines across the blocks as rows where most hold cells of several; else the blocks apart."""
    if len(cells) < 2:
        return [Area((block.lines,)) for block in cells]
    lines = list(in_lines([line for block in cells for line in block.lines]))
    partnered = sum(len(line) > 1 for line in lines)
    going_on = sum(block.goes_on > 0.5 for block in cells if len(block.lines) > 1)
    apart = all(before.x1 <= after.x0 for line in lines for before, after in pairwise(line))
    if apart and partnered >= _PARTNERED * len(lines) and going_on < 2:
        return list(_rows(lines))
    return [Area((block.lines,)) for block in cells]


def _rows(lines: Sequence[list[Piece]]) -> Iterator[Area]:
    """A row a line; a line without a first cell goes on with the cells of the row above."""
    left = min(piece.x0 for line in lines for piece in line)
    row: list[list[Piece]] = []
    for line in lines:
        first = line[0]
        fitting = [
            next((cell for cell in row if piece.x0 < cell[0].x1 and piece.x1 > cell[0].x0), None) for piece in line
        ]
        if row and first.x0 > left + 2 * first.size and all(cell is not None for cell in fitting):
            for piece, cell in zip(line, fitting, strict=True):
                if cell is not None:
                    cell.append(piece)
            continue
        if row:
            yield Area(tuple(map(tuple, row)))
        row = [[piece] for piece in line]
    if row:
        yield Area(tuple(map(tuple, row)))


def ruled_rows(pieces: Sequence[Piece], *, rtl: bool) -> Iterator[Area]:
    """The rows of ruled tables, from pieces that each stand in a cell; cells with prose are areas by themselves."""
    tables: dict[int, dict[Cell, list[Piece]]] = defaultdict(lambda: defaultdict(list))
    for piece in pieces:
        if piece.cell:
            tables[piece.cell.table][piece.cell].append(piece)
    for table in tables.values():
        held = {cell: _cell_lines(inside) for cell, inside in table.items()}
        if any(sum(len(line.text) for line in lines) > _LONG for lines in held.values()):
            yield from (Area((lines,)) for lines in held.values())
        else:
            yield from _ruled(held, rtl=rtl)


def _cell_lines(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(reduce(joined, line) for line in in_lines(pieces))


def _ruled(held: Mapping[Cell, tuple[Piece, ...]], *, rtl: bool) -> Iterator[Area]:
    """The rows of one table; a cell that spans several is said in each, where that row stands."""
    said: set[Cell] = set()
    for row in rows_of(held):
        own = [line for cell in row if cell not in said for line in held[cell]]
        base = min((line.base for line in own), default=row[0].top)
        cells = [tuple(replace(line, base=base) for line in held[cell]) if cell in said else held[cell] for cell in row]
        said.update(row)
        if own:
            yield from (Area(tuple(reversed(each) if rtl else each)) for each in _parted(cells))


def _parted(cells: Sequence[tuple[Piece, ...]]) -> Sequence[Sequence[tuple[Piece, ...]]]:
    """The rows that stand between the same two lines, parted by the space over each; mostly there is but one."""
    if len(cells) < _MANY:
        return [cells]
    place = {id(line): column for column, cell in enumerate(cells) for line in cell}
    shown = list(in_lines([line for cell in cells for line in cell]))
    steps = [after[0].base - before[0].base for before, after in pairwise(shown)]
    rows: list[list[list[Piece]]] = [[[] for _ in cells]]
    for line, step in zip(shown, [0.0, *steps], strict=True):
        if step >= _APART * min(steps, default=0.0) > 0:
            above = rows[-1][0][-1].text if rows[-1][0] else ""
            if len(line) < len(cells) or not above or is_inside(above, line[0].text):
                return [cells]
            rows.append([[] for _ in cells])
        for piece in line:
            rows[-1][place[id(piece)]].append(piece)
    return [[tuple(cell) for cell in row if cell] for row in rows]
