"""Word (.docx): headings, paragraphs, list items with their numbers, tables row by row, text boxes and notes."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.content import Content, LeftOut, TextBuilder
from ingest.formats.docx.embedded import chart_blocks, read_embedded
from ingest.formats.docx.margins import find_margins
from ingest.formats.docx.package import Package, child, local, number, value
from ingest.formats.docx.runs import Words, words
from ingest.formats.docx.styles import Numbers, Style, Styles
from ingest.lines import is_heading_like
from ingest.text import is_visible, one_line

_WRAPPERS: Final = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})
_STATEMENTS: Final = re.compile(r"[ ]*[\t\n]\s*| {3,}")
_DEEPEST: Final = 6
_LONG: Final = 500
"""Code points of a cell that places prose on the page rather than hold a value."""
_TEMPLATE: Final = "2013-12-23T23:15:00Z"
"""When python-docx's template was made, which files made with it go on saying."""


def read(data: bytes) -> Content:
    """The content of a Word file, with those that it embeds, and with the first page's own header and footer.

    What is left out is said: other headers and footers, comments, deleted text, tables of contents.
    Raises DocumentRefused for one without text, and as `Package` does.
    """
    return _content(data, embeds=True)


def _content(data: bytes, *, embeds: bool) -> Content:
    """The content; `embeds`: with the Word files in it, one deep."""
    package = Package(data)
    body = child(package.root(package.main), "body")
    if body is None:
        raise DocumentRefused("it is a Word file without a document, or damaged; save it again")
    reader = _Reader(package, embeds=embeds)
    reader.read_all(body)
    if not reader.builder.blocks:
        raise DocumentRefused("it is a Word file without text; where it holds pictures of text, recognise that (OCR)")
    properties = package.root("docProps/core.xml")
    told = {local(each): (each.text or "").strip() for each in ([] if properties is None else properties)}
    return Content(
        reader.builder.text,
        reader.builder.blocks,
        reader.title or metadata.title(told.get("title")) or metadata.title(reader.first_heading),
        language=told.get("language"),
        metadata=metadata.author(told.get("creator")) | _created(told.get("created")),
        remarks=(*reader.left.remarks(), *reader.remarks),
    )


def _created(value: str | None) -> dict[str, str]:
    return metadata.created(None if value == _TEMPLATE else value)


class _Reader:
    """Goes through a document's body and builds its text."""

    def __init__(self, package: Package, *, embeds: bool) -> None:
        self.builder = TextBuilder()
        self.title: str | None = None
        self.first_heading: str | None = None
        self.left = LeftOut()
        self.remarks: list[str] = []
        self._embeds = embeds
        self._in_margin = False
        self._level = 0
        self._after: dict[Element, Element] = {}
        self._package = package
        self._styles = Styles(package.related("styles"))
        self._numbers = Numbers(package.related("numbering"))
        self._notes = {
            (kind, value(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in _children(package.related(f"{kind}s"))
        }

    def read_all(self, body: Element) -> None:
        """Add the body between the header and the footer of the first page, where that page has its own."""
        margins = find_margins(self._package, body)
        for margin in margins:
            if margin.shown and margin.kind == "header":
                self._margin(margin.root)
        before = len(self.builder.blocks)
        self.read(body)
        if self.builder.blocks[before:] and self.builder.blocks[before].kind == "heading":
            self.first_heading = self.builder.blocks[before].span.of(self.builder.text)
        for margin in margins:
            if not margin.shown:
                self._leave(margin.kind, margin.root)
            elif margin.kind == "footer":
                self._margin(margin.root)
        for comment in _children(self._package.related("comments")):
            self._leave("comments", comment)

    def read(self, parent: Element) -> None:
        """Add what stands in the element: paragraphs and tables, also within content controls."""
        shown = [each for each in _children(parent) if local(each) != "p" or is_visible(words(each).text)]
        self._after |= dict(pairwise(shown))
        for element in _children(parent):
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name == "altChunk":
                self._embedded(value(element, "id"))
            elif _is_contents(element):
                self._leave("table of contents", element)
            elif name in _WRAPPERS:
                self.read(element)
            elif name == "del":
                self._leave("deleted text", element)
            elif name == "AlternateContent":
                self.read(child(element, "Choice") or element)

    def _margin(self, root: Element) -> None:
        """Add a header or a footer, whose paragraphs hold several statements apart by tabulators, spaces or breaks."""
        self._in_margin = True
        self.read(root)
        self._in_margin = False

    def _leave(self, kind: str, element: Element) -> None:
        """Count what stands in the element as left out."""
        self.left.add(kind, " ".join(words(each).text for each in _paragraphs(element)))

    def _embedded(self, identifier: str) -> None:
        """The document of another format that the file embeds there (altChunk)."""
        name = self._package.related_by_id(identifier)
        content = self._read_embedded(name)
        if content is None:
            self.left.add("embedded document", name or identifier)
            return
        for block in content.blocks:
            self.builder.add(block.span.of(content.text), block.kind, level=block.level)
        self.remarks += content.remarks

    def _read_embedded(self, name: str) -> Content | None:
        data = self._package.bytes_of(name)
        if not name.lower().endswith((".docx", ".docm", ".dotx")):
            return read_embedded(data, name)
        try:
            return None if data is None or not self._embeds else _content(data, embeds=False)
        except DocumentRefused:
            return None

    def _words(self, paragraph: Element) -> Words:
        found = words(paragraph)
        for kind, left in found.left:
            self.left.add(kind, left)
        return found

    def _paragraph(self, element: Element) -> None:
        style = self._styles.of(element)
        found = self._words(element)
        if style.contents:
            self.left.add("table of contents", found.text)
        elif is_visible(found.text):
            counted = self._numbers.next(style.number, style.depth) if style.number else ""
            text = f"{counted} {found.text.strip()}".strip()
            level = 1 if style.title else style.level + (self.title is not None) if style.level else 0
            if style.title and self.title is None:
                self.title = one_line(found.text)
            if self._in_margin and len(told := _STATEMENTS.split(words(element, "\t").text.strip())) > 1:
                for statement in told:
                    self.builder.add(statement, "line")
            elif level:
                self.builder.add(text, "heading", level=level)
                self._level = level
            elif self._is_bold_heading(element, found, style):
                self.builder.add(text, "heading", level=min(self._level + 1, _DEEPEST))
            elif style.number not in {"", "0"}:
                self.builder.add(text, "item", level=style.depth + 1)
            else:
                self.builder.add(text)
        self._hanging(found)

    def _is_bold_heading(self, element: Element, found: Words, style: Style) -> bool:
        """Whether a short line all in bold stands alone above text that is not."""
        if not _is_bold(found, style) or style.number not in {"", "0"} or not is_heading_like(found.text.strip()):
            return False
        after = self._after.get(element)
        if after is None or local(after) not in {"p", "tbl"}:
            return False
        below = words(after) if local(after) == "p" else None
        return below is None or (is_visible(below.text) and not _is_bold(below, self._styles.of(after)))

    def _hanging(self, found: Words) -> None:
        """Text boxes, charts and notes come after the paragraph that they hang on."""
        for box in found.boxes:
            self.read(box)
        for identifier in found.charts:
            chart = self._package.root(self._package.related_by_id(identifier))
            for kind, text in () if chart is None else chart_blocks(chart):
                self.builder.add(text, kind)
        for key in found.notes:
            note = self._notes.pop(key, None)
            if note is not None:
                self.read(note)

    def _table(self, table: Element) -> None:
        rows: list[Element] = []
        for row in _within(table, "tr"):
            if child(row, "trPr", "del") is None:
                rows.append(row)
            else:
                self._leave("deleted text", row)
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
                self._hanging(self._words(paragraph))


def _is_bold(found: Words, style: Style) -> bool:
    return bool(found.bold) and all(style.bold if bold is None else bold for bold in found.bold)


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
