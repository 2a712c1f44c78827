"""Copy a library to a file or a database: row by row, resumable, verified by digests."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from corpus import metadata
from corpus.errors import InputRefused, LibraryForeign
from corpus.integrity import check_library
from corpus.library import Library
from corpus.records import AMONG_KEYS, DOCUMENT, PARAGRAPH
from corpus.snapshot import Snapshot
from corpus.sql import Connection, stream
from corpus.storage import Location

_AT_ONCE: Final = 256
"""Paragraphs from which on what is copied is committed."""
_OWN: Final = ("untidy", "re-encoding", "copying")
"""Metadata of the place, and of work that begins anew: not copied."""
_ROWS: Final = (("documents", f"{DOCUMENT}, text", "key"), *(
    (table, columns, "document")
    for table, columns in (
        ("paragraphs", f"{PARAGRAPH}, vectors, vectors_digest"),
        ("originals", "*"),
        ("pages", "*"),
    )
))  # fmt: skip
"""Tables of which a document has rows, with their columns and that of its key."""
_DIGESTS: Final = (
    "SELECT key, digest FROM documents ORDER BY key",
    "SELECT key, digest, vectors_digest FROM paragraphs ORDER BY key",
    "SELECT document, digest FROM originals ORDER BY document",
    "SELECT document, page, digest FROM pages ORDER BY document, page",
    "SELECT document, digest FROM record_files ORDER BY document",
    "SELECT document, digest FROM removals ORDER BY document",
    "SELECT name, digest FROM facts WHERE name NOT IN ('untidy', 're-encoding', 'copying') ORDER BY name",
)
Progress = Callable[[int, int], None]
"""Is told how many documents are there, of how many."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made and verified: its generation, and how many documents it holds."""

    generation: int
    documents: int


def copy(source: Library, location: Location, *, progress: Progress | None = None) -> Copied:
    """Copy the library's current generation to an empty place; durable when this returns.

    Keys, digests and the library's name stay, so that the copy gives the same answers. An interrupted copy cannot be
    opened until another run finishes it. Raises InputRefused where something else is there,
    LibraryForeign where the library is damaged, LibraryBusy, LibraryError.
    """
    with source.reading() as snapshot:
        _begin(snapshot, source.location, location)
        with closing(Library.create(location, unfinished=True)) as target:
            total = _copy_documents(snapshot, target, progress or (lambda _done, _total: None))
            _copy_rest(snapshot, target)
            _verify(snapshot, target)
            with target.writing() as connection:
                connection.execute("DELETE FROM facts WHERE name = 'copying'")
        return Copied(snapshot.generation, total)


def _begin(snapshot: Snapshot, source: Location, location: Location) -> None:
    """Mark what is at the other place as a copy of this library. Raises InputRefused where it is anything else."""
    name = snapshot.read_metadata("library") or ""
    with closing(Library.create(location, unfinished=True)) as target, target.writing() as connection:
        marked = metadata.read(connection, "copying")
        if marked is None and (metadata.read(connection, "keys") or metadata.read(connection, "library") == name):
            raise InputRefused(f"there is a library in {location} already; copy to where there is none")
        if marked not in (None, name):
            raise InputRefused(f"in {location} is an unfinished copy of another library than that in {source}")
        metadata.write(connection, "copying", name)
        metadata.write(connection, "library", name)
        _require_encoding(connection, snapshot.read_metadata("encoding"))


def _require_encoding(connection: Connection, encoding: str | None) -> None:
    """Drop what an earlier run copied, where the library's vectors were made anew since."""
    if metadata.read(connection, "encoding") != encoding:
        connection.execute("DELETE FROM documents")
    if encoding is not None:
        metadata.write(connection, "encoding", encoding)


def _copy_documents(snapshot: Snapshot, target: Library, progress: Progress) -> int:
    wanted = _digests_of_documents(snapshot.connection)
    with target.reading() as there:
        held = _digests_of_documents(there.connection)
    stale = [key for key, digests in held.items() if wanted.get(key) != digests]
    if stale:
        with target.writing() as connection:
            connection.execute(f"DELETE FROM documents WHERE {AMONG_KEYS}", (json.dumps(stale),))
    missing = [key for key, digests in wanted.items() if held.get(key) != digests]
    done = len(wanted) - len(missing)
    for keys in _batches(snapshot.connection, missing):
        _copy_batch(snapshot.connection, target, keys)
        progress(done := done + len(keys), len(wanted))
    return len(wanted)


def _digests_of_documents(connection: Connection) -> dict[int, tuple[bytes, bytes | None]]:
    """Give each document's digest, and that of the file which is kept with it, by its key, oldest first."""
    rows = connection.execute(
        """SELECT d.key, d.digest, o.digest FROM documents d LEFT JOIN originals o ON o.document = d.key
           ORDER BY d.key"""
    )
    return {key: (digest, kept) for key, digest, kept in rows}


def _batches(connection: Connection, keys: Sequence[int]) -> Iterator[list[int]]:
    """Divide the keys of documents so that each part has some hundred paragraphs, or is one large document."""
    batch, size = list[int](), 0
    for key in keys:
        (count,) = connection.execute("SELECT count(*) FROM paragraphs WHERE document = ?", (key,)).fetchone()
        batch.append(key)
        size += count
        if size >= _AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _copy_batch(connection: Connection, target: Library, keys: Sequence[int]) -> None:
    wanted = json.dumps(keys)
    with target.writing() as writing:
        there = writing.execute(f"SELECT key FROM documents WHERE {AMONG_KEYS}", (wanted,)).fetchall()
        wanted = json.dumps(sorted(set(keys) - {key for (key,) in there}))  # which another run has just copied
        for table, columns, column in _ROWS:
            among = AMONG_KEYS.replace("key", column, 1)
            rows = connection.execute(f"SELECT {columns} FROM {table} WHERE {among} ORDER BY {column}", (wanted,))
            _insert(writing, table if columns == "*" else f"{table} ({columns})", rows.fetchall())


def _copy_rest(snapshot: Snapshot, target: Library) -> None:
    """Copy what is not a document's alone, in one transaction: what was removed, records' files, metadata."""
    connection = snapshot.connection
    with target.writing() as writing:
        for table in ("removals", "record_files"):
            writing.execute(f"DELETE FROM {table}")
            _insert(writing, table, connection.execute(f"SELECT * FROM {table}").fetchall())
        for (name,) in connection.execute("SELECT name FROM facts").fetchall():
            value = metadata.read(connection, name)
            if name not in _OWN and value is not None:
                metadata.write(writing, name, value)


def _insert(connection: Connection, into: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        connection.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _verify(snapshot: Snapshot, target: Library) -> None:
    """Raise LibraryForeign unless the copy holds the same rows, each as its digest says."""
    with target.reading() as there:
        same = _digest_all(there.connection) == _digest_all(snapshot.connection)
    damage = check_library(target).damage
    if same and not damage:
        return
    what = f"{damage[0].document or 'its file'}: {damage[0].what}" if damage else "it is not the same"
    raise LibraryForeign(f"the copy in {target.location} is not whole ({what}); `rujuk check` tells about the library")


def _digest_all(connection: Connection) -> bytes:
    made = hashlib.sha256()
    for row in chain.from_iterable(stream(connection, sql, ()) for sql in _DIGESTS):
        made.update(repr(tuple(row)).encode())
    return made.digest()
