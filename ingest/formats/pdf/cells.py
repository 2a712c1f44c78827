"""The cells of ruled tables on a PDF page: what lines on all four sides hold together, whatever stands beside it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingest.formats.pdf.glyphs import Cell, Glyph
from ingest.formats.pdf.rules import Rule
from ingest.formats.pdf.text_runs import Piece

_NEAR: Final = 3.0
"""Points within which two edges are one."""
_TABLE: Final = 3
"""Cells with words of a table at least, in two rows and two columns."""
_GUTTER: Final = 0.6
"""Width of the white space, in heights of the letters, that parts columns without a line between."""
_HALF: Final = 0.35
"""Half the height of small letters, in heights of the letters."""
_HIGHEST: Final = 120.0
"""Points of a row between lines across alone, at most."""
_WIDE: Final = 150.0
"""Points of such lines at least; shorter ones mark sums."""
_BESIDE: Final = 0.5
"""Share of a table's lines that have words beside them on the page at most."""
_STACK: Final = 3
"""Lines across that hold rows of a table which has no lines down."""


def cells_of(placed: Sequence[Glyph | Piece], rules: Iterable[Rule], turn: int) -> list[Cell | None]:
    """The cell that each glyph or piece of that turn stands in, None outside of tables."""
    grid = _Grid(rules)
    if grid.is_empty:
        return [None] * len(placed)
    words = [each for each in placed if each.turn == turn]
    found = _with_columns(words, [grid.cell_at((each.x0 + each.x1) / 2, _middle(each)) for each in words])
    tables = _tables(words, found)
    inside = {id(word): tables.get(cell) for word, cell in zip(words, found, strict=True) if cell}
    return [inside.get(id(each)) for each in placed]


def _middle(word: Glyph | Piece) -> float:
    return word.base - _HALF * word.size


class _Grid:
    """The lines of a page, and the cell at a point of it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        given = list(rules)
        across = sorted((rule for rule in given if rule.across), key=lambda rule: rule.at)
        down = [rule for rule in given if not rule.across] + list(_sides(across))
        self._across, self._down = across, sorted(down, key=lambda rule: rule.at)
        self._ys = [rule.at for rule in self._across]
        self._xs = [rule.at for rule in self._down]
        self._last: Cell | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there are too few lines for a table."""
        return len(self._across) < _STACK or not self._down

    def cell_at(self, x: float, y: float) -> Cell | None:
        """The smallest rectangle around the point with a line on each side."""
        last = self._last
        if last and last.left < x < last.right and last.top < y < last.bottom:
            return last
        here = bisect_left(self._xs, x)
        left = next((rule for rule in reversed(self._down[:here]) if rule.start < y < rule.end), None)
        right = next((rule for rule in self._down[here:] if rule.start < y < rule.end), None)
        if left is None or right is None:
            return None
        here = bisect_left(self._ys, y)
        top = next((rule for rule in reversed(self._across[:here]) if rule.covers(left.at, right.at)), None)
        bottom = next((rule for rule in self._across[here:] if rule.covers(left.at, right.at)), None)
        if top is None or bottom is None or not all(side.covers(top.at, bottom.at) for side in (left, right)):
            return None
        self._last = Cell(left.at, right.at, top.at, bottom.at)
        return self._last


def _sides(across: Sequence[Rule]) -> Iterator[Rule]:
    """Lines down at both ends of lines across that stand below each other and end in the same places."""
    stacks: dict[tuple[int, int], list[float]] = defaultdict(list)
    for rule in across:
        stacks[round(rule.start / _NEAR), round(rule.end / _NEAR)].append(rule.at)
    for rule in across:
        stack = stacks.pop((round(rule.start / _NEAR), round(rule.end / _NEAR)), [])
        near = all(after - before <= _HIGHEST for before, after in pairwise(stack))
        if len(stack) >= _STACK and near and rule.end - rule.start >= _WIDE:
            yield Rule(False, rule.start, stack[0], stack[-1])
            yield Rule(False, rule.end, stack[0], stack[-1])


def _with_columns(words: Sequence[Glyph | Piece], found: Sequence[Cell | None]) -> list[Cell | None]:
    """The cells, those as wide as their table divided where white space runs down through all its rows."""
    stacks: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, cell in enumerate(found):
        if cell:
            stacks[round(cell.left / _NEAR), round(cell.right / _NEAR)].append(index)
    divided = list(found)
    distinct = {cell for cell in found if cell}
    for stack in stacks.values():
        own = {cell for index in stack if (cell := found[index])}
        beside = any(_beside(cell, other) for cell in own for other in distinct - own)
        edges = [] if beside else _gutters([words[index] for index in stack])
        for index in stack:
            cell, word = found[index], words[index]
            if cell and edges:
                at = bisect_left(edges, (word.x0 + word.x1) / 2)
                left = edges[at - 1] if at else cell.left
                right = edges[at] if at < len(edges) else cell.right
                divided[index] = Cell(left, right, cell.top, cell.bottom)
    return divided


def _gutters(words: Sequence[Glyph | Piece]) -> list[float]:
    """The middles of the white spaces that run through the lines of all words, of which there are several."""
    if len({round(word.base) for word in words}) < _STACK:
        return []
    found: list[float] = []
    end = min(word.x1 for word in words)
    for word in sorted(words, key=lambda word: word.x0):
        if word.x0 - end > _GUTTER * word.size:
            found.append((end + word.x0) / 2)
        end = max(end, word.x1)
    return found


def _tables(words: Sequence[Glyph | Piece], found: Sequence[Cell | None]) -> Mapping[Cell, Cell]:
    """Each cell that belongs to a table, with the table's number: cells share edges, in two rows and two columns."""
    tables: dict[Cell, Cell] = {}
    for number, group in enumerate(_groups({cell for cell in found if cell}), start=1):
        rows = {round(cell.top / _NEAR) for cell in group}
        columns = {round(cell.left / _NEAR) for cell in group}
        several = len(group) >= _TABLE and len(rows) > 1 and len(columns) > 1
        if several and _is_whole(set(group), words, found):
            tables |= {cell: replace(cell, table=number) for cell in group}
    return tables


def _groups(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    """The cells in groups that touch each other."""
    ordered = sorted(cells, key=lambda cell: (cell.top, cell.left))
    tops = [cell.top for cell in ordered]
    highest = max((cell.bottom - cell.top for cell in ordered), default=0.0)
    left = dict.fromkeys(ordered)
    while left:
        group = [left.popitem()[0]]
        for cell in group:
            first = bisect_left(tops, cell.top - highest - _NEAR)
            last = bisect_left(tops, cell.bottom + _NEAR)
            touching = [other for other in ordered[first:last] if other in left and _touch(cell, other)]
            group += touching
            for other in touching:
                del left[other]
        yield group


def _is_whole(group: Set[Cell], words: Sequence[Glyph | Piece], found: Sequence[Cell | None]) -> bool:
    """Whether the cells hold what stands among them, and most of their lines have nothing beside them.

    Lines that mark sums, and shades of every other row, hold parts of rows.
    """
    left, right = min(cell.left for cell in group), max(cell.right for cell in group)
    top, bottom = min(cell.top for cell in group), max(cell.bottom for cell in group)
    inside, outside = set[int](), set[int]()
    among = 0
    for word, cell in zip(words, found, strict=True):
        if cell in group:
            inside.add(round(word.base))
        else:
            outside.add(round(word.base))
            among += left < word.x0 and word.x1 < right and top < _middle(word) < bottom
    return not among and len(inside & outside) <= _BESIDE * len(inside)


def _touch(one: Cell, other: Cell) -> bool:
    """Whether the cells share an edge."""
    above = min(one.right, other.right) > max(one.left, other.left) + _NEAR
    return _beside(one, other) or (above and max(one.top, other.top) - min(one.bottom, other.bottom) <= _NEAR)


def _beside(one: Cell, other: Cell) -> bool:
    level = min(one.bottom, other.bottom) > max(one.top, other.top) + _NEAR
    return level and max(one.left, other.left) - min(one.right, other.right) <= _NEAR


def rows_of(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The rows of one table, each with its cells from left to right; one that spans several rows is in each."""
    known = sorted(set(cells), key=lambda cell: (cell.top, cell.left))
    tops = sorted({cell.top for cell in known})
    tops = [top for before, top in pairwise([-1e9, *tops]) if top - before > _NEAR]
    ends = [*tops[1:], max(cell.bottom for cell in known)]
    found: list[list[Cell]] = []
    for top, end in zip(tops, ends, strict=True):
        row = [cell for cell in known if cell.top < end - _NEAR and cell.bottom > top + _NEAR]
        found.append(sorted(row, key=lambda cell: cell.left))
    return found
