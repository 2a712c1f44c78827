"""The door: files and bytes in, documents out."""

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from corpus.documents import Document
from corpus.errors import DocumentRefused
from corpus.languages import Detect, detect
from ingest import metadata
from ingest.assembly import assemble
from ingest.content import MAX_BYTES, Content, Refused
from ingest.formats.registry import Format
from ingest.sandbox import Sandbox, shared
from ingest.sniff import HEAD, format_of, holds_records
from ingest.text import readable, shown, slug
from ingest.walk import open_file, resolve, walk

__all__ = ["Refused", "Sandbox", "holds_records", "origin_of", "read", "read_bytes", "walk"]


def read(
    path: Path,
    *,
    source: str | None = None,
    collection: str | None = None,
    sandbox: Sandbox | None = None,
    detect: Detect = detect,
    within: Path | None = None,
) -> Iterator[Document | Refused]:
    """The documents of a file: one, or one a line of JSON lines, which are read line by line.

    What it is shows in its content and then its name. `source` is what readers are shown of where it is from, by
    default the file's name; a document's `origin` is the file's absolute path. `collection` is that of the documents
    that name none themselves. It is parsed in `sandbox`, by default the one that the process shares. `detect` tells
    languages apart, by default with the detector that the process shares. `within`: a folder below which the file must
    lie, whatever links are put there meanwhile. A file or line that cannot be read gives a Refused and raises nothing.
    """
    source = source or shown(path.name)
    try:
        with open_file(path, within) as file:
            read = _read(file, path.name, origin_of(path), source, sandbox or shared(), detect)
            yield from (_placed(item, collection) for item in read)
    except DocumentRefused as refusal:
        yield Refused(source, str(refusal))
    except OSError as error:
        yield Refused(source, f"it cannot be read: {error.strerror}")


def origin_of(path: Path) -> str:
    """The origin of the document in the file at that path: its absolute path, as text."""
    return shown(str(resolve(path)))


def read_bytes(
    data: bytes,
    name: str,
    *,
    origin: str,
    source: str | None = None,
    collection: str | None = None,
    sandbox: Sandbox | None = None,
    detect: Detect = detect,
) -> Iterator[Document | Refused]:
    """The documents in the bytes of a file called `name`, as `read` gives them; `source` is by default the name."""
    name = PurePosixPath(name.replace("\\", "/")).name or "document"
    read = _read(io.BytesIO(data), name, origin, source or shown(name), sandbox or shared(), detect)
    yield from (_placed(item, collection) for item in read)


def _placed(item: Document | Refused, collection: str | None) -> Document | Refused:
    if isinstance(item, Refused) or item.collection is not None or collection is None:
        return item
    return replace(item, collection=collection)


def _read(
    file: BinaryIO, name: str, origin: str, source: str, sandbox: Sandbox, detect: Detect
) -> Iterator[Document | Refused]:
    try:
        head = file.read(HEAD)
        file.seek(0)
        records = _records(head, name)
        if records is not None:
            yield from records.load()(file, source, detect, partial(sandbox.parse, records.name))
        else:
            yield _document(file.read(MAX_BYTES + 1), name, origin, source, sandbox, detect)
    except DocumentRefused as refusal:
        yield Refused(source, str(refusal))


def _records(head: bytes, name: str) -> Format | None:
    """The format of a file of many documents; None for any other, also for one that only its whole content tells."""
    if not holds_records(name):
        return None
    try:
        found = format_of(head, name)
    except DocumentRefused:
        return None
    return found if found.takes == "lines" else None


def _document(data: bytes, name: str, origin: str, source: str, sandbox: Sandbox, detect: Detect) -> Document:
    if len(data) > MAX_BYTES:
        raise DocumentRefused(f"it is larger than {MAX_BYTES // 2**20} MiB; divide it")
    kind = format_of(data, name)
    stem = PurePosixPath(name).stem
    return assemble(
        _content(data, kind, sandbox, detect),
        document_id=slug(stem),
        title=readable(shown(stem)),
        media_type=kind.media_type,
        source=source,
        origin=origin,
        detect=detect,
    )


def _content(data: bytes, kind: Format, sandbox: Sandbox, detect: Detect) -> Content:
    content = sandbox.parse(kind.name, data)
    if kind.takes == "text":
        return content
    return replace(content, language=metadata.language(content.language, content.text, detect))
