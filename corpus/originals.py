"""Keeps the file that a document was read from in the library, in the row of a table beside it.

It comes and goes in the transactions of its document, so that a back-up holds it, a check covers it and a removal
takes it along.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from corpus import digests
from corpus.documents import Original, Span
from corpus.errors import LibraryForeign, damaged_document
from corpus.places import Region, find_regions, spread, unpack
from corpus.sql import Connection

_FILE: Final = "document, name, media_type, size, pages, sha256"


@dataclass(frozen=True, slots=True)
class OriginalRecord:
    """What is known of an original without its bytes. `size` is in bytes; `pages`: how many, None without pages."""

    name: str
    media_type: str
    size: int
    pages: int | None
    sha256: str


def insert(connection: Connection, key: int, original: Original) -> None:
    """Write the original of the document of that key in the place of the one that is there."""
    connection.execute("DELETE FROM originals WHERE document = ?", (key,))
    row = (key, original.name, original.media_type, len(original.data), len(original.pages) or None, original.sha256)
    values = (*row, digests.of_row(*row), original.data)
    connection.execute("INSERT INTO originals VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    for number, packed in enumerate(original.pages, start=1):
        span = spread(unpack(packed))
        if span is not None:
            place = (key, number, span.start, span.end)
            connection.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)", (*place, packed, _digest(*place, packed)))


def holds(connection: Connection, key: int, original: Original) -> bool:
    """Tell whether that file is kept with the document of that key."""
    found = connection.execute("SELECT sha256 FROM originals WHERE document = ?", (key,)).fetchone()
    return found is not None and bool(found[0] == original.sha256)


def read_record(connection: Connection, key: int) -> OriginalRecord | None:
    """Read what is known of a document's original, None where none is kept.

    Raises LibraryForeign where it is damaged.
    """
    found = connection.execute(f"SELECT {_FILE}, digest FROM originals WHERE document = ?", (key,)).fetchone()
    if found is None:
        return None
    *row, digest = found
    if digests.of_row(*row) != digest:
        raise _damaged(connection, key)
    return OriginalRecord(*row[1:])


def read_data(connection: Connection, key: int) -> bytes:
    """Read the bytes of an original that is there. Raises LibraryForeign where it is damaged."""
    data, sha256 = connection.execute("SELECT data, sha256 FROM originals WHERE document = ?", (key,)).fetchone()
    if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != sha256:
        raise _damaged(connection, key)
    return data


def read_regions(connection: Connection, key: int, span: Span, words: str) -> tuple[Region, ...]:
    """Find where the `words` at a span of a document stand on the pages of its original; none where that is not known.

    Raises LibraryForeign where that is damaged.
    """
    rows = connection.execute(
        'SELECT * FROM pages WHERE document = ? AND start < ? AND "end" > ? ORDER BY page', (key, span.end, span.start)
    ).fetchall()
    if not all(_digest(*row[:-1]) == row[-1] for row in rows):
        raise _damaged(connection, key)
    return find_regions([(page, packed) for _, page, _, _, packed, _ in rows], span, words)


def check(connection: Connection, key: int) -> Iterator[str]:
    """Find what of a document's original is not as it was written."""
    try:
        if read_record(connection, key) is not None:
            read_data(connection, key)
    except LibraryForeign:
        yield "the file that is kept with it is damaged"
    rows = connection.execute("SELECT * FROM pages WHERE document = ? ORDER BY page", (key,))
    damaged = [str(row[1]) for row in rows if _digest(*row[:-1]) != row[-1]]
    if damaged:
        yield f"where its words stand is damaged on pages: {', '.join(damaged)}"


def _damaged(connection: Connection, key: int) -> LibraryForeign:
    named = connection.execute("SELECT id FROM documents WHERE key = ?", (key,)).fetchone()
    return damaged_document(named[0] if named else f"number {key}")


def _digest(document: int, page: int, start: int, end: int, packed: bytes) -> bytes:
    return digests.of_vectors(f"{page}, {start}, {end}", document, page, packed)
