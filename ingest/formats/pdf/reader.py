"""PDF: its text in reading order, in paragraphs with their pages; running headers and footers left out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.documents import UNSURE_PAGES
from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.content import Content, Kind, LeftOut, TextBuilder
from ingest.formats.pdf.annotations import filled_in, written
from ingest.formats.pdf.cells import cells_of
from ingest.formats.pdf.contents import without_contents
from ingest.formats.pdf.glyphs import GlyphReader
from ingest.formats.pdf.headers_footers import without_running
from ingest.formats.pdf.headings import letters, levels
from ingest.formats.pdf.joining import Joining, joining
from ingest.formats.pdf.layout import reading_order
from ingest.formats.pdf.margins import watermarks, with_initials, without_line_numbers
from ingest.formats.pdf.paragraphs import Part, TextLine, parts
from ingest.formats.pdf.places import PageFrame, Places
from ingest.formats.pdf.readable import is_readable
from ingest.formats.pdf.rules import rules
from ingest.formats.pdf.struck import blank_struck
from ingest.formats.pdf.tables import Area
from ingest.formats.pdf.text_runs import Piece, pieces
from ingest.formats.pdf.unembedded import loses_text, lost

MAX_PAGES: Final = 2000
_MAX_CHARACTERS: Final = 2_000_000
"""On one page; a poster has a hundredth of it."""
_MAX_OUTLINE: Final = 5000
_MAX_LANGUAGE: Final = 100
_UNREADABLE: Final = 0.5
"""Share of characters without a known meaning from which the text cannot be used."""
_UNKNOWN: Final = "\ufffd"
_UNNAMED: Final = "its fonts do not name every letter, which are shown as \ufffd (pages {}); check them in the file"
_UNORDERED: Final = (
    "its lines fit no order in which to read them, so they stand apart (pages {}); check them in the file"
)
_PASSWORD: Final = "password"  # noqa: S105 - a word in pdfium's message
_DATE: Final = re.compile(r"D:(\d{4})(\d{2})(\d{2})", re.ASCII)


def read(data: bytes) -> Content:
    """The content of a PDF; line numbers, tables of contents, running headers and footers are left out and said.

    Raises DocumentRefused for one with a password, without a text layer, with letters that cannot be told, with too
    many pages, or damaged.
    """
    document = open_pdf(data)
    try:
        return _content(document, data)
    finally:
        document.close()


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """Open a PDF, with its forms. Raises DocumentRefused for one with a password, with too many pages, or damaged."""
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()
        count = len(document)
    except pdfium.PdfiumError as error:
        if _PASSWORD in str(error).lower():
            raise DocumentRefused("it is a PDF with a password; remove the password and save it again") from error
        if "security" in str(error).lower():
            raise DocumentRefused("it is an encrypted PDF; save it without protection") from error
        raise DocumentRefused("it is a damaged PDF; get or export it again") from error
    if count > MAX_PAGES:
        raise DocumentRefused(f"it has {count:,} pages, more than {MAX_PAGES:,}; divide it")
    return document


def _content(document: pdfium.PdfDocument, data: bytes) -> Content:
    pages: list[list[Piece]] = []
    frames: list[PageFrame | None] = []
    turned: list[Part] = []
    marks: set[str] = set()
    unknown = sampled = 0
    left = LeftOut()
    for number in range(1, len(document) + 1):
        found, frame, bad, seen = _pieces(document, data, number, left)
        frames.append(frame)
        unknown, sampled = unknown + bad, sampled + seen
        most = found[0].turn if found else 0
        across = [piece for piece in found if piece.turn != most] + watermarks(found)
        apart = set(map(id, across))
        pages.append([piece for piece in found if id(piece) not in apart])
        turned += [_alone(piece, number) for piece in across if piece.text not in marks]
        marks |= {piece.text for piece in across}
    if not any(pages):
        raise DocumentRefused("it is a PDF without text, scanned perhaps; recognise its text (OCR) and add that")
    if unknown > _UNREADABLE * sampled and not is_readable(piece.text for page in pages for piece in page):
        raise DocumentRefused("it is a PDF whose fonts do not say which letters they show; recognise its text (OCR)")
    kept = without_running(pages)
    left.add("page headers and footers", " ".join(map(_gone, pages, kept)))
    ordered = [_ordered(page, left) for page in kept]
    language = _language(document)
    places = Places(frames)
    whole = sorted([*parts(ordered), *turned], key=lambda part: part.page)
    builder, title = _built(whole, document, language, places)
    information = _information(document)
    unnamed = [number for number, page in enumerate(pages, 1) if any(_UNKNOWN in piece.text for piece in page)]
    unordered = [number for number, page in enumerate(ordered, 1) if any(area.apart for area in page)]
    return Content(
        builder.text,
        builder.blocks,
        metadata.title(information.get("Title")) or title,
        language=language,
        metadata=metadata.author(information.get("Author")) | _created(information) | _unsure({*unnamed, *unordered}),
        remarks=(*left.remarks(), *_remarks(_UNNAMED, unnamed), *_remarks(_UNORDERED, unordered)),
        pages=places.packed(),
    )


def _ordered(found: list[Piece], left: LeftOut) -> list[Area]:
    """The areas of a page in reading order, without what only counts lines or leads to others."""
    unnumbered = without_line_numbers(found)
    left.add("line numbers", _gone(found, unnumbered))
    whole = reading_order(with_initials(unnumbered))
    kept = without_contents(whole)
    lines = ([line for area in areas for line in area.lines] for areas in (whole, kept))
    left.add("table of contents", _gone(*lines))
    return kept


def _unsure(pages: Collection[int]) -> dict[str, str]:
    """Metadata with the pages that could not be read for certain, empty where there are none."""
    return {UNSURE_PAGES: _listed(pages)} if pages else {}


def _remarks(said: str, pages: Collection[int]) -> Iterator[str]:
    if pages:
        yield said.format(_listed(pages))


def _listed(pages: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(pages)))


def _gone(before: Iterable[Piece], after: Iterable[Piece]) -> str:
    """The words of the first pieces that the others do not hold."""
    first, second = (Counter(word for piece in each for word in piece.text.split()) for each in (before, after))
    return " ".join((first - second).elements())


def _alone(piece: Piece, number: int) -> Part:
    """Words that stand across the page or over its text are a part by themselves, which comes after the rest."""
    return Part(number, piece.size, piece.bold, [[TextLine(piece.text, piece, number)]], table=True)


def _pieces(
    document: pdfium.PdfDocument, data: bytes, number: int, left: LeftOut
) -> tuple[list[Piece], PageFrame | None, int, int]:
    """The pieces of a page, its frame, and how many of a sample of its characters have no mapping to Unicode.

    The frame is None where pieces may stand elsewhere than the page shows them.
    """
    try:
        page = document[number - 1]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return [], None, 0, 0  # a damaged page takes no other with it
    try:
        if text_page.count_chars() > _MAX_CHARACTERS:
            raise DocumentRefused(f"page {number} holds more than {_MAX_CHARACTERS:,} characters; divide it")
        reader = GlyphReader(text_page.raw)
        loses = loses_text(page)
        glyphs = [*reader.glyphs(), *(lost(data, number) if loses else ())]
        turn = Counter(glyph.turn for glyph in glyphs).most_common(1)[0][0] if glyphs else 0
        onto = written(document, page, turn)
        drawn = rules(page.raw, turn)
        left.add("struck text", blank_struck(glyphs, drawn))
        cells = cells_of([*glyphs, *onto], drawn, turn)
        for glyph, cell in zip(glyphs, cells, strict=False):
            glyph.cell = cell
        onto = [replace(piece, cell=cell) for piece, cell in zip(onto, cells[len(glyphs) :], strict=True)]
        found = filled_in(pieces(glyphs), onto)
        return found, None if loses else PageFrame.of(page), *reader.unmapped()
    finally:
        text_page.close()
        page.close()


def _built(
    found: list[Part], document: pdfium.PdfDocument, language: str | None, places: Places
) -> tuple[TextBuilder, str | None]:
    """The text with its blocks, and a title: the one heading of the highest level, on the first page."""
    join = joining(((line.text, line.piece.spaced) for part in found for line in part.lines), language)
    builder = TextBuilder()
    headings: list[tuple[int, int, str]] = []
    for part, level in zip(found, levels(found, _outline(document)), strict=True):
        text, starts = _joined(part, join)
        builder.add(text, _kind(part, level), level=level or 1, page=part.page)
        if builder.last == text:
            places.note(builder.end - len(text), part.lines, starts)
        headings += [(level, part.page, text)] if level else []
    top = [heading for heading in headings if heading[0] == min(headings)[0]]
    return builder, metadata.title(top[0][2]) if len(top) == 1 and top[0][1] == 1 else None


def _joined(part: Part, join: Joining) -> tuple[str, Sequence[int]]:
    """The part's words, and where each of its lines begins in them."""
    text, starts = "", list[int]()
    for cell in part.cells:
        text += " | " if text else ""
        words, within = join.joined([(line.text, line.piece.spaced) for line in cell])
        starts += [len(text) + start for start in within]
        text += words
    return text, starts


def _kind(part: Part, level: int) -> Kind:
    if level:
        return "heading"
    if len(part.cells) > 1:
        return "row"
    return "item" if part.item else "paragraph"


def _outline(document: pdfium.PdfDocument) -> Mapping[tuple[int, str], int]:
    return {(page, name): level for page, name, level in _bookmarks(document)}


def _bookmarks(document: pdfium.PdfDocument) -> Iterator[tuple[int, str, int]]:
    for count, mark in enumerate(document.get_toc(max_depth=6)):
        if count > _MAX_OUTLINE:
            return
        target = mark.get_dest()
        page = target.get_index() if target else None
        if page is not None:
            with suppress(UnicodeDecodeError):
                yield page + 1, letters(mark.get_title()), mark.level + 1


def _information(document: pdfium.PdfDocument) -> Mapping[str, Any]:
    """What the file says of itself; what of it is no text is left."""
    told: dict[str, str] = {}
    for key in ("Title", "Author", "CreationDate"):
        with suppress(UnicodeDecodeError):
            told[key] = document.get_metadata_value(key)
    return told


def _created(information: Mapping[str, Any]) -> dict[str, str]:
    match = _DATE.match(information.get("CreationDate") or "")
    return metadata.created("-".join(match.groups()) if match else None)


def _language(document: pdfium.PdfDocument) -> str | None:
    length = raw.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 0 < length <= _MAX_LANGUAGE:
        return None
    buffer = (raw.FPDF_WCHAR * length)()
    raw.FPDFCatalog_GetLanguage(document.raw, buffer, length)
    return bytes(buffer)[: 2 * length].decode("utf-16-le", "ignore").rstrip("\0")
