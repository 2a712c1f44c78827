"""Whether a library is whole: every hash, span, vector and count in its file, read in one snapshot."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from corpus import digests, metadata, schema, watermark, whole
from corpus.connection import connect, translated
from corpus.errors import LibraryForeign
from corpus.records import ParagraphRow, name_columns
from corpus.snapshot import Snapshot

_FACTS = {"library", "generation", "keys", "encoding", "encoded", "re-encoding", "untidy"}
Progress = Callable[[int, int], None]


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

    `beside`: the folder whose mark tells what generation was reached. `progress` is told of documents done, and of all.
    Reads everything: some 50 MB a second. Raises LibraryForeign where it cannot be read at all, LibraryBusy.
    """
    reached = None if beside is None else watermark.read(beside)
    with translated(file), closing(connect(file)) as connection:
        connection.text_factory = lambda value: value.decode(errors="surrogateescape")  # damaged text shall be told
        connection.execute("BEGIN")
        schema.require(connection, str(file))
        health = Health()
        for part in (_pages, _schema, _facts, _numbers, _aside):
            health.damage += _told(part, connection)
        health.damage += _told(lambda opened: filter(None, [Snapshot(opened).lost(reached)]), connection)
        _documents(connection, health, progress or (lambda _done, _total: None))
        return health


def _told(part: Callable[[sqlite3.Connection], Iterator[str]], connection: sqlite3.Connection) -> list[Damage]:
    """All that a part of the check finds, and what stops it."""
    found = []
    try:
        found += [Damage(None, what) for what in part(connection)]
    except (sqlite3.DatabaseError, LibraryForeign, ValueError, TypeError) as error:
        found.append(Damage(None, f"it cannot be read in full: {error}"))
    return found


def _pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield from str(line).removeprefix("*** in database main ***\n").splitlines()
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} belongs to nothing in {parent}"


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    for name in schema.unexpected(connection):
        yield f"the table or index {name} is not what it should be"


def _facts(connection: sqlite3.Connection) -> Iterator[str]:
    names = {name for (name,) in connection.execute("SELECT name FROM facts")}
    wanted = {"library", "generation"}
    if connection.execute("SELECT 1 FROM documents UNION ALL SELECT 1 FROM removals").fetchone():
        wanted |= {"encoding", "keys"}
    for name in sorted((wanted - names) | (names - _FACTS)):
        yield f"the fact {name!r} is missing, or should not be here"
    for name in sorted(names):
        try:
            metadata.read(connection, name)
        except LibraryForeign:
            yield f"the fact {name!r} is damaged"


def _numbers(connection: sqlite3.Connection) -> Iterator[str]:
    """Each key that was given is a document's or a removed one's; no change is later than the last one."""
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


def _aside(connection: sqlite3.Connection) -> Iterator[str]:
    """What lies aside for a re-embedding was made for paragraphs that are here, with what the fact says."""
    wanted = metadata.read(connection, "re-encoding")
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 're_encoded'").fetchone()
    if (wanted is None) != (there is None):
        yield "an unfinished re-embedding is not as it should be; `rujuk add --re-embed` begins again"
    if wanted is None or there is None:
        return
    texts: dict[int, str] = {}
    for *columns, terms, digest, vectors, vectors_digest in connection.execute(
        f"""SELECT {name_columns(ParagraphRow, "p")}, a.terms, a.digest, a.vectors, a.vectors_digest
            FROM re_encoded a JOIN paragraphs p ON p.key = a.paragraph"""
    ):
        row = ParagraphRow._make(columns)._replace(terms=terms, digest=digest)
        if row.document not in texts:
            texts = dict(connection.execute("SELECT key, text FROM documents WHERE key = ?", (row.document,)))
        if not whole.paragraph(wanted, row, vectors, vectors_digest, texts.get(row.document, "")):
            yield f"what is made anew for paragraph number {row.key} is damaged"


def _documents(connection: sqlite3.Connection, health: Health, progress: Progress) -> None:
    health.generation = int(_fact(connection, "generation") or 0)
    encoding = _fact(connection, "encoding") or ""
    keys = _keys(connection, health)
    for done, (key, document_id) in enumerate(keys):
        progress(done, len(keys))
        health.documents += 1
        try:
            count, found = whole.document(connection, key, encoding)
            health.paragraphs += count
            health.damage += [Damage(document_id, what) for what in found]
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            health.damage.append(Damage(document_id, f"it cannot be read in full: {error}"))
    progress(len(keys), len(keys))


def _fact(connection: sqlite3.Connection, name: str) -> str | None:
    """A fact; None where it is damaged, which is told by itself."""
    with suppress(sqlite3.DatabaseError, LibraryForeign):
        return metadata.read(connection, name)
    return None


def _keys(connection: sqlite3.Connection, health: Health) -> list[tuple[int, str]]:
    """As many of the documents as can be found."""
    keys: list[tuple[int, str]] = []
    try:
        rows = connection.execute("SELECT key, id FROM documents ORDER BY key")
        keys.extend((key, _readable(document_id)) for key, document_id in rows)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        health.damage.append(Damage(None, f"the documents after the first {len(keys)} cannot be read: {error}"))
    return keys


def _readable(document_id: object) -> str:
    """An id to be shown, however damaged."""
    return str(document_id).encode(errors="surrogateescape").decode(errors="replace")
