"""Checks a library: every hash, span, vector and count in its file, read in one snapshot."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from corpus import digests, metadata, originals, schema
from corpus.connection import connect, translated
from corpus.errors import LibraryForeign
from corpus.library import Library
from corpus.records import (
    DOCUMENT,
    PARAGRAPH,
    DocumentRow,
    Encoding,
    ParagraphRow,
    name_columns,
    number_paragraphs,
)
from corpus.snapshot import Snapshot
from corpus.sql import Connection, stream

_METADATA = {"library", "generation", "keys", "encoding", "encoded", "re-encoding", "untidy", "copying"}
_UNIT = 1e-3
"""How far from 1 a vector's length may be: an embedder makes it so in float32."""
Progress = Callable[[int, int], None]
"""Is told how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is damaged: in the document of that id, or in what holds them all (None); and what it is."""

    document: str | None
    what: str


@dataclass(slots=True)
class Health:
    """What a check found: at which generation, how much there is, and all that is damaged."""

    generation: int = 0
    documents: int = 0
    paragraphs: int = 0
    damage: list[Damage] = field(default_factory=list)


def check(file: Path, *, beside: Path | None = None, progress: Progress | None = None) -> Health:
    """Check a library's file, of this version's format, while others read and write it.

    `beside`: the folder whose watermark tells what generation was reached. `progress` counts documents.
    Reads everything: some 50 MB a second. Raises LibraryForeign where it cannot be read at all, LibraryBusy,
    LibraryError.
    """
    reached = None if beside is None else metadata.read_watermark(beside)
    with translated(file), closing(connect(file)) as connection:
        connection.text_factory = lambda value: value.decode(errors="surrogateescape")  # damaged text shall be told
        connection.execute("BEGIN")
        schema.require_format(connection, str(file))
        health = Health()
        for part in (_check_pages, _check_schema):
            health.damage += _run_part(partial(part, connection))
        health.damage += _run_part(lambda: filter(None, [Snapshot(connection).describe_loss(reached)]))
        _check_rows(connection, health, progress)
        return health


def check_library(library: Library, *, progress: Progress | None = None) -> Health:
    """Check a library that is open; of one in a database what it holds, not how its server keeps it. Raises as `check`.

    `progress` counts documents.
    """
    if library.storage.file is not None:
        return check(library.storage.file, beside=library.folder, progress=progress)
    with library.reading() as snapshot:
        health = Health()
        _check_rows(snapshot.connection, health, progress)
        return health


def _check_rows(connection: Connection, health: Health, progress: Progress | None) -> None:
    for part in (_check_metadata, _check_numbers, _check_reembedding):
        health.damage += _run_part(partial(part, connection))
    _check_documents(connection, health, progress or (lambda _done, _total: None))


def _run_part(part: Callable[[], Iterable[str]]) -> list[Damage]:
    """Run a part of the check, and give all that it finds, and what stops it."""
    found = []
    try:
        found += [Damage(None, what) for what in part()]
    except (sqlite3.DatabaseError, LibraryForeign, ValueError, TypeError) as error:
        found.append(Damage(None, f"it cannot be read in full: {error}"))
    return found


def _check_pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield from str(line).removeprefix("*** in database main ***\n").splitlines()
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} belongs to nothing in {parent}"


def _check_schema(connection: sqlite3.Connection) -> Iterator[str]:
    for name in schema.find_unexpected(connection):
        yield f"the table or index {name} is not what it should be"


def _check_metadata(connection: Connection) -> Iterator[str]:
    names = {name for (name,) in connection.execute("SELECT name FROM facts")}
    wanted = {"library", "generation"}
    if connection.execute("SELECT 1 FROM documents UNION ALL SELECT 1 FROM removals").fetchone():
        wanted |= {"encoding", "keys"}
    for name in sorted((wanted - names) | (names - _METADATA)):
        yield f"the metadata {name!r} is missing, or should not be here"
    for name in sorted(names):
        try:
            metadata.read(connection, name)
        except LibraryForeign:
            yield f"the metadata {name!r} is damaged"


def _check_numbers(connection: Connection) -> Iterator[str]:
    """Find keys that were given and are neither here nor removed, and changes that are later than the last one."""
    generation = int(metadata.read(connection, "generation") or 0)
    documents, paragraphs = json.loads(metadata.read(connection, "keys") or "[0, 0]")
    held = [key for (key,) in connection.execute("SELECT key FROM documents UNION ALL SELECT document FROM removals")]
    if sorted(held) != list(range(1, documents + 1)):
        yield f"{documents} documents came, and {len(held)} are here or known to be removed"
    (last,) = connection.execute("SELECT max(key) FROM paragraphs").fetchone()
    if (last or 0) > paragraphs:
        yield "a paragraph has a key that was not given yet"
    for table in ("documents", "removals"):
        (last,) = connection.execute(f"SELECT max(generation) FROM {table}").fetchone()
        if (last or 0) > generation:
            yield f"the library is at generation {generation}, and holds {table} of generation {last}"
    for document, number, digest in connection.execute("SELECT * FROM removals"):
        if digests.of_row(document, number) != digest:
            yield f"the note that document number {document} was removed is damaged"
    for document, file, digest in connection.execute("SELECT * FROM record_files"):
        if digests.of_row(document, file) != digest:
            yield f"the note of the file of document number {document} is damaged"


def _check_reembedding(connection: Connection) -> Iterator[str]:
    """Find what an unfinished re-embedding has made, and is not as it was written."""
    wanted = metadata.read(connection, "re-encoding")
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 're_encoded'").fetchone()
    if (wanted is None) != (there is None):
        yield "an unfinished re-embedding is not as it should be; `rujuk add --re-embed` begins again"
    if wanted is None or there is None:
        return
    texts: dict[int, str] = {}
    for *columns, terms, digest, vectors, vectors_digest in stream(
        connection,
        f"""SELECT {name_columns(ParagraphRow, "p")}, a.terms, a.digest, a.vectors, a.vectors_digest
            FROM re_encoded a JOIN paragraphs p ON p.key = a.paragraph""",
        (),
    ):
        row = ParagraphRow._make(columns)._replace(terms=terms, digest=digest)
        if row.document not in texts:
            texts = dict(connection.execute("SELECT key, text FROM documents WHERE key = ?", (row.document,)))
        if not _is_intact(wanted, row, vectors, vectors_digest, texts.get(row.document, "")):
            yield f"what is made anew for paragraph number {row.key} is damaged"


def _check_documents(connection: Connection, health: Health, progress: Progress) -> None:
    health.generation = int(_read_metadata(connection, "generation") or 0)
    encoding = _read_metadata(connection, "encoding") or ""
    keys = _list_documents(connection, health)
    for done, (key, document_id) in enumerate(keys):
        progress(done, len(keys))
        health.documents += 1
        try:
            count, found = _check_document(connection, key, encoding)
            health.paragraphs += count
            health.damage += [Damage(document_id, what) for what in found]
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            health.damage.append(Damage(document_id, f"it cannot be read in full: {error}"))
    progress(len(keys), len(keys))


def _read_metadata(connection: Connection, name: str) -> str | None:
    """Read an entry of the metadata; None where it is damaged, which is told by itself."""
    with suppress(sqlite3.DatabaseError, LibraryForeign):
        return metadata.read(connection, name)
    return None


def _list_documents(connection: Connection, health: Health) -> list[tuple[int, str]]:
    """List as many of the documents as can be found."""
    keys: list[tuple[int, str]] = []
    try:
        rows = connection.execute("SELECT key, id FROM documents ORDER BY key")
        keys.extend((key, _readable(document_id)) for key, document_id in rows)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        health.damage.append(Damage(None, f"the documents after the first {len(keys)} cannot be read: {error}"))
    return keys


def _readable(document_id: object) -> str:
    """Give an id that can be shown, however damaged it is."""
    return str(document_id).encode(errors="surrogateescape").decode(errors="replace")


def _check_document(connection: Connection, key: int, encoding: str) -> tuple[int, list[str]]:
    """Count the paragraphs of a document, and find all that is damaged in it; `encoding` made its vectors."""
    found = connection.execute(f"SELECT {DOCUMENT}, text FROM documents WHERE key = ?", (key,)).fetchone()
    *about, read = found or ("",)
    text = read if isinstance(read, str) else ""
    held, damaged, wrong = list[ParagraphRow](), [], list[str]()
    for *stored, vectors, vectors_digest in connection.execute(
        f"SELECT {PARAGRAPH}, vectors, vectors_digest FROM paragraphs WHERE document = ? ORDER BY position", (key,)
    ):
        row = ParagraphRow._make(stored)
        held.append(row)
        if _is_intact(encoding, row, vectors, vectors_digest, text):
            wrong += _check_counts(row, vectors, Encoding.from_json(encoding).dimension)
        else:
            damaged.append(str(row.number))
    if found is None:
        return len(held), ["it is listed, and not there"]
    listed = DocumentRow._make(about)
    damage = [*_check_hashes(listed, text, held), *originals.check(connection, key)]
    if damaged:
        damage.append(f"damaged among its paragraphs: {', '.join(damaged)}")
    return len(held), damage or [*_check_meaning(listed, text, held), *wrong]


def _is_intact(encoding: str, row: ParagraphRow, vectors: object, vectors_digest: object, text: str) -> bool:
    """Tell whether a paragraph has the digests of what is stored."""
    return row.is_intact(encoding, text) and row.has_vectors(encoding, vectors, vectors_digest)


def _check_hashes(row: DocumentRow, text: str, held: Sequence[ParagraphRow]) -> Iterator[str]:
    if not row.is_intact():
        yield "what is known about it (title, source, date, hashes) is damaged"
    stored = text.encode(errors="surrogateescape")
    found = hashlib.sha256(stored).hexdigest(), hashlib.md5(stored, usedforsecurity=False).hexdigest()
    if (len(text), *found) != (row.length, row.sha256, row.md5):
        yield "its text is damaged"
    placed = [each.position for each in held] == list(range(len(held)))
    if not held or not placed or max(numbers := number_paragraphs(held)) != row.paragraphs:
        yield f"some of its {row.paragraphs} paragraphs are missing"
    elif [each.number for each in held] != numbers:
        yield "its paragraphs are not numbered as they should be"


def _check_meaning(row: DocumentRow, text: str, held: Sequence[ParagraphRow]) -> Iterator[str]:
    """Find spans that are out of order or outside of their text, and whatever is not as it was added."""
    try:
        made = row.to_document(text, [each.to_paragraph() for each in held])
    except (ValueError, TypeError) as error:
        yield f"it was not stored as a document is: {error}"
        return
    if made.fingerprint != row.fingerprint:
        yield "it is not what was added: its title, paragraphs or sentences are others"


def _check_counts(row: ParagraphRow, vectors: bytes, dimension: int) -> Iterator[str]:
    """Find too few or too many vectors or lines of terms, and vectors that are not of unit length."""
    number, count = row.number, row.count_sentences()
    if len(row.terms.split("\n")) != 1 + count:
        yield f"its paragraph {number} has not as many lines of terms as sentences"
    if len(vectors) != 4 * dimension * (1 + count if count > 1 else 1):
        yield f"its paragraph {number} has not as many vectors as sentences, of {dimension} dimensions"
        return
    lengths = np.linalg.norm(np.frombuffer(vectors, dtype="<f4").reshape(-1, dimension), axis=1)
    if not np.all(np.abs(lengths - 1) < _UNIT):  # false for what is not finite too
        yield f"its paragraph {number} has vectors that are not of unit length"
