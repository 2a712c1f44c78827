"""The door: files and bytes in, documents out."""

import base64
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from corpus.documents import Document, Original, member_origin
from corpus.errors import DocumentRefused
from corpus.languages import Detect, detect
from ingest.assembly import assemble
from ingest.content import MAX_BYTES, Refused
from ingest.formats.bundle import Member
from ingest.formats.registry import Format
from ingest.sandbox import Sandbox, shared
from ingest.sniff import HEAD, format_of, holds_records
from ingest.text import readable, shown, slug
from ingest.walk import open_file, resolve, walk

__all__ = ["Part", "Refused", "Sandbox", "holds_records", "origin_of", "read", "read_bytes", "read_parts", "walk"]


@dataclass(frozen=True, slots=True)
class Part:
    """A document of a file, or a refusal, and the origin of what it stands in: the file, or one in it if an archive."""

    origin: str
    item: Document | Refused


def read(
    path: Path,
    *,
    source: str | None = None,
    collection: str | None = None,
    sandbox: Sandbox | None = None,
    detect: Detect = detect,
    keep: int = 0,
    within: Path | None = None,
) -> Iterator[Document | Refused]:
    """Give the documents of a file: one, one a line of JSON lines, which are read line by line, or an archive's files.

    What it is shows in its content and then its name. `source` is what readers are shown of where it is from, by
    default the file's name; a document's `origin` is the file's absolute path. `collection` is that of the documents
    that name none themselves. It is parsed in `sandbox`, by default the one that the process shares. `detect` tells
    languages apart, by default with the detector that the process shares. `keep`: bytes up to which a file of one
    document is given with it, to be kept. `within`: a folder below which the file must lie, whatever links are put
    there meanwhile. A file or a line that cannot be read gives a Refused and raises nothing.
    """
    parts = read_parts(
        path, source=source, collection=collection, sandbox=sandbox, detect=detect, keep=keep, within=within
    )
    yield from (part.item for part in parts)


def read_parts(
    path: Path,
    *,
    source: str | None = None,
    collection: str | None = None,
    sandbox: Sandbox | None = None,
    detect: Detect = detect,
    keep: int = 0,
    within: Path | None = None,
) -> Iterator[Part]:
    """Give what `read` does, with where in the file each stands."""
    source, origin = source or shown(path.name), origin_of(path)
    try:
        with open_file(path, within) as file:
            reading = _Reading(path.name, origin, source, sandbox or shared(), detect, keep)
            yield from (replace(part, item=_placed(part.item, collection)) for part in reading.parts(file))
    except DocumentRefused as refusal:
        yield Part(origin, Refused(source, str(refusal)))
    except OSError as error:
        yield Part(origin, Refused(source, f"it cannot be read: {error.strerror}"))


def origin_of(path: Path) -> str:
    """Give the origin of the document in the file at that path: its absolute path, as text."""
    return shown(str(resolve(path)))


def read_bytes(  # noqa: PLR0913 - all but the first two are by name
    data: bytes,
    name: str,
    *,
    origin: str,
    source: str | None = None,
    collection: str | None = None,
    sandbox: Sandbox | None = None,
    detect: Detect = detect,
    keep: int = 0,
) -> Iterator[Document | Refused]:
    """Give the documents in a file's bytes, as `read` does. `name`: the file's; `source`: by default the name."""
    name = PurePosixPath(name.replace("\\", "/")).name or "document"
    reading = _Reading(name, origin, source or shown(name), sandbox or shared(), detect, keep)
    yield from (_placed(part.item, collection) for part in reading.parts(io.BytesIO(data)))


def _placed(item: Document | Refused, collection: str | None) -> Document | Refused:
    if isinstance(item, Refused) or item.collection is not None or collection is None:
        return item
    return replace(item, collection=collection)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one file is read; `read` says what each is. `packed`: it stands in an archive."""

    name: str
    origin: str
    source: str
    sandbox: Sandbox
    detect: Detect
    keep: int
    packed: bool = False

    def parts(self, file: BinaryIO) -> Iterator[Part]:
        try:
            head = file.read(HEAD)
            file.seek(0)
            records = _records(head, self.name)
            if records is not None:
                parse = partial(self.sandbox.parse, records.name, detect=self.detect)
                yield from map(self._part, records.load()(file, self.source, self.detect, parse))
            else:
                yield from self._whole(file.read(MAX_BYTES + 1))
        except DocumentRefused as refusal:
            yield self._part(Refused(self.source, str(refusal)))

    def _part(self, item: Document | Refused) -> Part:
        return Part(self.origin, item)

    def _whole(self, data: bytes) -> Iterator[Part]:
        if len(data) > MAX_BYTES:
            raise DocumentRefused(f"it is larger than {MAX_BYTES // 2**20} MiB; divide it")
        kind = format_of(data, self.name)
        if kind.takes != "members":
            yield self._part(self._document(kind, data))
        elif self.packed:
            raise DocumentRefused("it is an archive within an archive; unpack it and add the files in it")
        else:
            for member in self.sandbox.unpack(kind.name, data):
                yield from self._packed(member)

    def _packed(self, member: Member) -> Iterator[Part]:
        """What a file in an archive holds."""
        label = shown(member.name)
        source, origin = f"{self.source}/{label}", member_origin(self.origin, label)
        inside = replace(self, name=PurePosixPath(label).name, source=source, origin=origin, packed=True)
        if member.refused is not None:
            yield inside._part(Refused(source, member.refused))
        else:
            yield from inside.parts(io.BytesIO(member.data))

    def _document(self, kind: Format, data: bytes) -> Document:
        stem = PurePosixPath(self.name).stem
        divided = self.sandbox.parse(kind.name, data, self.detect)
        document = assemble(
            divided,
            document_id=slug(stem),
            title=readable(shown(stem)),
            media_type=kind.media_type,
            source=self.source,
            origin=self.origin,
        )
        return self._with_original(document, data, divided.content.pages) if self.keep else document

    def _with_original(self, document: Document, data: bytes, pages: Sequence[str]) -> Document:
        if len(data) > self.keep:
            said = f"its file is not kept: it has {len(data):,} bytes, and the most is {self.keep:,}"
            return replace(document, remarks=(*document.remarks, said))
        placed = tuple(map(base64.b64decode, pages))
        return replace(document, original=Original(shown(self.name), document.media_type, data, placed))


def _records(head: bytes, name: str) -> Format | None:
    """Give the format of a file of many documents; None for others, and for one that only its whole content tells."""
    if not holds_records(name):
        return None
    try:
        found = format_of(head, name)
    except DocumentRefused:
        return None
    return found if found.takes == "lines" else None
