"""A ZIP archive of XML parts, such as an Office file's, read in memory within limits, never unpacked to a disk."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser

from corpus.errors import DocumentRefused

MAX_UNPACKED: Final = 100 * 2**20
"""Bytes that the parts that are read may unpack to, together."""
MAX_PARTS: Final = 20_000
_HELD: Final = {"word/": "a Word document", "xl/": "a workbook", "ppt/": "a presentation"}
"""What the main part is, by its folder."""
_DAMAGED: Final = "it is a damaged Word file or ZIP archive; get or save it again"
_FAULTS: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)


def local(element: Element) -> str:
    """The element's name without its namespace, of which Word has several for one vocabulary."""
    return element.tag.rpartition("}")[2]


def value(element: Element | None, name: str = "val") -> str:
    """The element's attribute of that name in whatever namespace, empty where there is none."""
    if element is None:
        return ""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")


def number(element: Element | None, otherwise: int, name: str = "val") -> int:
    """The element's attribute as a number from 0 to 9,999, or the other where it is none."""
    digits = value(element, name)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 5 else otherwise


def child(element: Element | None, *names: str) -> Element | None:
    """The element found by going down through children of those names, None where one is missing."""
    for name in names:
        element = None if element is None else next((each for each in element if local(each) == name), None)
    return element


class Archive:
    """The parts of a ZIP archive. Raises DocumentRefused for one that is damaged, too large, or has a password."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as error:
            raise DocumentRefused(_DAMAGED) from error
        self._names = {name.lower(): name for name in self._archive.namelist()}
        self._left = MAX_UNPACKED
        if len(self._names) > MAX_PARTS:
            raise DocumentRefused(f"it is an archive of more than {MAX_PARTS:,} files; unpack it and add what you need")

    def root(self, name: str) -> Element | None:
        """The root of the part of that name, None where there is none."""
        actual = self._names.get(name.lower())
        return None if actual is None else _parsed(self._read(actual), name)

    def bytes_of(self, name: str) -> bytes | None:
        """The bytes of the part of that name, None where there is none."""
        actual = self._names.get(name.lower())
        return None if actual is None else self._read(actual)

    def _read(self, name: str) -> bytes:
        """The bytes of a part, of which no more is unpacked than is left, whatever the archive says of its size."""
        info = self._archive.getinfo(name)
        if info.flag_bits & 1:
            raise DocumentRefused("it is an archive with a password; remove the password and save it again")
        try:
            with self._archive.open(info) as file:
                data = file.read(self._left + 1)
        except _FAULTS as error:
            raise DocumentRefused(_DAMAGED) from error
        self._left -= len(data)
        if self._left < 0:
            raise DocumentRefused(f"it unpacks to more than {MAX_UNPACKED // 2**20} MiB; divide it")
        return data


class Package(Archive):
    """The parts of an Office file, which refer to each other."""

    def __init__(self, data: bytes, folder: str = "word/") -> None:
        super().__init__(data)
        self.main = next((target for kind, target in self.relations("") if kind == "officeDocument"), "")
        if not self.main.startswith(folder):
            raise DocumentRefused(f"it is a ZIP archive without {_HELD[folder]} in it; get or save it again")

    def relations(self, part: str) -> Iterator[tuple[str, str]]:
        """The kind and the name of each part that the part (the package, for an empty name) refers to."""
        return ((kind, target) for _, kind, target in self._relations(part))

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        relations = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relation in [] if relations is None else relations:
            if value(relation, "TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, value(relation, "Target")))
                yield value(relation, "Id"), value(relation, "Type").rpartition("/")[2], target.lstrip("/")

    def related_by_id(self, identifier: str) -> str:
        """The name of the part that the main part refers to by that id, empty where there is none."""
        return next((target for each, _, target in self._relations(self.main) if each == identifier), "")

    def related(self, kind: str) -> Element | None:
        """The root of the part of that kind which the main part refers to, None where there is none."""
        name = next((target for each, target in self.relations(self.main) if each == kind), None)
        return None if name is None else self.root(name)


def _parsed(data: bytes, name: str) -> Element:
    """The XML's root. A document type, which alone can define entities, is refused: no sound file has one."""
    if any(mark in data for mark in (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))):
        raise DocumentRefused(
            f"its part {name} has a document type, which no sound file of its kind has; save it again"
        )
    parser = XMLParser()  # noqa: S314 - without a document type there are no entities
    try:
        parser.feed(data)
        return parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise DocumentRefused(_DAMAGED) from error
