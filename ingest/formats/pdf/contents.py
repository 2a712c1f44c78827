"""Tables of contents in a PDF, which name what stands elsewhere and say nothing of it."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ingest.formats.pdf.headings import letters
from ingest.formats.pdf.tables import Area

_LEADER: Final = re.compile(r"(?:[.…·_]\s?){4,}[\s|]*[ivxlc\d]{1,6}\Z", re.IGNORECASE)
_PAGE: Final = re.compile(r"[\s|]([1-9]\d{0,3})\Z")
_NAMES: Final = frozenset(
    letters(name)
    for name in (
        *("Contents", "Table of contents", "Daftar isi", "Kandungan", "Isi kandungan", "Mục lục", "สารบัญ", "ສາລະບານ"),
        *("Talaan ng nilalaman", "Nilalaman", "មាតិកា", "មាតិការ", "မာတိကာ", "目录", "目次", "차례", "목차", "المحتويات"),
    )
)
_ROWS: Final = 3
"""Rows that make a table of contents."""


def without_contents(areas: Sequence[Area]) -> list[Area]:
    """The areas without lines that lead to a page by dots, or that follow the name of such a table in pages' order."""
    shown = [_text(area) for area in areas]
    led = [bool(_LEADER.search(text)) for text in shown]
    if sum(led) < _ROWS:
        led = _named(shown)
    return [area for area, leads in zip(areas, led, strict=True) if not leads]


def _text(area: Area) -> str:
    return " | ".join(" ".join(line.text for line in cell) for cell in area.cells)


def _named(shown: Sequence[str]) -> list[bool]:
    """Which texts are rows that end in a page's number, never lower than the one before, under the table's name."""
    start = next((index for index, text in enumerate(shown) if letters(text) in _NAMES), len(shown))
    pages: list[int] = []
    for text in shown[start + 1 :]:
        match = _PAGE.search(text)
        if match is None:
            break
        pages.append(int(match[1]))
    rising = all(before <= after for before, after in pairwise(pages))
    count = len(pages) if len(pages) >= _ROWS and rising else 0
    return [start < index <= start + count for index in range(len(shown))]
