"""Whether the first row of a table is its head, where the format does not say so."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

_NUMBER: Final = re.compile(r"\d[\d.,:]*")
_WORDS: Final = re.compile(r"[^\W\d_][^\d]*")
_MAX_CELL: Final = 60
"""Code points of a cell that names a column."""
_AGREEING: Final = 2 / 3
"""Share of a column's cells that must have one shape for the column to tell."""


def cells(row: str) -> list[str]:
    """Give the cells of a row as a reader wrote it, apart by ` | `, tabs or two spaces."""
    return [cell.strip() for cell in re.split(r"\||\t+| {2,}", row) if cell.strip()]


def has_head(rows: Sequence[str]) -> bool:
    """Tell whether the first of the rows names the columns of the others.

    It does where numbers stand under words, or where three columns or more begin with short words without a number.
    """
    head, *others = [cells(row) for row in rows]
    if len(head) < 2 or not others or any(len(cell) > _MAX_CELL for cell in head):
        return False
    columns = [[row[place] for row in others if place < len(row)] for place in range(len(head))]
    votes = sum(_vote(cell, column) for cell, column in zip(head, columns, strict=True))
    if votes:
        return votes > 0
    bare = not any(_NUMBER.search(cell) for cell in head)
    small = head[0][:1].islower() and all(row[0][:1].isupper() for row in others if row)
    return small or (bare and len(head) > 2 and len(others) > 1)


def _vote(cell: str, column: Sequence[str]) -> int:
    """1 where the cell is unlike the numbers in its column, -1 where it is like them, 0 for a column of words."""
    numbers = [_shape(other) for other in column if _NUMBER.search(other)]
    if not numbers or len(numbers) < _AGREEING * len(column):
        return 0
    if not _NUMBER.search(cell):
        return 1
    shape, count = Counter(numbers).most_common(1)[0]
    return 0 if count < _AGREEING * len(column) else -1 if _shape(cell) == shape else 1


def _shape(cell: str) -> str:
    return _WORDS.sub("a", _NUMBER.sub("9", cell))
