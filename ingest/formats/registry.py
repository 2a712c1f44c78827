"""The formats: a row for each that is read, and a row for each that is known and refused with what to do.

Another format is one module with `read` and one row in `FORMATS`.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from ingest.formats.signatures import (
    NO_SIGNS,
    OLE,
    OUTLOOK,
    Sample,
    Signs,
    is_archive,
    is_html,
    is_image,
    is_pdf,
    is_xml,
)

Input = Literal["bytes", "text", "lines", "members"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read.

    `title` is what people call it. `extensions` are in lower case; "" is a name without one. `media_type` is "" for a
    file of many documents, each of which is plain text. `reader` names a module whose `read` takes what `takes` says:

    - "bytes": `read(data: bytes) -> Content`, in the sandbox;
    - "text": `read(text: str) -> Content`, of a text that shows something, in the sandbox;
    - "lines": `read(file: BinaryIO, source: str, detect, parse) -> Iterator[Document | Refused]`, where `parse` is the
      module's `read_record(line: bytes) -> Content` in the sandbox, divided there, for long lines;
    - "members": `read(data: bytes) -> Iterator[Member]`, in the sandbox: files, each of which is then read as one.

    A file is of the format if it shows one of its `signs`; else if it `looks_like` one; else if its name says so,
    unless the format is `unmistakable`: such a file without its signs is refused. `advice` says what to do then.
    """

    name: str
    title: str
    extensions: tuple[str, ...]
    media_type: str
    reader: str
    takes: Input
    signs: Signs = NO_SIGNS
    looks_like: Callable[[Sample], bool] | None = None
    unmistakable: bool = False
    advice: str = "get or save it again"

    def load(self) -> Callable[..., Any]:
        """The reader; its module and the libraries that it needs are imported at the first call."""
        read: Callable[..., Any] = importlib.import_module(self.reader).read
        return read


@dataclass(frozen=True, slots=True)
class Unread:
    """A kind of file that is known and not read: what it is, what to do, and how it is told."""

    title: str
    advice: str
    extensions: tuple[str, ...] = ()
    signs: Signs = NO_SIGNS
    looks_like: Callable[[Sample], bool] | None = None


FORMATS: Final = (
    Format(
        name="pdf",
        title="PDF",
        extensions=(".pdf",),
        media_type="application/pdf",
        reader="ingest.formats.pdf.reader",
        takes="bytes",
        looks_like=is_pdf,
        unmistakable=True,
    ),
    Format(
        name="docx",
        title="Word (.docx)",
        extensions=(".docx",),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        reader="ingest.formats.docx.reader",
        takes="bytes",
        signs=Signs(members=("word/",), beside=("word/document.xml", "word/document2.xml", "[Content_Types].xml")),
        unmistakable=True,
    ),
    Format(
        name="html",
        title="HTML",
        extensions=(".html", ".htm", ".xhtml"),
        media_type="text/html",
        reader="ingest.formats.html.reader",
        takes="bytes",
        looks_like=is_html,
    ),
    Format(
        name="markdown",
        title="Markdown",
        extensions=(".md", ".markdown"),
        media_type="text/markdown",
        reader="ingest.formats.markdown",
        takes="text",
    ),
    Format(
        name="plain",
        title="plain text",
        extensions=(".txt", ".text", ""),
        media_type="text/plain",
        reader="ingest.formats.plain",
        takes="text",
    ),
    Format(
        name="xlsx",
        title="Excel (.xlsx)",
        extensions=(".xlsx", ".xlsm"),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        reader="ingest.formats.xlsx",
        takes="bytes",
        signs=Signs(members=("xl/workbook.xml",)),
        unmistakable=True,
    ),
    Format(
        name="pptx",
        title="PowerPoint (.pptx)",
        extensions=(".pptx", ".ppsx"),
        media_type="application/vnd.openxmlformats-officedocument.presentationml.presentation",
        reader="ingest.formats.pptx",
        takes="bytes",
        signs=Signs(members=("ppt/presentation.xml",)),
        unmistakable=True,
    ),
    Format(
        name="odt",
        title="OpenDocument (.odt)",
        extensions=(".odt", ".ott"),
        media_type="application/vnd.oasis.opendocument.text",
        reader="ingest.formats.odt",
        takes="bytes",
        signs=Signs(members=("content.xml",), beside=("mimetype", "META-INF/manifest.xml")),
        unmistakable=True,
    ),
    Format(
        name="rtf",
        title="RTF",
        extensions=(".rtf",),
        media_type="application/rtf",
        reader="ingest.formats.rtf",
        takes="bytes",
        signs=Signs(first_bytes=(b"{\\rtf",)),
        unmistakable=True,
    ),
    Format(
        name="epub",
        title="books (.epub)",
        extensions=(".epub",),
        media_type="application/epub+zip",
        reader="ingest.formats.epub",
        takes="bytes",
        signs=Signs(members=("META-INF/container.xml",), beside=("mimetype", "*.opf")),
        unmistakable=True,
    ),
    Format(
        name="csv",
        title="tables (.csv)",
        extensions=(".csv", ".tsv"),
        media_type="text/csv",
        reader="ingest.formats.sheets",
        takes="text",
    ),
    Format(
        name="subtitles",
        title="subtitles (.vtt, .srt)",
        extensions=(".vtt", ".srt"),
        media_type="text/vtt",
        reader="ingest.formats.subtitles",
        takes="text",
    ),
    Format(
        name="mail",
        title="messages (.eml)",
        extensions=(".eml", ".mht", ".mhtml"),
        media_type="message/rfc822",
        reader="ingest.formats.mail",
        takes="bytes",
    ),
    Format(
        name="msg",
        title="Outlook messages (.msg)",
        extensions=(".msg",),
        media_type="application/vnd.ms-outlook",
        reader="ingest.formats.msg",
        takes="bytes",
        signs=Signs(streams=("__substg1.0_",), owner=OUTLOOK),
        unmistakable=True,
        advice="save the message as .eml, PDF or plain text",
    ),
    Format(
        name="jsonl",
        title="JSON lines (.jsonl)",
        extensions=(".jsonl", ".ndjson"),
        media_type="",
        reader="ingest.formats.jsonl",
        takes="lines",
    ),
    Format(
        name="zip",
        title="ZIP archives of these (.zip)",
        extensions=(".zip",),
        media_type="",
        reader="ingest.formats.bundle",
        takes="members",
        looks_like=is_archive,
        unmistakable=True,
    ),
)

_WORKBOOK: Final = "save it as .xlsx, or each row as a line of JSON (.jsonl)"
_UNPACK: Final = "unpack it and add the files in it"
_OCR: Final = "recognise its text (OCR) and add that"

UNREAD: Final = (
    Unread("an Excel workbook (.xlsb)", _WORKBOOK, (".xlsb",), Signs(members=("xl/workbook*",))),
    Unread("an OpenDocument spreadsheet (.ods)", _WORKBOOK, (".ods",)),
    Unread("an OpenDocument presentation (.odp)", "save it as .pptx or PDF", (".odp",)),
    Unread("an Apple iWork file", "export it as .docx or PDF", (), Signs(members=("Index/Document.iwa",))),
    Unread(
        "an Apple iWork file",
        "export it as .docx or PDF",
        (),
        Signs(members=("index.xml",), beside=("buildVersionHistory.plist", "QuickLook/", "thumbs/")),
    ),
    Unread("a program", "it holds no document", (), Signs((b"\x7fELF",), members=("AndroidManifest.xml",))),
    Unread(
        "an Office file with a password",
        "remove the password and save it again",
        (),
        Signs(streams=("EncryptedPackage",)),
    ),
    Unread("an old Word document (.doc)", "save it as .docx or PDF", (".doc",), Signs(streams=("WordDocument",))),
    Unread("an old Excel workbook (.xls)", _WORKBOOK, (".xls",), Signs(streams=("Workbook",))),
    Unread(
        "an old PowerPoint presentation (.ppt)", "save it as PDF", (".ppt",), Signs(streams=("PowerPoint Document",))
    ),
    Unread("an old Microsoft Office file", "save it as .docx or PDF", (), Signs((OLE,))),
    Unread("a gzip archive", _UNPACK, (".gz", ".tgz"), Signs((b"\x1f\x8b",))),
    Unread("a bzip2 archive", _UNPACK, (".bz2",), Signs((b"BZh91AY&SY",))),
    Unread("an xz archive", _UNPACK, (".xz",), Signs((b"\xfd7zXZ\0",))),
    Unread("a 7z archive", _UNPACK, (), Signs((b"7z\xbc\xaf\x27\x1c",))),
    Unread("a RAR archive", _UNPACK, (".rar",), Signs((b"Rar!\x1a\x07",))),
    Unread("a PNG image", _OCR, (".png",), Signs((b"\x89PNG\r\n\x1a\n",))),
    Unread("a JPEG image", _OCR, (".jpg", ".jpeg"), Signs((b"\xff\xd8\xff",))),
    Unread("a TIFF image", _OCR, (".tif", ".tiff"), Signs((b"II*\0", b"MM\0*"))),
    Unread("an image", _OCR, (".gif", ".webp", ".heic", ".avif"), looks_like=is_image),
    Unread("an SQLite database", "export its text", (".sqlite", ".db"), Signs((b"SQLite format 3\0",))),
    Unread("a PostScript file", "convert it to PDF", (".ps", ".eps"), Signs((b"%!PS",))),
    Unread("XML", "save its text as HTML or plain text", (".xml",), looks_like=is_xml),
    Unread("JSON", "write one object with a “text” a line and call it .jsonl", (".json",)),
    Unread("a notebook", "export it as Markdown or HTML", (".ipynb",)),
    Unread("an Apple iWork file", "export it as PDF or .docx", (".pages", ".key", ".numbers")),
    Unread("a TeX source", "add the PDF made from it", (".tex",)),
)
"""The first that fits is named."""


def by_name(name: str) -> Format:
    """The format of that name. Raises KeyError where there is none."""
    found = next((row for row in FORMATS if row.name == name), None)
    if found is None:
        raise KeyError(name)
    return found


def by_extension(extension: str) -> Format | None:
    """The format that names with this ending speak of (lower case; "" for no ending), None for one that is not read."""
    return next((row for row in FORMATS if extension in row.extensions), None)


def titles() -> str:
    """The formats that are read, as a sentence lists them."""
    *others, last = [row.title for row in FORMATS]
    return f"{', '.join(others)} and {last}"


def extensions() -> tuple[str, ...]:
    """The endings of the names of files that are read, in order, each with its full stop."""
    return tuple(extension for row in FORMATS for extension in row.extensions if extension)
