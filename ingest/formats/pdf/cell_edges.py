"""Cells that nearly touch on a PDF page: runs of glyphs, divided where others show that a column begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from ingest.formats.pdf.glyphs import Cell, Glyph
from ingest.formats.pdf.right_to_left import is_rtl

_CELL_GAP: Final = 0.38
"""Heights between two cells at least, where the next one begins at an edge."""
_CELL_WIDER: Final = 1.4
"""Times by which such a gap is wider than those between the words of its line."""
_EDGE: Final = 0.8
"""Points by which what begins at one edge differs."""
_BELOW: Final = 5.0
"""Heights of the letters within which an edge tells of other lines."""
_WORD_GAP: Final = 0.17
"""Width of a gap between words, in heights of the letters."""


@dataclass(slots=True)
class Run:
    """Glyphs of one size on one line that follow each other; `shift` is 1 of a superscript, -1 of a subscript."""

    glyphs: list[Glyph]
    base: float
    size: float
    turn: int
    shift: int = 0

    @property
    def x0(self) -> float:
        """Left edge, in points."""
        return min(glyph.x0 for glyph in self.glyphs)

    @property
    def cell(self) -> Cell | None:
        """The cell of a ruled table that it stands in."""
        return self.glyphs[0].cell

    @property
    def x1(self) -> float:
        """Right edge, in points."""
        return max(glyph.x1 for glyph in self.glyphs)


class Edges:
    """Where on a page what stands beside something begins: edges of columns and of tables' cells."""

    def __init__(self, lines: Sequence[Sequence[Sequence[Run]]]) -> None:
        self._by_edge: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
        for line in lines:
            for group in line[1:]:
                x, base = group[0].x0, group[0].base
                reach = _BELOW * group[0].size
                self._by_edge.setdefault((group[0].turn, round(x)), []).append((x, base - reach, base + reach))

    def cut(self, group: list[Run]) -> Iterator[list[Run]]:
        """The runs, divided where a word after a gap that is wide for its line begins at such an edge near by."""
        flat = [(run, glyph) for run in group for glyph in run.glyphs]
        if len(flat) < 2 or not self._by_edge or any(is_rtl(glyph.text) for _, glyph in flat):
            yield group
            return
        gaps = [max(0.0, after.x0 - glyph.x1) / run.size for (_, glyph), (run, after) in pairwise(flat)]
        words = sorted(gap for gap in gaps if gap > _WORD_GAP)
        usual = median(words[:-1]) if len(words) > 1 else _WORD_GAP
        start = 0
        for at, gap in enumerate(gaps, start=1):
            run, glyph = flat[at]
            if gap >= max(_CELL_GAP, _CELL_WIDER * usual) and not run.shift and self._is_edge(run, glyph.x0):
                yield list(_regrouped(flat[start:at]))
                start = at
        yield list(_regrouped(flat[start:])) if start else group

    def _is_edge(self, run: Run, x: float) -> bool:
        return any(
            abs(edge - x) <= _EDGE and top <= run.base <= bottom
            for step in (-1, 0, 1)
            for edge, top, bottom in self._by_edge.get((run.turn, round(x) + step), ())
        )


def _regrouped(flat: Sequence[tuple[Run, Glyph]]) -> Iterator[Run]:
    """The runs that these glyphs of them make."""
    for _, of_run in groupby(flat, key=lambda each: id(each[0])):
        held = list(of_run)
        yield replace(held[0][0], glyphs=[glyph for _, glyph in held])
