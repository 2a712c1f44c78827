"""Which cells of a spreadsheet a piece of its text stands in: `Fees!A5:D5`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpus.documents import Span

KEY: Final = "cells"
"""The key of a document's metadata that says where its rows are: what `Rows.runs` gives."""
_MOST: Final = 500
"""Runs of a document: a table with more gaps than that says nothing of its cells."""
_ROW: Final = "\n\n"
"""What stands between two rows of the text."""
_CELL: Final = " | "


class Rows:
    """Notes where the rows of sheets stand in a text: where each run of rows begins that follow each other."""

    def __init__(self) -> None:
        self._runs: list[list[str | int]] = []
        self._next: tuple[str, int] | None = None

    def note(self, sheet: str, row: int, start: int) -> None:
        """Note that the row of that number stands at the code point `start`."""
        if self._next != (sheet, row):
            self._runs.append([sheet, start, row])
        self._next = (sheet, row + 1)

    @property
    def metadata(self) -> dict[str, Any]:
        """Metadata with the sheet's name, the code point and the row's number of each run; none where they are many."""
        return {KEY: self._runs} if 0 < len(self._runs) <= _MOST else {}


@dataclass(frozen=True, slots=True)
class _Run:
    sheet: str
    start: int
    row: int


def cells_of(metadata: Mapping[str, Any], text: str, span: Span) -> str | None:
    """Give the range of the rows that the span of the text touches, None where nothing says which they are."""
    runs = list(_runs(metadata.get(KEY)))
    first, last = (_row(runs, text, place) for place in (span.start, span.end - 1))
    if first is None or last is None or first[0] != last[0]:
        return None
    start = text.rfind(_ROW, 0, span.start) + len(_ROW) if _ROW in text[: span.start] else 0
    end = text.find(_ROW, span.end)
    rows = text[start : end if end >= 0 else len(text)].split(_ROW)
    width = _letters(max(row.count(_CELL) for row in rows))
    sheet = f"{first[0]}!" if first[0] else ""
    same = first[1] == last[1] and width == "A"
    return f"{sheet}A{first[1]}" if same else f"{sheet}A{first[1]}:{width}{last[1]}"


def _runs(written: object) -> Iterator[_Run]:
    for each in written if isinstance(written, Sequence) and not isinstance(written, str) else ():
        if isinstance(each, Sequence) and list(map(type, each)) == [str, int, int]:
            yield _Run(*each)


def _row(runs: Sequence[_Run], text: str, place: int) -> tuple[str, int] | None:
    """The sheet and the number of the row at the code point; None in what stands above a sheet's rows: its heading."""
    at = next((at for at in reversed(range(len(runs))) if runs[at].start <= place), None)
    if at is None:
        return None
    run, after = runs[at], runs[at + 1] if at + 1 < len(runs) else None
    if after and after.sheet != run.sheet and _ROW not in text[place : after.start - len(_ROW)]:
        return None
    return run.sheet, run.row + text.count(_ROW, run.start, place)


def _letters(column: int) -> str:
    """The name of a column from 0: `A`, `Z`, `AA`."""
    letters = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
