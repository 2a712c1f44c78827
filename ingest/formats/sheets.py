"""Tables as text (.csv, .tsv): each line a row under the head, whatever stands between the cells."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from corpus.cells import Rows
from ingest.content import Content, TextBuilder
from ingest.text import is_visible, one_line

_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 50
"""Lines that tell what stands between the cells."""
_LONGEST: Final = 1_000_000
"""Characters of a cell."""


def read(text: str) -> Content:
    """The content of a table: its rows, the first of them its head where it holds no number.

    A line of one cell before the head is a paragraph, the table's title perhaps.
    """
    builder = TextBuilder()
    csv.field_size_limit(_LONGEST)
    rows = Rows()
    add_rows(builder, enumerate(_rows(text), start=1), rows)
    return Content(builder.text, builder.blocks, metadata=rows.metadata)


def is_head(cells: Sequence[str]) -> bool:
    """Whether the cells of a first row name columns: none of them is a number."""
    return not any(cell[:1].isdigit() or cell[1:2].isdigit() for cell in cells)


def with_empty(row: Sequence[str]) -> list[str]:
    """The cells up to the last that shows something, a dash for each that shows nothing, so that columns hold."""
    cells = [one_line(cell) if is_visible(cell) else "–" for cell in row]
    while cells and cells[-1] == "–":
        cells.pop()
    return cells


def add_rows(builder: TextBuilder, rows: Iterable[tuple[int, Sequence[str]]], places: Rows, sheet: str = "") -> None:
    """Add rows of cells, each with its number, and note where they stand.

    An empty one parts two tables, and lines of one cell before a head are paragraphs.
    """
    headed = False
    for number, cells in rows:
        before = len(builder.blocks)
        shown = [cell for cell in cells if cell != "–"]
        if not shown:
            headed = False
        elif len(shown) == 1 and not headed:
            builder.add(shown[0])
        else:
            builder.add(" | ".join(cells), "row" if headed or not is_head(cells) else "table_head")
            headed = True
        if len(builder.blocks) > before:
            places.note(sheet, number, builder.blocks[-1].span.start)


def _rows(text: str) -> Iterator[list[str]]:
    """The cells of each row."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:  # Excel's own first line
        delimiter, lines = lines[0][4], lines[1:]
    else:
        delimiter = _delimiter(lines[:_SAMPLE])
    try:
        for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True):
            yield with_empty(row)
    except csv.Error:
        yield from ([one_line(line)] for line in lines if is_visible(line))


def _delimiter(lines: Sequence[str]) -> str:
    """What stands between the cells: of what most lines hold, what they hold as often as each other."""
    shown = [line for line in lines if is_visible(line)]

    def fits(delimiter: str) -> tuple[float, int]:
        counts = [len(row) for row in csv.reader(shown, delimiter=delimiter)]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=1)
        return (counts.count(usual) / len(counts) if usual > 1 else 0.0), usual

    try:
        return max(_DELIMITERS, key=fits)
    except csv.Error:
        return ","
