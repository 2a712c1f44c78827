"""Word (.docx): headings, paragraphs, list items with their numbers, tables row by row, text boxes and notes."""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.content import Content, TextBuilder
from ingest.formats.docx.numbering import Numbers
from ingest.formats.docx.package import Package, child, local, number, value
from ingest.formats.docx.runs import Words, words
from ingest.formats.docx.styles import Styles
from ingest.text import is_visible, one_line

_WRAPPERS: Final = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})
_LONG: Final = 500
"""Code points of a cell that places prose on the page rather than hold a value."""
_TEMPLATE: Final = "2013-12-23T23:15:00Z"
"""When python-docx's template was made, which files made with it go on saying."""


def read(data: bytes) -> Content:
    """The content of a Word file; headers, footers, comments, deleted text and tables of contents are left out.

    Raises DocumentRefused for one without text, and as `Package` does.
    """
    package = Package(data)
    root = package.root(package.main)
    body = child(root, "body")
    if body is None:
        raise DocumentRefused("it is a Word file without a document, or damaged; save it again")
    reader = _Reader(package)
    reader.read(body)
    if not reader.builder.blocks:
        raise DocumentRefused("it is a Word file without text; where it holds pictures of text, recognise that (OCR)")
    properties = package.root("docProps/core.xml")
    blocks = reader.builder.blocks
    first = blocks[0].span.of(reader.builder.text) if blocks[0].kind == "heading" else None
    told = {local(each): (each.text or "").strip() for each in ([] if properties is None else properties)}
    return Content(
        reader.builder.text,
        blocks,
        reader.title or metadata.title(told.get("title")) or metadata.title(first),
        language=told.get("language"),
        metadata=metadata.author(told.get("creator")) | _created(told.get("created")),
    )


def _created(value: str | None) -> dict[str, str]:
    return metadata.created(None if value == _TEMPLATE else value)


class _Reader:
    """Goes through a document's body and builds its text."""

    def __init__(self, package: Package) -> None:
        self.builder = TextBuilder()
        self.title: str | None = None
        self._styles = Styles(package.related("styles"))
        self._numbers = Numbers(package.related("numbering"))
        self._notes = {
            (kind, value(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in _children(package.related(f"{kind}s"))
        }

    def read(self, parent: Element) -> None:
        """Add what stands in the element: paragraphs and tables, also within content controls."""
        for element in _children(parent):
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name in _WRAPPERS and not _is_contents(element):
                self.read(element)
            elif name == "AlternateContent":
                self.read(child(element, "Choice") or element)

    def _paragraph(self, element: Element) -> None:
        style = self._styles.of(element)
        found = words(element)
        if not style.contents and is_visible(found.text):
            counted = self._numbers.next(style.number, style.depth) if style.number else ""
            text = f"{counted} {found.text.strip()}".strip()
            level = 1 if style.title else style.level + (self.title is not None) if style.level else 0
            if style.title and self.title is None:
                self.title = one_line(found.text)
            if level:
                self.builder.add(text, "heading", level=level)
            elif style.number not in {"", "0"}:
                self.builder.add(text, "item", level=style.depth + 1)
            else:
                self.builder.add(text)
        self._hanging(found)

    def _hanging(self, found: Words) -> None:
        """Text boxes and notes come after the paragraph that they hang on."""
        for box in found.boxes:
            self.read(box)
        for key in found.notes:
            note = self._notes.pop(key, None)
            if note is not None:
                self.read(note)

    def _table(self, table: Element) -> None:
        rows = [row for row in _within(table, "tr") if child(row, "trPr", "del") is None]
        cells = [cell for row in rows for cell in _within(row, "tc")]
        if len(cells) <= len(rows) or any(len(_cell(cell)) > _LONG for cell in cells):
            for cell in cells:
                if not _is_continued(cell):
                    self.read(cell)  # the table only places its text on the page
            return
        for row, text in zip(rows, _row_texts(rows), strict=True):
            self.builder.add(text, "row" if child(row, "trPr", "tblHeader") is None else "table_head")
        for cell in cells:
            for paragraph in _paragraphs(cell):
                self._hanging(words(paragraph))


def _row_texts(rows: Sequence[Element]) -> Iterator[str]:
    """The cells of each row; one that goes on from the row above is said again, so that a row can be read alone."""
    above: dict[int, str] = {}
    for row in rows:
        shown: list[str] = []
        column = number(child(row, "trPr", "gridBefore"), 0)
        for cell in _within(row, "tc"):
            above[column] = above.get(column, "") if _is_continued(cell) else _cell(cell)
            shown.append(above[column])
            column += number(child(cell, "tcPr", "gridSpan"), 1)
        yield " | ".join(text for text in shown if is_visible(text))


def _children(element: Element | None) -> Iterator[Element]:
    yield from () if element is None else element


def _within(parent: Element, name: str) -> Iterator[Element]:
    """The children of that name, also within content controls and tracked insertions."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in _WRAPPERS:
            yield from _within(element, name)


def _cell(cell: Element) -> str:
    """What stands in a cell, tables in it too, in one line."""
    return one_line(" ".join(words(each).text for each in _paragraphs(cell)))


def _paragraphs(cell: Element) -> Iterator[Element]:
    """The paragraphs in a cell, but for those in text boxes, which hang on them."""
    elements = [cell]
    while elements:
        element = elements.pop()
        if local(element) == "p":
            yield element
        elif local(element) != "txbxContent":
            elements.extend(reversed(element))


def _is_continued(cell: Element) -> bool:
    """Whether the cell belongs to the one above."""
    merge = child(cell, "tcPr", "vMerge")
    return merge is not None and value(merge) != "restart"


def _is_contents(element: Element) -> bool:
    """Whether it is a table of contents that Word made."""
    return value(child(element, "sdtPr", "docPartObj", "docPartGallery")) == "Table of Contents"
