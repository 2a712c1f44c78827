"""Tables of contents in a PDF, which name what stands elsewhere and say nothing of it."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from corpus.lexicon import page_lines
from ingest.formats.pdf.headings import letters
from ingest.formats.pdf.tables import Area

_LEADER: Final = re.compile(r"(?:[.…·_]\s?){4,}[\s|]*[ivxlc\d]{1,6}\Z", re.IGNORECASE)
_PAGE: Final = re.compile(r"[\s|](?:([1-9]\d{0,3})|[ivxlc]{1,6})\Z")
"""A page's number; that of a preface may be a Roman one."""
_ROWS: Final = 3
"""Rows that make a table of contents."""


def without_contents(areas: Sequence[Area]) -> list[Area]:
    """The areas without lines that lead to a page by dots, or that follow the name of such a table in pages' order."""
    single = [each for area in areas for each in _rows(area)]
    shown = [_text(area) for area in single]
    led = [bool(_LEADER.search(text)) for text in shown]
    if sum(led) < _ROWS:
        led = _named(shown)
    gone = {line for area, leads in zip(single, led, strict=True) if leads for line in area.lines}
    if not gone:
        return list(areas)
    left = ((tuple(tuple(line for line in cell if line not in gone) for cell in area.cells), area) for area in areas)
    return [Area(tuple(cell for cell in cells if cell), area.apart) for cells, area in left if any(cells)]


@cache
def _names() -> frozenset[str]:
    """What such a table is called."""
    return frozenset(map(letters, page_lines("contents")))


def _rows(area: Area) -> list[Area]:
    """The rows of the area: the row of a table that it is, or its lines."""
    return [area] if len(area.cells) > 1 else [Area(((line,),)) for line in area.lines]


def _text(area: Area) -> str:
    return " | ".join(" ".join(line.text for line in cell) for cell in area.cells)


def _named(shown: Sequence[str]) -> list[bool]:
    """Which texts are rows that end in a page's number, never lower than the one before, under the table's name."""
    start = next((index for index, text in enumerate(shown) if letters(text) in _names()), len(shown))
    pages: list[int] = []
    for text in shown[start + 1 :]:
        match = _PAGE.search(text)
        if match is None:
            break
        pages.append(int(match[1] or 0))
    rising = all(before <= after for before, after in pairwise(pages))
    count = len(pages) if len(pages) >= _ROWS and rising else 0
    return [start < index <= start + count for index in range(len(shown))]
