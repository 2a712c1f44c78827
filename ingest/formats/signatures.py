"""Signs by which a file's content shows what it is: its first bytes, the names in an archive, the look of its start."""

import re
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from ingest.encodings import utf16

HEAD: Final = 8192
"""Bytes at the start of a file that show what it is."""

_MAX_NAMES: Final = 20_000
_ARCHIVE: Final = (b"PK\x03\x04", b"PK\x05\x06")
_CLASS: Final = 16
"""Bytes of the class of what an OLE file holds."""
OUTLOOK: Final = bytes.fromhex("0b0d020000000000c000000000000046")
"""The class of Outlook's messages."""
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY: Final = struct.Struct("<4s24xHHH12x")
"""An entry in a ZIP archive's directory: its mark, and the lengths of the name, the extra field and the comment."""
_PDF: Final = re.compile(rb"%PDF-\d\.\d")
_PDF_WITHIN: Final = 1024
"""Bytes in which a PDF's header may start."""
_BINARY: Final = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_GIF: Final = re.compile(rb"GIF8[79]a(?=.{0,6}?[\0-\x08\x0e-\x1a\x1c-\x1f])", re.DOTALL)
"""With the picture's size and colours after it, of which some byte is no text."""
_COMMENTS: Final = r"(?>\s*(?:<!--.*?-->\s*)*)"
_HTML: Final = re.compile(
    _COMMENTS + r"(?:<\?xml[^>]{0,200}\?>)?" + _COMMENTS + r"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(_COMMENTS + r"<(?:\?xml\b|!doctype\b)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Sample:
    """What can be seen of a file: its bytes, the ending of its name, and what kind of content that speaks of.

    `named` is "text" for an ending of text, "other" for another that is read and for none, "" for one that is not read.
    """

    data: bytes
    extension: str
    named: Literal["text", "other", ""]

    @property
    def is_archive(self) -> bool:
        """Whether it is a ZIP archive, sound or damaged."""
        return self.data.startswith(_ARCHIVE)

    @property
    def is_empty_archive(self) -> bool:
        """Whether it is a ZIP archive of nothing."""
        return self.data.startswith(_ARCHIVE[1])

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The names in a ZIP archive in lower case, at most 20,000; none where it is none or its directory is lost."""
        return _members(self.data) if self.is_archive else ()

    @cached_property
    def start(self) -> str:
        """The first characters, as far as ASCII goes."""
        head = self.data[:HEAD]
        marked = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
        start = head.decode("utf-16" if marked else utf16(head) or "latin-1", "ignore")
        return start.removeprefix("ï»¿").removeprefix("\ufeff")


@dataclass(frozen=True, slots=True)
class Signs:
    """What shows a kind of file for certain: any of the first bytes, names in a ZIP archive, or names in an OLE file.

    A name in an archive may end in `/` or `*` to stand for all that begin so, or begin with `*` for all that end so.
    `beside`: names of which an archive must hold one too. `owner`: the class of an OLE file's root,
    where it has one, or what another file embeds would be taken for the file.
    """

    first_bytes: tuple[bytes, ...] = ()
    members: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    owner: bytes = b""

    def match(self, sample: Sample) -> bool:
        """Whether the file shows one of them."""
        return (
            (bool(self.first_bytes) and sample.data.startswith(self.first_bytes))
            or (
                _holds_any(sample.members, self.members)
                and (not self.beside or _holds_any(sample.members, self.beside))
            )
            or (
                bool(self.streams)
                and sample.data.startswith(OLE)
                and any(name.encode("utf-16-le") in sample.data for name in self.streams)
                and (not self.owner or _class_of(sample.data) in {self.owner, bytes(_CLASS)})
            )
        )


NO_SIGNS: Final = Signs()
"""Of what shows only in its look or its name."""


def _class_of(data: bytes) -> bytes:
    """The class of an OLE file's root storage, zeros where it has none or the file is cut short."""
    sector = 1 << min(int.from_bytes(data[30:32], "little"), 12)
    root = (int.from_bytes(data[48:52], "little") + 1) * sector
    return data[root + 80 : root + 80 + _CLASS].ljust(_CLASS, b"\0")


def is_archive(sample: Sample) -> bool:
    """Whether it is a ZIP archive; one of a format of its own is told before by the names in it."""
    return sample.is_archive


def is_pdf(sample: Sample) -> bool:
    """Whether it has a PDF's header, and not only as text that speaks of one."""
    header = _PDF.search(sample.data, 0, _PDF_WITHIN)
    if header is None or sample.is_archive:
        return False
    before = sample.data[: header.start()].removeprefix(b"\xef\xbb\xbf").strip()
    if not before or sample.extension == ".pdf":
        return True
    if sample.named == "text" or is_html(sample):
        return False
    return not sample.named or _BINARY.search(before) is not None


def is_html(sample: Sample) -> bool:
    """Whether it begins as a web page does."""
    return _HTML.match(sample.start) is not None


def is_xml(sample: Sample) -> bool:
    """Whether it begins as XML does and is no web page."""
    return _XML.match(sample.start) is not None and not is_html(sample)


def is_image(sample: Sample) -> bool:
    """Whether it is a GIF, a WebP, a HEIC or an AVIF image."""
    data = sample.data
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return webp or data[4:12] in {b"ftypheic", b"ftypmif1", b"ftypavif"} or _GIF.match(data) is not None


def _holds_any(members: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return any(_holds(members, name.lower()) for name in names)


def _holds(members: tuple[str, ...], name: str) -> bool:
    if name.endswith(("/", "*")):
        return any(member.startswith(name.rstrip("*")) for member in members)
    if name.startswith("*"):
        return any(member.endswith(name[1:]) for member in members)
    return name in members


def _members(data: bytes) -> tuple[str, ...]:
    """The names in the directory at a ZIP archive's end; read here since `zipfile` reads one of any size at once."""
    end = data.rfind(b"PK\x05\x06")
    place = end - int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else -1
    if place < 0 or data[place : place + 4] != b"PK\x01\x02":  # cut short, or too large for the old form of the end
        place = data.find(b"PK\x01\x02")
    names: list[str] = []
    while 0 <= place <= len(data) - _ENTRY.size and len(names) < _MAX_NAMES:
        mark, name, extra, comment = _ENTRY.unpack_from(data, place)
        if mark != b"PK\x01\x02":
            break
        place += _ENTRY.size
        names.append(data[place : place + name].decode("utf-8", "replace").lower())
        place += name + extra + comment
    return tuple(names)
