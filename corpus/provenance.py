"""Records which file each document of a library came from, for those who keep the two alike."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from corpus import digests
from corpus.documents import Document
from corpus.errors import damaged_document
from corpus.library import Library
from corpus.origins import file_of, is_file
from corpus.records import DOCUMENT, DocumentRow


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
        whole = [FromFile(document, origin, False) for document, origin in snapshot.origins() if is_file(origin)]
        records = [FromFile(document, origin, True) for document, origin in snapshot.record_files()]
    return whole + records


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
            f"SELECT {DOCUMENT} FROM documents WHERE id = ? AND origin = ? AND {free}", (twin.id, twin.origin, origin)
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
