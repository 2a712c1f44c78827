"""What a file is, by its content and then its name."""

import re
from pathlib import PurePosixPath
from typing import Final, Literal

from corpus.errors import DocumentRefused
from ingest.encodings import utf16

MAX_BYTES: Final = 64 * 2**20
"""Size of a document, or of a line of JSON lines, beyond which it is refused."""
HEAD: Final = 8192
"""Bytes at the start of a file that show what it is."""

Text = Literal["plain", "markdown", "jsonl"]
Parsed = Literal["pdf", "docx", "html"]
"""What worker processes read."""
Format = Text | Parsed

MEDIA_TYPES: Final[dict[Format, str]] = {
    "plain": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_FORMATS: Final[dict[str, Format]] = {
    "": "plain",
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_READABLE: Final = "Rujuk reads PDF, Word (.docx), HTML, Markdown, plain text and JSON lines (.jsonl)"
_ADVICE: Final = {
    ".csv": "save it as text, or each row as a line of JSON (.jsonl)",
    ".tsv": "save it as text, or each row as a line of JSON (.jsonl)",
    ".json": "write one object with a “text” a line and call it .jsonl",
    ".ipynb": "export it as Markdown or HTML",
    ".vtt": "save its words as plain text",
    ".srt": "save its words as plain text",
    ".eml": "save the message as HTML, PDF or plain text",
    ".mht": "save it as HTML",
    ".mhtml": "save it as HTML",
    ".pages": "export it as PDF or .docx",
    ".key": "export it as PDF",
    ".numbers": "export it as PDF",
    ".tex": "add the PDF made from it",
}

_SIGNATURES: Final = (
    (b"{\\rtf", "an RTF file", "save it as .docx or PDF"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and add the files in it"),
    (b"BZh91AY&SY", "a bzip2 archive", "unpack it and add the files in it"),
    (b"\xfd7zXZ\0", "an xz archive", "unpack it and add the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it and add the files in it"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it and add the files in it"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", "recognise its text (OCR) and add that"),
    (b"\xff\xd8\xff", "a JPEG image", "recognise its text (OCR) and add that"),
    (b"II*\0", "a TIFF image", "recognise its text (OCR) and add that"),
    (b"MM\0*", "a TIFF image", "recognise its text (OCR) and add that"),
    (b"SQLite format 3\0", "an SQLite database", "export its text"),
    (b"\x7fELF", "a program", "it holds no document"),
    (b"%!PS", "a PostScript file", "convert it to PDF"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE: Final = (
    ("EncryptedPackage", "an Office file with a password", "remove the password and save it again"),
    ("WordDocument", "an old Word document (.doc)", "save it as .docx or PDF"),
    ("Workbook", "an old Excel workbook (.xls)", "save it as PDF, or each row as a line of JSON (.jsonl)"),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt)", "save it as PDF"),
    ("__substg1.0_", "an Outlook message (.msg)", "save the message as HTML, PDF or plain text"),
)
"""Names in an OLE file's folder, which are UTF-16."""
_ZIP: Final = b"PK\x03\x04"
_PDF: Final = re.compile(rb"%PDF-\d\.\d")
_PDF_WITHIN: Final = 1024
"""Bytes in which a PDF's header may start."""
_TEXTS: Final = frozenset({".txt", ".text", ".md", ".markdown", ".jsonl", ".ndjson"})
"""Names of text, which may speak of a PDF's header."""
_BINARY: Final = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_GIF: Final = re.compile(rb"GIF8[79]a(?=.{0,6}?[\0-\x08\x0e-\x1a\x1c-\x1f])", re.DOTALL)
"""With the picture's size and colours after it, of which some byte is no text."""
_COMMENTS: Final = r"(?>\s*(?:<!--.*?-->\s*)*)"
_HTML: Final = re.compile(
    _COMMENTS + r"(?:<\?xml[^>]{0,200}\?>)?" + _COMMENTS + r"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(_COMMENTS + r"<(?:\?xml\b|!doctype\b)", re.IGNORECASE | re.DOTALL)
_EXTENSION: Final = re.compile(r"\.[a-z][a-z0-9]{0,9}", re.IGNORECASE)


def format_of(data: bytes, name: str) -> Format:
    """The format of a file called `name`; its first `HEAD` bytes tell, and of old Office files all.

    Content decides where it has a signature or is HTML, else the name; a name without extension says plain text. An
    archive comes out as a Word document, whose reader says which it is not. Raises DocumentRefused for what cannot be
    read, saying what it is and what to do.
    """
    if data.startswith(_ZIP):
        return "docx"
    _refuse_signature(data)
    extension = _extension(name)
    start = _start(data)
    if _is_pdf(data, extension, start):
        return "pdf"
    if extension in {".pdf", ".docx"}:
        fault = f"is called {extension} but is no such file, or is damaged" if data else "is empty"
        raise DocumentRefused(f"it {fault}; get or save it again")
    if _HTML.match(start):
        return "html"
    if _XML.match(start):
        raise DocumentRefused(f"it seems to be XML; save its text as HTML or plain text ({_READABLE})")
    known = format_named(name)
    if known is None:
        advice = f"{_ADVICE[extension]} ({_READABLE})" if extension in _ADVICE else _READABLE
        raise DocumentRefused(f"{extension} files cannot be read; {advice}")
    return known


def format_named(name: str) -> Format | None:
    """The format that the name alone says, None for one that is not read."""
    return _FORMATS.get(_extension(name))


def _is_pdf(data: bytes, extension: str, start: str) -> bool:
    """Whether it has a PDF's header, and not only as text that speaks of one."""
    header = _PDF.search(data, 0, _PDF_WITHIN)
    if header is None:
        return False
    before = data[: header.start()].removeprefix(b"\xef\xbb\xbf").strip()
    if not before or extension == ".pdf":
        return True
    if extension in _TEXTS or _HTML.match(start):
        return False
    return extension not in _FORMATS or _BINARY.search(before) is not None


def _refuse_signature(data: bytes) -> None:
    if data.startswith(_OLE):
        found = next((row for row in _IN_OLE if row[0].encode("utf-16-le") in data), None)
        _, kind, advice = found or ("", "an old Microsoft Office file", "save it as .docx or PDF")
        raise DocumentRefused(f"it seems to be {kind}; {advice}")
    for signature, kind, advice in _SIGNATURES:
        if data.startswith(signature):
            raise DocumentRefused(f"it seems to be {kind}; {advice} ({_READABLE})")
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if webp or data[4:12] in {b"ftypheic", b"ftypmif1", b"ftypavif"} or _GIF.match(data):
        raise DocumentRefused(f"it seems to be an image; recognise its text (OCR) and add that ({_READABLE})")


def _start(data: bytes) -> str:
    """The first characters, as far as ASCII goes."""
    marked = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    start = data[:HEAD].decode("utf-16" if marked else utf16(data[:HEAD]) or "latin-1", "ignore")
    return start.removeprefix("ï»¿").removeprefix("\ufeff")


def _extension(name: str) -> str:
    extension = PurePosixPath(name).suffix.lower()
    return extension if _EXTENSION.fullmatch(extension) else ""
