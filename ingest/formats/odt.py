"""OpenDocument texts (.odt): headings, paragraphs, list items with their numbers, tables row by row, notes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser

from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.content import Content, LeftOut, TextBuilder
from ingest.formats import formulas
from ingest.formats.docx.package import Archive, child, local, number, value
from ingest.formats.html.inline import formula
from ingest.formats.odt_styles import OUTLINE, Counts, Styles
from ingest.text import is_visible, one_line, word_set

_KINDS: Final = {
    "spreadsheet": "an OpenDocument spreadsheet; save it as .xlsx",
    "presentation": "an OpenDocument presentation; save it as .pptx",
    "drawing": "an OpenDocument drawing; save it as PDF",
}
_CONTENTS: Final = frozenset(
    ("table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index")
)
_DECLARED: Final = word_set(
    "sequence-decls variable-decls user-field-decls dde-connection-decls forms scripts bibliography-source number "
    "annotation-end desc event-listeners glue-point image"
)
"""Elements that hold nothing which stands in the text there."""
_PARAGRAPHS: Final = frozenset(("p", "h"))
_GROUPS: Final = frozenset(("table-header-rows", "table-rows", "table-row-group"))
_LONG: Final = 500
"""Code points of a cell that places prose on the page rather than hold a value."""
_MOST: Final = 100
"""Spaces, or cells, that one element stands for, at most."""
_DEEPEST: Final = 10


def read(data: bytes) -> Content:
    """The content of a text; deleted text, comments, tables of contents, headers and footers are left out and said.

    Raises DocumentRefused for one without text, for one with a password, and as `Archive` does.
    """
    archive = Archive(data)
    if b"encryption-data" in (archive.bytes_of("META-INF/manifest.xml") or b""):
        raise DocumentRefused("it has a password; remove the password and save it again")
    root = archive.root("content.xml")
    body = child(root, "body", "text")
    if body is None:
        kinds = [local(each) for each in child(root, "body") or ()]
        raise DocumentRefused(
            f"it is {next((_KINDS[each] for each in kinds if each in _KINDS), 'no OpenDocument text; save it again')}"
        )
    styles = archive.root("styles.xml")
    reader = _Reader(archive, Styles(root, styles))
    reader.read(body)
    reader.leave_margins(styles)
    if not reader.builder.blocks:
        raise DocumentRefused("it is a text file without text; where it holds pictures of text, recognise that (OCR)")
    told = {local(each): each.text for each in child(archive.root("meta.xml"), "meta") or ()}
    first = reader.builder.blocks[0]
    heading = first.span.of(reader.builder.text) if first.kind == "heading" else None
    return Content(
        reader.builder.text,
        reader.builder.blocks,
        reader.title or metadata.title(told.get("title")) or metadata.title(heading),
        language=told.get("language"),
        metadata=metadata.author(told.get("initial-creator") or told.get("creator"))
        | metadata.created(told.get("creation-date")),
        remarks=reader.left.remarks(),
    )


@dataclass(slots=True)
class _List:
    """A list that is being read: its style, how deep it is, and how far it has counted."""

    style: str
    depth: int
    counts: Counts


@dataclass(slots=True)
class _Words:
    """The words of a paragraph, and what hangs on it and comes after it."""

    parts: list[str] = field(default_factory=list)
    after: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def last(self) -> str:
        return next(filter(None, reversed(self.parts)), "")


class _Reader:
    """Goes through a document's body and builds its text."""

    def __init__(self, archive: Archive, styles: Styles) -> None:
        self.builder = TextBuilder()
        self.title: str | None = None
        self.left = LeftOut()
        self._archive = archive
        self._styles = styles
        self._outline: Counts = {}
        self._named: dict[str, Counts] = {}
        self._last: dict[str, Counts] = {}

    def read(self, parent: Element) -> None:
        """Add what stands in the element: paragraphs, lists, tables, also within sections and frames."""
        for each in parent:
            self._block(each)

    def _block(self, each: Element) -> None:
        name = local(each)
        if name in _PARAGRAPHS:
            self._paragraph(each)
        elif name == "list":
            self._list(each, None)
        elif name == "table":
            self._table(each)
        elif name == "tracked-changes":
            for deleted in (part for part in each.iter() if local(part) == "deletion"):
                self._leave("deleted text", deleted)
        elif name in _CONTENTS:
            self._leave("table of contents", each)
        elif name == "section" and value(each, "display") == "none":
            self._leave("hidden text", each)
        elif name == "object":
            self.builder.add(self._object(each, ""))
        elif not _is_declared(each):
            self.read(each)

    def leave_margins(self, styles: Element | None) -> None:
        """Count the headers and footers of the pages as left out."""
        for page in child(styles, "master-styles") or ():
            for margin in page:
                if (kind := local(margin).partition("-")[0]) in {"header", "footer"}:
                    self._leave(kind, margin)

    def _leave(self, kind: str, element: Element) -> None:
        self.left.add(kind, " ".join(element.itertext()))

    def _paragraph(self, element: Element, within: _List | None = None, *, start: int | None = None) -> None:
        """Add a paragraph or a heading; of a list's item the first, which has its number, is given its list."""
        if self._styles.is_hidden(element):
            self._leave("hidden text", element)
            return
        words = self._words(element)
        if is_visible(words.text):
            counted = self._styles.numbered(within.style, within.depth, within.counts, start) if within else ""
            is_heading, is_title = local(element) == "h", self._styles.is_title(element)
            depth = max(1, number(element, 1, "outline-level"))
            if is_heading and not within and value(element, "is-list-header") != "true":
                counted = self._styles.numbered(OUTLINE, depth, self._outline)
            text = f"{counted} {words.text.strip()}".strip()
            if is_title and self.title is None:
                self.title = one_line(words.text)
                self.builder.add(text, "heading")
            elif is_heading:
                self.builder.add(text, "heading", level=min(depth, _DEEPEST) + (self.title is not None))
            elif within:
                self.builder.add(text, "item", level=within.depth)
            else:
                self.builder.add(text)
        self._hanging(words)

    def _hanging(self, words: _Words) -> None:
        """Text boxes and notes come after the paragraph that they hang on."""
        for each in words.after:
            self.read(each)

    def _words(self, element: Element) -> _Words:
        words = _Words([element.text or ""])
        self._gather(words, element)
        return words

    def _gather(self, words: _Words, parent: Element) -> None:
        for each in parent:
            self._inline(words, each)
            words.parts.append(each.tail or "")

    def _inline(self, words: _Words, each: Element) -> None:
        name = local(each)
        if name == "s":
            words.parts.append(" " * min(number(each, 1, "c"), _MOST))
        elif name in {"tab", "line-break"}:
            words.parts.append("\t" if name == "tab" else "\n")
        elif name == "note":
            words.after.extend(part for part in each if local(part) == "note-body")
        elif name == "annotation":
            self._leave("comments", each)
        elif name in {"text-box", "custom-shape", "rect", "ellipse", "caption", "table"}:
            words.after.append(each)
        elif name == "object":
            words.parts.append(self._object(each, words.last))
        elif name in {"span", "hidden-text"} and (name == "hidden-text" or self._styles.is_hidden(each)):
            self._leave("hidden text", each)
        elif name == "span" and self._styles.is_struck(each):
            self._leave("struck text", each)
        elif not _is_declared(each):
            self._styled(words, each)

    def _styled(self, words: _Words, each: Element) -> None:
        script = self._styles.script(each) if local(each) == "span" else ""
        inner = _Words([each.text or ""])
        self._gather(inner, each)
        if script:
            shift = formulas.raised if script == "sup" else formulas.lowered
            inner.parts = [shift(words.last, inner.text)]
        if local(each) == "ruby-text" and is_visible(inner.text):
            inner.parts = [f"({inner.text})"]
        words.parts += inner.parts
        words.after += inner.after

    def _object(self, each: Element, before: str) -> str:
        """A formula after the text before it; other objects, such as charts, are left out."""
        folder = value(each, "href").removeprefix("./").strip("/")
        found = self._archive.bytes_of(f"{folder}/content.xml") or b""
        math = LexborHTMLParser(found).css_first("math") if b"<math" in found else None
        if math is not None:
            return formula(math, before)
        self.left.add("embedded objects", folder or "object")
        return ""

    def _list(self, element: Element, outer: _List | None) -> None:
        name = value(element, "style-name") or (outer.style if outer else _first_style(element, self._styles))
        if outer:
            own = _List(name, outer.depth + 1, outer.counts)
        else:
            goes_on = self._last.get(name) if value(element, "continue-numbering") == "true" else None
            continued = value(element, "continue-list")
            counts = self._named.get(continued, goes_on) if continued else goes_on
            own = _List(name, 1, {} if counts is None else counts)
            self._last[name] = own.counts
            if named := value(element, "id"):
                self._named[named] = own.counts
        for item in element:
            started = number(item, -1, "start-value")
            counted = local(item) == "list-item"
            for each in item:
                if local(each) == "list":
                    self._list(each, own)
                elif local(each) in _PARAGRAPHS:
                    self._paragraph(each, own if counted else None, start=started if started >= 0 else None)
                    counted = False
                else:
                    self._block(each)

    def _table(self, table: Element) -> None:
        rows = list(_rows(table, heads=False))
        cells = [cell for row, _ in rows for cell in row if local(cell) == "table-cell"]
        if len(cells) <= len(rows) or any(len(one_line("".join(cell.itertext()))) > _LONG for cell in cells):
            for cell in cells:
                self.read(cell)  # the table only places its text on the page
            return
        above: dict[int, tuple[int, str]] = {}
        for row, is_head in rows:
            told = {cell: [self._words(each) for each in _paragraphs(cell)] for cell in row}
            shown = {cell: one_line(" ".join(each.text for each in words)) for cell, words in told.items()}
            text = " | ".join(filter(is_visible, _row_texts(shown, above)))
            self.builder.add(text, "table_head" if is_head else "row")
            for each in (each for words in told.values() for each in words):
                self._hanging(each)


def _row_texts(cells: Mapping[Element, str], above: dict[int, tuple[int, str]]) -> Iterator[str]:
    """The cells; one that goes on from a row above is said again, so that a row can be read alone."""
    column = 0
    for cell, text in cells.items():
        for _ in range(min(max(1, number(cell, 1, "number-columns-repeated")), _MOST)):
            rows, said = above.get(column, (0, ""))
            if local(cell) == "table-cell":
                rows, said = number(cell, 1, "number-rows-spanned"), text
            above[column] = (rows - 1, said)
            if rows > 0:
                yield said
            column += 1


def _paragraphs(cell: Element) -> Iterator[Element]:
    """The paragraphs in a cell, but for those in notes and text boxes, which hang on them."""
    elements = [cell]
    while elements:
        element = elements.pop()
        if local(element) in _PARAGRAPHS:
            yield element
        else:
            elements.extend(reversed(element))


def _is_declared(element: Element) -> bool:
    """Whether it stands for nothing that is shown there; a picture has a title, and a field shows the document's."""
    return local(element) in _DECLARED or (local(element) == "title" and "svg" in element.tag)


def _first_style(element: Element, styles: Styles) -> str:
    """The list style that the first paragraph in a list without one names."""
    return next((styles.list_of(each) for each in element.iter() if local(each) in _PARAGRAPHS), "")


def _rows(table: Element, *, heads: bool) -> Iterator[tuple[Element, bool]]:
    """Each row, and whether it is marked as a head."""
    for each in table:
        if local(each) == "table-row":
            yield each, heads
        elif local(each) in _GROUPS:
            yield from _rows(each, heads=heads or local(each) == "table-header-rows")
