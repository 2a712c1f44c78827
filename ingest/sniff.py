"""What a file is, by its content and then its name."""

import re
from pathlib import PurePosixPath
from typing import Final, Literal

from corpus.errors import DocumentRefused

MAX_BYTES: Final = 64 * 2**20
"""Size of a document, or of a line of JSON lines, beyond which it is refused."""

Format = Literal["plain", "markdown", "jsonl"]

_FORMATS: Final[dict[str, Format]] = {
    "": "plain",
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_READABLE: Final = "Rujuk reads plain text (.txt), Markdown (.md) and JSON lines (.jsonl)"

_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_ZIP: Final = b"PK\x03\x04"
_IN_ZIP: Final = (
    (b"word/document", "a Word document (.docx)"),
    (b"xl/workbook", "an Excel workbook (.xlsx)"),
    (b"ppt/presentation", "a PowerPoint presentation (.pptx)"),
    (b"application/epub+zip", "an EPUB book"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
)
_PDF_WITHIN: Final = 1024
"""Bytes in which a PDF's header may start."""
_COMMENTS: Final = r"(?>\s*(?:<!--.*?-->\s*)*)"
_HTML: Final = re.compile(_COMMENTS + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_XML: Final = re.compile(_COMMENTS + r"<(?:\?xml\b|!doctype\b)", re.IGNORECASE | re.DOTALL)
_MARKUP_WITHIN: Final = 4096
_EXTENSION: Final = re.compile(r"\.[a-z][a-z0-9]{0,9}", re.IGNORECASE)


def format_of(name: str) -> Format | None:
    """The format that a file's name says, None for one that we cannot read; no extension says plain text."""
    return _FORMATS.get(_extension(name))


def unreadable(name: str) -> DocumentRefused:
    """The refusal of a file whose name says a format that we cannot read."""
    return DocumentRefused(f"{_extension(name)} files cannot be read; {_READABLE}")


def _extension(name: str) -> str:
    extension = PurePosixPath(name).suffix.lower()
    return extension if _EXTENSION.fullmatch(extension) else ""


def refuse_foreign(data: bytes) -> None:
    """Raise DocumentRefused for bytes that are of another kind than text, naming it."""
    kind = _kind(data)
    if kind:
        raise DocumentRefused(f"it seems to be {kind}; {_READABLE}")


def refuse_markup(text: str) -> None:
    """Raise DocumentRefused for a text that is HTML or XML, whatever its name says."""
    start = text[:_MARKUP_WITHIN]
    kind = "HTML" if _HTML.match(start) else "XML" if _XML.match(start) else None
    if kind:
        raise DocumentRefused(f"it seems to be {kind}; {_READABLE}")


def _kind(data: bytes) -> str | None:
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "a PDF"
    if data.startswith(_ZIP):
        return next((kind for mark, kind in _IN_ZIP if mark in data), "a ZIP archive")
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
