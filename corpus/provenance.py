"""Records which file each document of a library came from, for those who keep the two alike."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus import digests
from corpus.documents import Document
from corpus.errors import damaged_document
from corpus.library import Library
from corpus.records import DOCUMENT, DocumentRow


@dataclass(frozen=True, slots=True)
class FromFile:
    """A document and the file, an absolute path, that it came from; `record`: as one of several in it."""

    id: str
    file: str
    record: bool


def from_files(library: Library) -> list[FromFile]:
    """List the documents that came from files, oldest first; not uploads. Raises LibraryBusy, LibraryError."""
    with library.reading() as snapshot:
        whole = [FromFile(document, file, False) for document, file in snapshot.origins() if is_file(file)]
        records = [FromFile(document, file, True) for document, file in snapshot.record_files()]
    return whole + records


def is_file(origin: str | None) -> bool:
    """Tell whether an origin is a file's path, rather than the name of an upload."""
    return origin is not None and Path(origin).is_absolute()


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
        free = "NOT EXISTS (SELECT 1 FROM documents WHERE origin = ?)"
        found = connection.execute(
            f"SELECT {DOCUMENT} FROM documents WHERE id = ? AND origin = ? AND {free}", (twin.id, twin.file, origin)
        ).fetchone()
        if found is None:
            return False
        row = DocumentRow._make(found)
        if not row.is_intact():
            raise damaged_document(twin.id)
        renamed = row._replace(origin=origin).with_digest()
        values = (renamed.origin, renamed.digest, renamed.key)
        connection.execute("UPDATE documents SET origin = ?, digest = ? WHERE key = ?", values)
        return True


def claim(library: Library, file: str, ids: Iterable[str]) -> None:
    """Record that the records of those ids stand in the file now. Durable; writes nothing where that is known.

    Raises LibraryBusy, LibraryError.
    """
    with library.reading() as snapshot:
        wanted = set(ids) - {document for document, _ in snapshot.record_files(file)}
    if not wanted:
        return
    with library.writing() as connection:
        keys = connection.execute(
            "SELECT key FROM documents WHERE origin IS NULL AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(wanted)),),
        ).fetchall()
        rows = [(key, file, digests.of_row(key, file)) for (key,) in keys]
        connection.executemany(
            """INSERT INTO record_files VALUES (?, ?, ?)
               ON CONFLICT (document) DO UPDATE SET file = excluded.file, digest = excluded.digest""",
            rows,
        )
