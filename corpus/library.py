"""The library: one SQLite file in one folder, the only truth on disk."""

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

from corpus import digests, metadata, migrations, originals, records, schema, watermark
from corpus.connection import BUSY_SECONDS, ConnectionPool
from corpus.documents import DEFAULT_COLLECTION, Document, DocumentRecord
from corpus.durable import create_private
from corpus.errors import DocumentRefused, EmbedderMismatch, LibraryError, LibraryNotFound, unknown_document
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.memory import Memory
from corpus.records import DocumentRow, EncodedParagraph, Encoding
from corpus.snapshot import Snapshot

FILE = "library.sqlite3"
_SMALL = 4 * 2**20
"""Bytes of a library's file that is written anew after each removal: in a tenth of a second."""
_log = logging.getLogger("rujuk")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document that was added: the id it has, and whether anything changed."""

    id: str
    status: Literal["added", "updated", "unchanged"]
    detail: str | None = None


class Library:
    """Documents, their paragraphs and the vectors and terms made of them.

    Safe for many threads and many processes: readers see whole generations only, writers take turns. Each document
    comes or goes in one durable transaction, which raises the generation by one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / FILE
        self.derived = folder / f"{FILE}-index"
        """Where others may keep what they make of the library: a removal deletes all files whose names begin so."""
        self._pool = ConnectionPool(self.file)
        self._memory = Memory()

    @staticmethod
    def exists(folder: Path) -> bool:
        """Tell whether there is a library in that folder, intact or not. Raises LibraryError."""
        try:
            return (folder / FILE).exists()
        except OSError as error:
            raise LibraryError(f"cannot look into the library's folder {folder}: {error.strerror}") from error

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the library in that folder, and bring it to this version's format.

        Raises LibraryNotFound, LibraryForeign, LibraryBusy, LibraryError.
        """
        if not cls.exists(folder):
            raise LibraryNotFound(f"there is no library in {folder}; `rujuk --library {folder} add PATH` makes one")
        library = cls(folder)
        library._prepare(create=False)
        return library

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Open the library in that folder, made empty where there is none.

        Raises LibraryForeign, LibraryBusy, LibraryError.
        """
        library = cls(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                create_private(library.file)
        except OSError as error:
            raise LibraryError(f"cannot make the library's folder {folder}: {error.strerror}") from error
        library._prepare(create=True)
        return library

    def close(self) -> None:
        """Close the file. Nothing is lost without it."""
        self._pool.close()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Use the file in the `with` block, by a connection of one's own.

        Raises LibraryReplaced where another library lies at the path than the one that was opened, or comes there
        meanwhile; in the place of SQLite's errors LibraryBusy, LibraryForeign where the file is damaged, LibraryError.
        """
        with self._pool.watched():
            yield

    def reopen(self) -> None:
        """Go on with the library that lies at the path now, in the place of the one that was opened.

        Raises LibraryBusy while that one is being read, and what `open` raises: it is as it was then.
        """
        self._pool.end()
        opened = type(self).open(self.folder)
        opened._pool.number = self._pool.number + 1
        self._pool, self._memory = opened._pool, opened._memory

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Read one generation in the `with` block, whatever others write meanwhile.

        Raises LibraryReplaced, LibraryBusy, LibraryForeign where the file is damaged, LibraryError.
        """
        pool, memory = self._pool, self._memory
        with pool.connected() as connection:
            reached = pool.reached
            connection.execute("BEGIN")
            try:
                snapshot = Snapshot(connection, memory, pool.number)
                pool.note(snapshot.generation, reached)
                yield snapshot
            finally:
                connection.execute("ROLLBACK")

    @property
    def generation(self) -> int:
        """Count the changes, from 0. Raises LibraryError."""
        with self.reading() as snapshot:
            return snapshot.generation

    def documents(self, within: DocumentFilter = EVERYTHING) -> list[DocumentRecord]:
        """List the documents that pass, oldest first. Raises LibraryForeign where one is damaged, LibraryError."""
        with self.reading() as snapshot:
            return snapshot.documents(within)

    def count(self) -> int:
        """Count the documents. Raises LibraryError."""
        with self.reading() as snapshot:
            return snapshot.count()

    def document(self, document_id: str) -> DocumentRecord:
        """Give the document of that id. Raises UnknownDocument, LibraryForeign where it is damaged, LibraryError."""
        with self.reading() as snapshot:
            return snapshot.document(document_id)

    def text(self, document_id: str) -> str:
        """Read a document's text, exactly what offsets point into.

        Raises UnknownDocument, LibraryForeign where it is damaged, LibraryError.
        """
        with self.reading() as snapshot:
            return snapshot.text(document_id)

    def require(self, encoding: Encoding) -> None:
        """Raise EmbedderMismatch unless the library's vectors and terms are of that encoding, or it has none yet.

        Raises LibraryError where it cannot be read.
        """
        with self.reading() as snapshot:
            require_same(snapshot.encoding, encoding, self.folder)

    def unchanged(self, document: Document) -> Added | None:
        """Give what adding would give, where adding would change nothing; else None.

        Raises DocumentRefused as `add` does, LibraryError.
        """
        with self._pool.connected() as connection:
            resolved = _resolve(connection, document)
        return resolved.outcome if resolved.outcome.status == "unchanged" else None

    def add(self, document: Document, encoded: Sequence[EncodedParagraph], encoding: Encoding) -> Added:
        """Add a document in the place of its earlier version. Durable when this returns.

        `encoded` has one entry for each of the document's paragraphs.
        Raises DocumentRefused where its id is that of a file's document, EmbedderMismatch, LibraryBusy, LibraryError.
        """
        (outcome,) = self.add_all([(document, encoded)], encoding)
        if isinstance(outcome, DocumentRefused):
            raise outcome
        return outcome

    def add_all(
        self, documents: Sequence[tuple[Document, Sequence[EncodedParagraph]]], encoding: Encoding
    ) -> list[Added | DocumentRefused]:
        """Add documents as `add` does, all in one transaction: what became of each, in their order.

        Each raises the generation by one. Raises EmbedderMismatch, LibraryBusy, LibraryError: then none was added.
        """
        with self.writing() as connection:
            require_same(Snapshot(connection).encoding, encoding, self.folder)
            outcomes = [_add(connection, document, encoded, encoding) for document, encoded in documents]
        if any(isinstance(outcome, Added) and outcome.status == "updated" for outcome in outcomes):
            self.erase_removed()
        return outcomes

    def remove(self, document_id: str) -> None:
        """Remove a document, even a damaged one, with all that was made of it. Durable when this returns.

        Raises UnknownDocument, LibraryBusy, LibraryError.
        """
        with self.writing() as connection:
            found = _find(connection, "id = ?", document_id)
            if found is None:
                raise unknown_document(document_id)
            _delete(connection, found[0], metadata.next_generation(connection))
        self.erase_removed()

    def erase_removed(self) -> None:
        """Leave nothing of what was removed in a small library's file, in the log of any, and in what is derived.

        What is deleted is overwritten, but not a copy that SQLite may have made while it moved rows between pages, one
        time in a thousand: that goes when a small file is written anew here, and a large one by `tidy`. While others
        read the log, the next one empties it.
        """
        for derived in self.folder.glob(f"{self.derived.name}*"):
            with contextlib.suppress(OSError):
                derived.unlink()
        with contextlib.suppress(LibraryError, OSError):  # what was removed is removed; the next one tries this again
            if self.file.stat().st_size <= _SMALL:
                self.tidy()
            else:
                self._empty_log()

    def tidy(self) -> None:
        """Write the file anew without what was removed since it last was, if anything: 50 MB a second; others may read.

        Raises LibraryBusy, LibraryError where there is no space for it.
        """
        with self._pool.connected() as connection:
            untidy = metadata.read(connection, "untidy")
            if untidy is not None:
                connection.execute("VACUUM")
                # Else another process has removed something meanwhile.
                connection.execute("DELETE FROM facts WHERE name = 'untidy' AND value = ?", (untidy,))
        self._empty_log()

    def settle(self) -> None:
        """Move what the log holds into the file, which is then whole without it. Raises LibraryBusy, LibraryError."""
        with contextlib.suppress(OSError):
            if self.file.with_name(f"{FILE}-wal").stat().st_size:
                self._empty_log()

    def _empty_log(self) -> None:
        with self._pool.connected() as connection:
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all of the `with` block or nothing, durably: for the modules of this package.

        Raises LibraryReplaced, also where what was written lies elsewhere by now; LibraryBusy, LibraryForeign where
        the file is damaged, LibraryError.
        """
        pool = self._pool
        with pool.connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                reached = metadata.read(connection, "library") or "", int(metadata.read(connection, "generation") or 0)
                connection.execute("COMMIT")
                pool.note(reached[1], 0)
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        watermark.write(self.folder, *reached)

    def _prepare(self, *, create: bool) -> None:
        reached = watermark.read(self.folder)
        with self._pool.connected() as connection:
            if create:
                schema.create_tables(connection)
            migrations.migrate(connection, str(self.file))
            schema.require_format(connection, str(self.file))
        with contextlib.suppress(LibraryError), self.reading() as snapshot:
            self._pool.learn(snapshot.read_metadata("library"), snapshot.generation)
            if lost := snapshot.describe_loss(reached):
                _log.warning("%s: %s; `rujuk check` says more", self.file, lost)


@dataclass(frozen=True, slots=True)
class _Resolution:
    """What becomes of a document: `placed` is it with its collection, `replaces` the key of its earlier version."""

    outcome: Added
    placed: Document
    replaces: int | None = None


def _add(
    connection: sqlite3.Connection, document: Document, encoded: Sequence[EncodedParagraph], encoding: Encoding
) -> Added | DocumentRefused:
    try:
        resolved = _resolve(connection, document)
    except DocumentRefused as refusal:
        return refusal
    if resolved.outcome.status == "unchanged":
        return resolved.outcome
    generation = metadata.next_generation(connection)
    if resolved.replaces is not None:
        _delete(connection, resolved.replaces, generation)
    written = encoding.to_json()
    if metadata.read(connection, "encoding") is None:
        metadata.write(connection, "encoding", written)
    keys = metadata.next_keys(connection, len(document.paragraphs))
    row = DocumentRow.from_document(resolved.placed, keys[0], resolved.outcome.id, generation)
    records.insert_document(connection, row, document.text)
    records.insert_paragraphs(connection, keys, document, encoded, written)
    if document.original is not None:
        originals.insert(connection, keys[0], document.original)
    return resolved.outcome


def _resolve(connection: sqlite3.Connection, document: Document) -> _Resolution:
    """Decide which id and which collection a document gets, and which stored one it replaces.

    A file with the text of one in another collection is another document: who looks there shall find it.
    """
    found = _find(connection, "origin = ?", document.origin) if document.origin else None
    if found is None and document.origin is None:
        found = _find(connection, "id = ? AND origin IS NULL", document.id)
    if found is not None:
        key, document_id, fingerprint, collection = found
        placed = replace(document, collection=document.collection or collection)
        kept = document.original is None or originals.holds(connection, key, document.original)
        if kept and fingerprint == placed.fingerprint:
            return _Resolution(Added(document_id, "unchanged"), placed)
        return _Resolution(Added(document_id, "updated"), placed, replaces=key)
    placed = replace(document, collection=document.collection or DEFAULT_COLLECTION)
    if document.origin is not None:
        where = "sha256 = ? AND collection = ? AND origin IS NOT NULL"
        same = _find(connection, where, placed.sha256, placed.collection)
        if same is not None:
            return _Resolution(Added(same[1], "unchanged", f"the same text is here as {same[1]!r}"), placed)
    return _Resolution(Added(_free_id(connection, document), "added"), placed)


def _free_id(connection: sqlite3.Connection, document: Document) -> str:
    """Give the document's id, or for a file whose name another one has, that and a part of its origin's digest."""
    digest = hashlib.sha256((document.origin or "").encode()).hexdigest()
    proposals = [document.id, *(f"{document.id}-{digest[:length]}" for length in (8, 16, 64) if document.origin)]
    for proposal in proposals:
        if _find(connection, "id = ?", proposal) is None:
            return proposal
    raise DocumentRefused(f"the id {document.id!r} is that of a file in the library; give the record another id")


def _find(connection: sqlite3.Connection, where: str, *values: str | None) -> tuple[int, str, str, str] | None:
    """Find key, id, fingerprint and collection of the oldest document of which that is true."""
    query = f"SELECT key, id, fingerprint, collection FROM documents WHERE {where} ORDER BY key LIMIT 1"
    row: tuple[int, str, str, str] | None = connection.execute(query, values).fetchone()
    return row


def _delete(connection: sqlite3.Connection, key: int, generation: int) -> None:
    connection.execute("DELETE FROM documents WHERE key = ?", (key,))
    metadata.write(connection, "untidy", str(generation))
    row = (key, generation, digests.of_row(key, generation))
    connection.execute("INSERT INTO removals VALUES (?, ?, ?)", row)


def require_same(recorded: Encoding | None, used: Encoding, folder: Path) -> None:
    """Raise EmbedderMismatch where a library's vectors and terms (`recorded`) are not those that are made now."""
    if recorded is not None and recorded != used:
        other = f"set RUJUK_EMBEDDER={recorded.embedder}, or " if recorded.embedder != used.embedder else ""
        raise EmbedderMismatch(
            f"the library in {folder} was made with {recorded.embedder} ({recorded.digest[:12]}, analysis "
            f"{recorded.analysis}), and in use is {used.embedder} ({used.digest[:12]}, analysis {used.analysis}); "
            f"{other}make its vectors anew with `rujuk --library {folder} add --re-embed`"
        )
