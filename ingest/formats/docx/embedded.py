"""What a Word file embeds in its text: documents of other formats (altChunk), and charts."""

from collections.abc import Callable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

from corpus.errors import DocumentRefused
from ingest.content import Content, Kind
from ingest.encodings import decoded
from ingest.formats import mail, plain, rtf
from ingest.formats.docx.package import child, local, number, value
from ingest.formats.html import reader as html
from ingest.text import is_visible, one_line


def _read_text(data: bytes) -> Content:
    text = decoded(data)
    if not is_visible(text):
        raise DocumentRefused("it holds no text")
    return plain.read(text)


_READERS: Final[dict[str, Callable[[bytes], Content]]] = {
    "html": html.read,
    "htm": html.read,
    "xhtml": html.read,
    "xht": html.read,
    "mht": mail.read,
    "mhtml": mail.read,
    "rtf": rtf.read,
    "txt": _read_text,
}
_MAX_ROWS: Final = 1_000
"""Points of a series that are read."""


def read_embedded(data: bytes | None, name: str) -> Content | None:
    """The content of an embedded part by the ending of its name, None where it cannot be read."""
    read = _READERS.get(name.rpartition(".")[2].lower())
    try:
        return None if data is None or read is None else read(data)
    except DocumentRefused:
        return None


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
