"""Running headers and footers of a PDF: rows at a page's edge that come again on others, and page numbers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Final

from corpus.lexicon import page_lines
from ingest.formats.pdf.blocks import in_lines
from ingest.formats.pdf.text_runs import Piece

_TOP: Final = 3
_BOTTOM: Final = 4
"""Rows at the edges of a page that may be running."""
_MARGIN: Final = 0.15
"""Share of the pages' height, at the top and at the bottom, in which such rows stand."""
_GAP: Final = 1.4
"""Times the usual distance of rows, and 1.2 their height, by which what runs stands apart."""
_AT: Final = 4.0
"""Points by which a running row stands elsewhere on another page."""
_NUMBER: Final = re.compile(r"\d{1,5}")
_COUNTING: Final = 3
_FEW: Final = 6
"""Pages up to which two with the same row are enough; beyond it takes three."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Pieces on one line, from left to right."""

    pieces: tuple[Piece, ...]

    @property
    def base(self) -> float:
        """Where the row stands, in points downwards."""
        return self._main.base

    @property
    def size(self) -> float:
        """Height of its letters, in points."""
        return self._main.size

    @property
    def plain(self) -> str:
        """Its words with single spaces between."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def _main(self) -> Piece:
        return max(self.pieces, key=lambda piece: len(piece.text))


def without_running(pages: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """The pieces of each page without those in rows that run through the document; a page never loses all."""
    ordered = [[_Row(tuple(line)) for line in in_lines(pieces)] for pieces in pages]
    bases = [row.base for rows in ordered for row in rows]
    margin = _MARGIN * (max(bases, default=0.0) - min(bases, default=0.0))
    above, below = min(bases, default=0.0) + margin, max(bases, default=0.0) - margin
    places: dict[str, list[tuple[int, _Row]]] = defaultdict(list)
    for number, rows in enumerate(ordered, start=1):
        for row in {id(row): row for row in [*rows[:_TOP], *rows[-_BOTTOM:]]}.values():
            if not above < row.base < below:
                places[_NUMBER.sub("\0", row.plain.casefold())].append((number, row))
    running = {id(row) for found in places.values() for row in _running(found, len(pages))}
    running |= _numbered([(number, row) for found in places.values() for number, row in found])
    left: list[list[Piece]] = []
    for number, (rows, pieces) in enumerate(zip(ordered, pages, strict=True), start=1):
        bottom = _edge(rows[::-1], _BOTTOM, running) | _numbers(rows, number)
        both = bottom | _edge(rows, _TOP, running)
        out = next((out for out in (both, bottom) if len(out) < len(rows)), set())
        gone = {id(piece) for row in rows if id(row) in out for piece in row.pieces}
        left.append([piece for piece in pieces if id(piece) not in gone])
    return left


def _edge(rows: Sequence[_Row], most: int, running: set[int]) -> set[int]:
    """The `id` of the first rows that are running, up to where a gap parts them from the page's text."""
    steps = [abs(after.base - before.base) for before, after in pairwise(rows)]
    usual = median(steps) if len(steps) > 2 else 0.0
    found: set[int] = set()
    for count, (row, step) in enumerate(zip(rows[:most], steps, strict=False), start=1):
        if id(row) not in running:
            break
        if step > _GAP * max(usual, 1.2 * row.size):
            found = {id(each) for each in rows[:count]}
    return found


def _numbers(rows: Sequence[_Row], number: int) -> set[int]:
    """The `id` of the outermost rows that are the page's number and no more."""
    outermost = [rows[0], rows[-1]] if rows else []
    return {id(row) for row in outermost if (match := _alone().fullmatch(row.plain)) and int(match[1]) == number}


@cache
def _alone() -> re.Pattern[str]:
    """A page's number with what stands around it in any language, such as `Page 3 of 12`."""
    before, between = ("|".join(page_lines(kind)) for kind in ("page", "of"))
    return re.compile(rf"\W*(?:{before})?\W*(\d{{1,4}})\W*(?:(?:{between}|/)\W*\d{{1,4}}\W*)?", re.IGNORECASE)


def _running(found: Sequence[tuple[int, _Row]], pages: int) -> Iterator[_Row]:
    """Those of the rows alike, numbers apart, that stand in one place with the same numbers or those of the pages."""
    needed = 2 if pages <= _FEW else 3
    for _, row in found:
        there = [(number, other) for number, other in found if abs(other.base - row.base) <= _AT]
        if len({number for number, _ in there}) >= needed and _numbers_run(there):
            yield row


def _numbered(edges: Sequence[tuple[int, _Row]]) -> set[int]:
    """The `id` of rows that begin or end with a number that counts with the pages, in one place on three pages."""
    counting: dict[tuple[bool, int, int], list[_Row]] = defaultdict(list)
    for number, row in edges:
        words = row.plain.split()
        for last, word in ((False, words[0]), (True, words[-1])):
            if _NUMBER.fullmatch(word):
                counting[last, int(word) - number, round(row.base / _AT)].append(row)
    return {id(row) for found in counting.values() if len(found) >= _COUNTING for row in found}


def _numbers_run(there: Sequence[tuple[int, _Row]]) -> bool:
    """Whether each number in the rows is the same throughout or counts with the pages."""
    columns = list(zip(*([int(each) for each in _NUMBER.findall(row.plain)] for _, row in there), strict=True))
    pages = [number for number, _ in there]
    return all(
        len(set(column)) == 1 or len({number - page for number, page in zip(column, pages, strict=True)}) == 1
        for column in columns
    )
