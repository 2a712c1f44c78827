"""The door: files and bytes in, documents out."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from corpus.documents import Document
from corpus.errors import DocumentRefused
from corpus.languages import Detect, detect
from ingest import metadata
from ingest.assembly import assemble, refuse_long
from ingest.content import MAX_BYTES, Content, Refused
from ingest.encodings import decoded
from ingest.formats.registry import Format
from ingest.sandbox import Sandbox, shared
from ingest.sniff import HEAD, format_of, holds_records
from ingest.text import is_visible, readable, shown, slug
from ingest.walk import walk

__all__ = ["Refused", "Sandbox", "holds_records", "origin_of", "read", "read_bytes", "walk"]


def read(
    path: Path,
    *,
    source: str | None = None,
    collection: str | None = None,
    sandbox: Sandbox | None = None,
    detect: Detect = detect,
) -> Iterator[Document | Refused]:
    """The documents of a file: one, or one a line of JSON lines, which are read line by line.

    What it is shows in its content and then its name. `source` is what readers are shown of where it is from, by
    default the file's name; a document's `origin` is the file's absolute path. `collection` is that of the documents
    that name none themselves. Formats that are parsed in a sandbox
    are parsed in `sandbox`, by default the one that the process shares. `detect` tells languages apart, by default with
    the detector that the process shares. A file or a line that cannot be read gives a Refused and raises nothing.
    """
    source = source or shown(path.name)
    try:
        if path.exists() and not path.is_file():
            yield Refused(source, "it is not a regular file")
            return
        with path.open("rb") as file:
            read = _read(file, path.name, origin_of(path), source, sandbox or shared(), detect)
            yield from (_placed(item, collection) for item in read)
    except OSError as error:
        yield Refused(source, f"it cannot be read: {error.strerror}")


def origin_of(path: Path) -> str:
    """The origin of the document in the file at that path: its absolute path, as text."""
    return shown(str(path.resolve()))


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
            yield from records.load()(file, source, detect)
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
    content: Content
    if kind.takes == "text":
        text = decoded(data)
        refuse_long(text)
        if not is_visible(text):
            raise DocumentRefused("it holds no text")
        content = kind.load()(text)
        return content
    content = sandbox.parse(kind.name, data) if kind.sandboxed else kind.load()(data)
    return replace(content, language=metadata.language(content.language, content.text, detect))
