"""A ZIP archive of documents: its files one by one, in memory and within limits, never unpacked to a disk."""

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from corpus.errors import DocumentRefused
from ingest.content import MAX_BYTES
from ingest.encodings import decoded

MAX_MEMBERS: Final = 2_000
"""Files of an archive."""
MAX_UNPACKED: Final = 100 * 2**20
"""Bytes to which all of them unpack."""
_MAX_RATIO: Final = 200
"""Bytes that a byte of the archive may unpack to, where all are more than `_SMALL`: text has some twenty."""
_SMALL: Final = 10 * 2**20
_UTF8: Final = 1 << 11
"""The flag of a name in UTF-8."""
_PASSWORD: Final = 1
_SYSTEM: Final = frozenset(("__macosx", "thumbs.db", "desktop.ini"))
"""What systems put into archives beside the files."""
_FAULTS: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, EOFError, OSError, ValueError, RuntimeError),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name with its folders, and its bytes, or why it cannot be read."""

    name: str
    data: bytes = b""
    refused: str | None = None


def read(data: bytes) -> Iterator[Member]:
    """The files of an archive in their order, without folders and what is hidden.

    Raises DocumentRefused for an archive that is damaged, holds no file, or is more than the limits allow.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise DocumentRefused("it is a damaged ZIP archive; get or save it again") from error
    listed = archive.infolist()
    named = {  # of two of one name the later one is a new version
        name: info
        for info, name in zip(listed, _names(listed), strict=True)
        if not info.is_dir() and not name.endswith("/") and not _is_hidden(name)
    }
    if not named:
        raise DocumentRefused("it is a ZIP archive without a file in it")
    if len(named) > MAX_MEMBERS:
        raise DocumentRefused(f"it is an archive of more than {MAX_MEMBERS:,} files; divide it")
    most = max(_SMALL, min(MAX_UNPACKED, _MAX_RATIO * len(data)))
    left = most
    for name, info in named.items():
        member = _member(archive, info, name, left)
        left -= len(member.data)
        if left < 0:
            raise DocumentRefused(f"it unpacks to more than {most // 2**20} MiB; divide it")
        yield member


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, left: int) -> Member:
    """The file, of which no more is unpacked than `left` and one byte, whatever the archive says of its size."""
    if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
        return Member(name, refused="its name leads out of the archive; unpack it and add what you trust")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Member(name, refused="it is a link")
    if info.flag_bits & _PASSWORD:
        return Member(name, refused="it has a password; remove the password and pack it again")
    try:
        with archive.open(info) as file:
            data = file.read(min(MAX_BYTES, left) + 1)
    except _FAULTS:
        return Member(name, refused="it is damaged in the archive; pack it again")
    if len(data) > MAX_BYTES:
        return Member(name, refused=f"it is larger than {MAX_BYTES // 2**20} MiB; divide it")
    return Member(name, data)


def _names(listed: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """Their names: those that no flag says to be in UTF-8 in the encoding in which all of them make sense."""
    raw = [None if info.flag_bits & _UTF8 else _raw(info.filename) for info in listed]
    others = [each for each in raw if each is not None and not each.isascii()]
    try:
        told = iter(decoded(b"\n".join(others)).split("\n"))
    except DocumentRefused:
        told = iter(())
    for info, data in zip(listed, raw, strict=True):
        name = info.filename if data is None or data.isascii() else next(told, info.filename)
        yield name.replace("\\", "/")


def _raw(name: str) -> bytes | None:
    """The bytes of a name that was taken for code page 437, None where it was not."""
    try:
        return name.encode("cp437")
    except UnicodeEncodeError:
        return None


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any((part.startswith(".") and part != "..") or part.lower() in _SYSTEM for part in parts)
