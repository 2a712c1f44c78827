"""Record which file each document came from, to keep the library in step with its files."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus import digests
from corpus.documents import Document, file_of, former_member_origin, is_file
from corpus.errors import damaged_document
from corpus.library import Library
from corpus.records import DOCUMENT, DocumentRow
from corpus.snapshot import Snapshot
from corpus.sql import Connection


@dataclass(frozen=True, slots=True)
class FromFile:
    """A document and the origin that it came from, a file or a place in an archive.

    `record`: it is one of several there.
    """

    id: str
    origin: str
    record: bool

    @property
    def file(self) -> str:
        """The file on the disk, an absolute path."""
        return file_of(self.origin)


def from_files(library: Library) -> list[FromFile]:
    """List the documents that came from files, oldest first; not uploads. Raises LibraryBusy, LibraryError."""
    with library.reading() as snapshot:
        whole = [FromFile(document, origin, False) for document, origin in origins(snapshot) if is_file(origin)]
        records = [FromFile(document, origin, True) for document, origin in snapshot.record_files()]
    return whole + records


def origins(snapshot: Snapshot) -> list[tuple[str, str]]:
    """List the id and the origin of each document that has one, oldest first."""
    rows = snapshot.connection.execute("SELECT id, origin FROM documents WHERE origin IS NOT NULL ORDER BY key")
    return rows.fetchall()


def origins_under(snapshot: Snapshot, origins: Sequence[str], mark: str) -> list[tuple[str, str]]:
    """List the id and the origin of the documents of these origins, or of one with the mark and more behind it.

    The oldest comes first. `mark`: one character.
    """
    after = chr(ord(mark) + 1)
    where = " OR ".join(["origin = ? OR (origin >= ? AND origin < ?)"] * len(origins))
    places = [part for each in origins for part in (each, f"{each}{mark}", f"{each}{after}")]
    return snapshot.connection.execute(
        f"SELECT id, origin FROM documents WHERE {where} ORDER BY key", places
    ).fetchall()


def twin(library: Library, document: Document) -> FromFile | None:
    """Find the oldest document of a file that has the same text; None where a document has this one's origin already.

    Raises LibraryError, LibraryBusy.
    """
    with library.reading() as snapshot:
        if document.origin is None or snapshot.id_at(document.origin) is not None:
            return None
        same = snapshot.same_text(document.sha256)
    return FromFile(*same, record=False) if same is not None and is_file(same[1]) else None


def rename(library: Library, twin: FromFile, origin: str) -> bool:
    """Give a document another origin; False where others changed it meanwhile. Durable; raises no generation.

    Raises LibraryForeign where it is damaged, LibraryBusy, LibraryError.
    """
    with library.writing() as connection:
        return _place(connection, origin, "origin = ?", (twin.id, twin.origin)) is not None


def adopt(library: Library, origin: str, document_id: str) -> None:
    """Give a file in an archive on the disk the document that an earlier version made of it, where there is one.

    That has no origin, and stands as a record in the archive; `document_id` is what the file's name makes, from which
    and from its place in the archive its id was made. Durable; raises no generation.

    Raises LibraryForeign where it is damaged, LibraryBusy, LibraryError.
    """
    former, archive = former_member_origin(origin), file_of(origin)
    if former is None or not is_file(origin):
        return
    known = f"{document_id}-{hashlib.sha256(former.encode()).hexdigest()[:8]}"
    with library.reading() as snapshot:
        if snapshot.file_of_record(known) != archive:
            return
    with library.writing() as connection:
        there = "origin IS NULL AND key IN (SELECT document FROM record_files WHERE file = ?)"
        key = _place(connection, origin, there, (known, archive))
        if key is not None:
            connection.execute("DELETE FROM record_files WHERE document = ?", (key,))


def _place(connection: Connection, origin: str, where: str, values: tuple[str, str]) -> int | None:
    """Give the document of that id an origin that no other has, and return its key; None where it is not there so.

    `where` says what else holds of it; `values`: its id, and one for that.
    """
    free = "NOT EXISTS (SELECT 1 FROM documents WHERE origin = ?)"
    found = connection.execute(
        f"SELECT {DOCUMENT} FROM documents WHERE id = ? AND {where} AND {free}", (*values, origin)
    ).fetchone()
    if found is None:
        return None
    row = DocumentRow._make(found)
    if not row.is_intact():
        raise damaged_document(row.id)
    placed = row._replace(origin=origin).with_digest()
    connection.execute(
        "UPDATE documents SET origin = ?, digest = ? WHERE key = ?", (placed.origin, placed.digest, placed.key)
    )
    return row.key


def claim(library: Library, origin: str, ids: Iterable[str]) -> None:
    """Record that the records of those ids stand there now. Durable; writes nothing where that is known.

    Raises LibraryBusy, LibraryError.
    """
    with library.reading() as snapshot:
        wanted = set(ids) - {document for document, _ in snapshot.record_files(origin)}
    if not wanted:
        return
    with library.writing() as connection:
        keys = connection.execute(
            "SELECT key FROM documents WHERE origin IS NULL AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(wanted)),),
        ).fetchall()
        rows = [(key, origin, digests.of_row(key, origin)) for (key,) in keys]
        connection.executemany(
            """INSERT INTO record_files VALUES (?, ?, ?)
               ON CONFLICT (document) DO UPDATE SET file = excluded.file, digest = excluded.digest""",
            rows,
        )
