"""The library: one SQLite file in one folder, the only truth on disk."""

import hashlib
import json
import queue
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from corpus import schema
from corpus.documents import Document, DocumentRecord
from corpus.errors import DocumentRefused, EmbedderMismatch, LibraryBusy, LibraryError, LibraryForeign, LibraryNotFound
from corpus.snapshot import EncodedParagraph, Encoding, Snapshot
from corpus.texts import Texts

FILE = "library.sqlite3"
_BUSY_SECONDS = 30.0


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
        self._file = folder / FILE
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._texts = Texts()

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a library in that folder (whole or not)."""
        try:
            return (folder / FILE).exists()
        except OSError as error:
            raise LibraryError(f"cannot look into the library's folder {folder}: {error.strerror}") from error

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The library in that folder. Raises LibraryNotFound, LibraryForeign."""
        if not cls.exists(folder):
            raise LibraryNotFound(f"there is no library in {folder}; `rujuk --library {folder} add PATH` makes one")
        library = cls(folder)
        with library._connected() as connection:
            schema.require(connection, str(library._file))
        return library

    @classmethod
    def create(cls, folder: Path) -> Self:
        """The library in that folder, made empty where there is none. Raises LibraryError, LibraryForeign."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"cannot make the library's folder {folder}: {error.strerror}") from error
        library = cls(folder)
        with library._connected() as connection:
            schema.lay(connection)
            schema.require(connection, str(library._file))
        return library

    def close(self) -> None:
        """Give the file back. Nothing is lost without it."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """A snapshot: all that is read in the `with` block is of one generation, whatever others write meanwhile."""
        with self._connected() as connection:
            connection.execute("BEGIN")
            try:
                yield Snapshot(connection, self._texts)
            finally:
                connection.execute("ROLLBACK")

    @property
    def generation(self) -> int:
        """Raised by one with each change, from 0."""
        with self.reading() as snapshot:
            return snapshot.generation

    def documents(self) -> list[DocumentRecord]:
        """Every document, oldest first."""
        with self.reading() as snapshot:
            return snapshot.documents()

    def document(self, document_id: str) -> DocumentRecord:
        """The document of that id. Raises UnknownDocument."""
        with self.reading() as snapshot:
            return snapshot.document(document_id)

    def text(self, document_id: str) -> str:
        """A document's text, exactly what offsets point into. Raises UnknownDocument."""
        with self.reading() as snapshot:
            return snapshot.text(document_id)

    def require(self, encoding: Encoding) -> None:
        """Raise EmbedderMismatch unless the library's vectors and terms are of that encoding, or it has none yet."""
        with self.reading() as snapshot:
            require_same(snapshot.encoding, encoding, self.folder)

    def unchanged(self, document: Document) -> Added | None:
        """What adding would say, where adding would change nothing; else None."""
        with self._connected() as connection:
            placed = _place(connection, document)
        return placed.outcome if placed.outcome.status == "unchanged" else None

    def add(self, document: Document, encoded: Sequence[EncodedParagraph], encoding: Encoding) -> Added:
        """Take a document in, replacing its earlier version. Durable when this returns.

        `encoded` has one entry for each of the document's paragraphs.
        Raises DocumentRefused where its id is that of a file's document, EmbedderMismatch, LibraryBusy, LibraryError.
        """
        with self.writing() as connection:
            require_same(Snapshot(connection).encoding, encoding, self.folder)
            placed = _place(connection, document)
            if placed.outcome.status == "unchanged":
                return placed.outcome
            generation = _next_generation(connection)
            if placed.replaces is not None:
                _delete(connection, placed.replaces, generation)
            connection.execute("INSERT OR IGNORE INTO facts VALUES ('encoding', ?)", (json.dumps(asdict(encoding)),))
            _insert(connection, placed.outcome.id, document, encoded, generation)
        if placed.replaces is not None:
            self.forget()
        return placed.outcome

    def remove(self, document_id: str) -> None:
        """Take a document out, with its words, vectors and terms. Raises UnknownDocument, LibraryBusy."""
        with self.writing() as connection:
            record = Snapshot(connection).document(document_id)
            _delete(connection, record.key, _next_generation(connection))
        self.forget()

    def forget(self) -> None:
        """Empty the write-ahead log, which still holds what was removed; while others read it, the next one does."""
        with self._connected() as connection:
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One durable transaction, for the files of this package: all of the `with` block or nothing."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with _translated(self._file):
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = _connect(self._file)
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            self._idle.put(connection)


@dataclass(frozen=True, slots=True)
class _Placed:
    outcome: Added
    replaces: int | None = None


def _place(connection: sqlite3.Connection, document: Document) -> _Placed:
    """Which id a document gets, and which stored one it replaces."""
    found = _find(connection, "origin = ?", document.origin) if document.origin else None
    if found is None and document.origin is None:
        found = _find(connection, "id = ? AND origin IS NULL", document.id)
    if found is not None:
        key, document_id, fingerprint = found
        if fingerprint == document.fingerprint:
            return _Placed(Added(document_id, "unchanged"))
        return _Placed(Added(document_id, "updated"), replaces=key)
    if document.origin is not None:
        same = _find(connection, "sha256 = ? AND origin IS NOT NULL", document.sha256)
        if same is not None:
            return _Placed(Added(same[1], "unchanged", f"the same text is here as {same[1]!r}"))
    return _Placed(Added(_free_id(connection, document), "added"))


def _free_id(connection: sqlite3.Connection, document: Document) -> str:
    """The document's id, or for a file whose name another one has, that and a part of its origin's digest."""
    digest = hashlib.sha256((document.origin or "").encode()).hexdigest()
    proposals = [document.id, *(f"{document.id}-{digest[:length]}" for length in (8, 16, 64) if document.origin)]
    for proposal in proposals:
        if _find(connection, "id = ?", proposal) is None:
            return proposal
    raise DocumentRefused(f"the id {document.id!r} is that of a file in the library; give the record another id")


def _find(connection: sqlite3.Connection, where: str, value: str) -> tuple[int, str, str] | None:
    query = f"SELECT key, id, fingerprint FROM documents WHERE {where} ORDER BY key LIMIT 1"
    row: tuple[int, str, str] | None = connection.execute(query, (value,)).fetchone()
    return row


def _next_generation(connection: sqlite3.Connection) -> int:
    connection.execute("UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")
    return Snapshot(connection).generation


def _delete(connection: sqlite3.Connection, key: int, generation: int) -> None:
    connection.execute("DELETE FROM documents WHERE key = ?", (key,))
    connection.execute("INSERT INTO removals VALUES (?, ?)", (key, generation))


def _insert(
    connection: sqlite3.Connection,
    document_id: str,
    document: Document,
    encoded: Sequence[EncodedParagraph],
    generation: int,
) -> None:
    cursor = connection.execute(
        """INSERT INTO documents (id, origin, title, media_type, source, published, language, metadata, text, length,
                                  sha256, md5, fingerprint, added, generation)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            document_id,
            document.origin,
            document.title,
            document.media_type,
            document.source,
            document.published,
            document.language,
            json.dumps(dict(document.metadata), ensure_ascii=False),
            document.text,
            len(document.text),
            document.sha256,
            hashlib.md5(document.text.encode(), usedforsecurity=False).hexdigest(),
            document.fingerprint,
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            generation,
        ),
    )
    key = cursor.lastrowid
    connection.executemany(
        """INSERT INTO paragraphs (document, number, start, "end", headings, page, sentences, terms, vectors)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            (
                key,
                number,
                paragraph.span.start,
                paragraph.span.end,
                json.dumps(paragraph.headings, ensure_ascii=False),
                paragraph.page,
                json.dumps([[sentence.start, sentence.end] for sentence in paragraph.sentences]),
                *encoding.stored(),
            )
            for number, (paragraph, encoding) in enumerate(zip(document.paragraphs, encoded, strict=True), start=1)
        ),
    )


def require_same(recorded: Encoding | None, used: Encoding, folder: Path) -> None:
    """Raise EmbedderMismatch where a library's vectors and terms (`recorded`) are not those that are made now."""
    if recorded is not None and recorded != used:
        other = f"set RUJUK_EMBEDDER={recorded.embedder}, or " if recorded.embedder != used.embedder else ""
        raise EmbedderMismatch(
            f"the library in {folder} was made with {recorded.embedder} ({recorded.digest[:12]}, analysis "
            f"{recorded.analysis}), and in use is {used.embedder} ({used.digest[:12]}, analysis {used.analysis}); "
            f"{other}make its vectors anew with `rujuk --library {folder} add --re-embed`"
        )


def _connect(file: Path) -> sqlite3.Connection:
    # One connection serves one thread at a time: the pool hands it on, so SQLite's own thread check is off.
    connection = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@contextmanager
def _translated(file: Path) -> Iterator[None]:
    """SQLite's errors as ours, each saying what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise LibraryBusy(f"{file} is being written by another process; try again when it is done") from error
        raise LibraryError(f"cannot use the library {file}: {error}; nothing was changed") from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise LibraryForeign(f"{file} is not a Rujuk library, or is damaged: {error}") from error
