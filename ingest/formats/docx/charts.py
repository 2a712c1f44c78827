"""The text of a chart in a Word file: its titles, and its values as the rows of a table."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from ingest.content import Kind
from ingest.formats.docx.package import child, local, number, value
from ingest.text import one_line

_MAX_ROWS: Final = 1_000
"""Points of a series that are read."""


def chart_blocks(root: Element) -> Iterator[tuple[Kind, str]]:
    """The titles, then a row for each category with its value in each series, under the names of the series."""
    for title in (each for each in root.iter() if local(each) == "title"):
        yield "paragraph", one_line("".join(each.text or "" for each in title.iter() if local(each) == "t"))
    series = [each for each in root.iter() if local(each) == "ser"]
    names = [" ".join(_points(child(each, "tx")).values()) for each in series]
    if any(names):
        yield "table_head", " | ".join(names)
    categories: dict[int, str] = {}
    for each in series:
        categories = categories or _points(child(each, "cat") or child(each, "xVal"))
    values = [_points(child(each, "val") or child(each, "yVal")) for each in series]
    for place in sorted(set(categories).union(*values))[:_MAX_ROWS]:
        cells = [categories.get(place, ""), *(column.get(place, "") for column in values)]
        yield "row", " | ".join(cell for cell in cells if cell)


def _points(data: Element | None) -> dict[int, str]:
    """The words or numbers of one part of a series as they were last shown, by their place."""
    points: dict[int, str] = {}
    for each in data.iter() if data is not None else ():
        if local(each) == "pt":
            points[number(each, len(points), "idx")] = one_line("".join(part.text or "" for part in each))
        elif local(each) == "v" and not points and not value(each, "idx"):
            points[0] = one_line(each.text or "")
    return points
