"""The door: files and bytes in, documents out."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.assembly import assemble, refuse_long
from ingest.content import Content, Refused
from ingest.encodings import decoded
from ingest.formats import jsonl, markdown, plain
from ingest.sandbox import parse
from ingest.sniff import HEAD, MAX_BYTES, MEDIA_TYPES, Format, format_named, format_of
from ingest.text import is_visible, readable, shown, slug
from ingest.walk import walk

__all__ = ["Refused", "origin_of", "read", "read_bytes", "walk"]


def read(path: Path, *, source: str | None = None) -> Iterator[Document | Refused]:
    """The documents of a file: one, or one a line of JSON lines, which are read line by line.

    What it is shows in its content and then its name. `source` is what readers are shown of where it is from, by
    default the file's name; a document's `origin` is the file's absolute path. A file or a line that cannot be read
    gives a Refused and raises nothing.
    """
    source = source or shown(path.name)
    try:
        if path.exists() and not path.is_file():
            yield Refused(source, "it is not a regular file")
            return
        with path.open("rb") as file:
            yield from _read(file, path.name, origin=origin_of(path), source=source)
    except OSError as error:
        yield Refused(source, f"it cannot be read: {error.strerror}")


def origin_of(path: Path) -> str:
    """The origin of the document in the file at that path: its absolute path, as text."""
    return shown(str(path.resolve()))


def read_bytes(data: bytes, name: str, *, origin: str, source: str | None = None) -> Iterator[Document | Refused]:
    """The documents in the bytes of a file called `name`, as `read` gives them; `source` is by default the name."""
    name = PurePosixPath(name.replace("\\", "/")).name or "document"
    yield from _read(io.BytesIO(data), name, origin=origin, source=source or shown(name))


def _read(file: BinaryIO, name: str, *, origin: str, source: str) -> Iterator[Document | Refused]:
    try:
        head = file.read(HEAD)
        file.seek(0)
        if format_named(name) == "jsonl" and format_of(head, name) == "jsonl":
            yield from jsonl.read(file, source)
        else:
            yield _document(file.read(MAX_BYTES + 1), name, origin=origin, source=source)
    except DocumentRefused as refusal:
        yield Refused(source, str(refusal))


def _document(data: bytes, name: str, *, origin: str, source: str) -> Document:
    if len(data) > MAX_BYTES:
        raise DocumentRefused(f"it is larger than {MAX_BYTES // 2**20} MiB; divide it")
    kind = format_of(data, name)
    stem = PurePosixPath(name).stem
    return assemble(
        _content(data, kind),
        document_id=slug(stem),
        title=readable(shown(stem)),
        media_type=MEDIA_TYPES[kind],
        source=source,
        origin=origin,
    )


def _content(data: bytes, kind: Format) -> Content:
    if kind in {"pdf", "docx", "html"}:
        content = parse(kind, data)
        return replace(content, language=metadata.language(content.language, content.text))
    text = decoded(data)
    refuse_long(text)
    if not is_visible(text):
        raise DocumentRefused("it holds no text")
    return markdown.read(text) if kind == "markdown" else plain.read(text)
