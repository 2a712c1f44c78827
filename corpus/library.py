"""The library: documents with their paragraphs, vectors and terms, in a SQLite file or a PostgreSQL database."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path
from typing import Self

from corpus import adding
from corpus.adding import Added
from corpus.documents import Document, DocumentRecord
from corpus.errors import DocumentRefused, EmbedderMismatch, LibraryError, LibraryForeign
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.memory import Memory
from corpus.records import EncodedParagraph, Encoding
from corpus.snapshot import Snapshot
from corpus.sql import Connection
from corpus.sqlite_storage import FILE, SQLiteStorage
from corpus.storage import Changes, DatabaseURL, Location, Storage

__all__ = ["FILE", "Added", "Library", "require_same"]


class Library:
    """Documents, their paragraphs and the vectors and terms made of them.

    Safe for many threads and many processes: readers see whole generations only, writers take turns. Each document
    comes or goes in one durable transaction, which raises the generation by one.
    """

    def __init__(self, location: Location) -> None:
        self.location = location
        self._storage = _storage_at(location)
        self._memory = Memory()

    @staticmethod
    def exists(location: Location) -> bool:
        """Tell whether there is a library at that place, intact or not. Raises LibraryError."""
        with closing(_storage_at(location)) as storage:
            return storage.exists()

    @classmethod
    def open(cls, location: Location) -> Self:
        """Open the library that lies there, and bring it to this version's format.

        Raises LibraryNotFound, LibraryForeign, LibraryBusy, LibraryError.
        """
        library = cls(location)
        library._storage.prepare(create=False)
        library._refuse_unfinished()
        return library

    @classmethod
    def create(cls, location: Location, *, unfinished: bool = False) -> Self:
        """Open the library that lies there, made empty where there is none; `unfinished`: even half a copy.

        Raises LibraryForeign, LibraryBusy, LibraryError.
        """
        library = cls(location)
        library._storage.prepare(create=True)
        if not unfinished:
            library._refuse_unfinished()
        return library

    def _refuse_unfinished(self) -> None:
        copying = None
        with suppress(LibraryError), self.reading() as snapshot:  # what is damaged is told where it is read
            copying = snapshot.read_metadata("copying")
        if copying is not None:
            self.close()
            raise LibraryForeign(f"in {self.location} is an unfinished copy of a library; run `rujuk copy` again")

    def close(self) -> None:
        """Give back what is held. Nothing is lost without it."""
        self._storage.close()

    @property
    def storage(self) -> Storage:
        """What holds it: for the modules of this package."""
        return self._storage

    @property
    def folder(self) -> Path:
        """The folder of its file. Raises LibraryError where a database holds it."""
        return self.file.parent

    @property
    def file(self) -> Path:
        """The file that holds it. Raises LibraryError where a database does."""
        if self._storage.file is None:
            raise LibraryError(f"the library in {self.location} is no file")
        return self._storage.file

    @property
    def derived(self) -> Path:
        """Path prefix for files derived from the library; a removal deletes all of them.

        Raises LibraryError where a database holds it.
        """
        return self.file.with_name(f"{FILE}-index")

    def watched(self) -> AbstractContextManager[None]:
        """Look at it in the `with` block, by what `changes` gives.

        Raises LibraryReplaced where another library lies there than the one that was opened, or comes there meanwhile;
        LibraryBusy, LibraryForeign where it is damaged, LibraryError.
        """
        return self._storage.watched()

    def reopen(self) -> None:
        """Go on with the library that lies there now, in the place of the one that was opened.

        Raises LibraryBusy while that one is being read, and what `open` raises: it is as it was then.
        """
        self._storage.end()
        opened = type(self).open(self.location)
        opened._storage.number = self._storage.number + 1
        self._storage, self._memory = opened._storage, opened._memory

    def reading(self) -> AbstractContextManager[Snapshot]:
        """Read one generation in the `with` block, whatever others write meanwhile.

        Raises LibraryReplaced, LibraryBusy, LibraryForeign where it is damaged, LibraryError.
        """
        return self._storage.reading(self._memory)

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
            require_same(snapshot.encoding, encoding, self.location)

    def unchanged(self, document: Document) -> Added | None:
        """Find the outcome of adding a document that would change nothing; None where it would change something.

        Raises DocumentRefused as `add` does, LibraryError.
        """
        with self.reading() as snapshot:
            return adding.find_unchanged(snapshot.connection, document)

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
            require_same(Snapshot(connection).encoding, encoding, self.location)
            outcomes = [adding.add(connection, document, encoded, encoding) for document, encoded in documents]
        if any(isinstance(outcome, Added) and outcome.status == "updated" for outcome in outcomes):
            self.erase_removed()
        return outcomes

    def keep_original(self, document: Document) -> Added | None:
        """Keep the file of a document whose text is unchanged, without embedding it anew. Durable.

        None where it has no file to keep, or its words are not here. Raises LibraryBusy, LibraryError.
        """
        if document.original is None:
            return None
        with self.writing() as connection:
            outcome = adding.keep_original(connection, document, document.original)
        if outcome is not None:
            self.erase_removed()
        return outcome

    def remove(self, document_id: str) -> None:
        """Remove a document, even a damaged one, with all that was made of it. Durable when this returns.

        Raises UnknownDocument, LibraryBusy, LibraryError.
        """
        with self.writing() as connection:
            adding.remove(connection, document_id)
        self.erase_removed()

    def erase_removed(self) -> None:
        """Leave nothing of what was removed where that takes no time; see the storage's own."""
        self._storage.erase_removed()

    def tidy(self) -> None:
        """Leave nothing of what was removed; see the storage's own. Raises LibraryBusy, LibraryError."""
        self._storage.tidy()

    def settle(self) -> None:
        """Do what is best done a while after the last change. Raises LibraryBusy, LibraryError."""
        self._storage.settle()

    def changes(self) -> Changes:
        """Begin to watch for changes by any process; for one thread at a time. Raises LibraryError."""
        return self._storage.changes()

    def writing(self) -> AbstractContextManager[Connection]:
        """Write all of the `with` block or nothing, durably: for the modules of this package.

        Raises LibraryReplaced, also where what was written lies elsewhere by now; LibraryBusy, LibraryForeign where
        it is damaged, LibraryError.
        """
        return self._storage.writing()


def _storage_at(location: Location) -> Storage:
    if not isinstance(location, DatabaseURL):
        return SQLiteStorage(location)
    try:
        from corpus.postgres.storage import PostgresStorage
    except ImportError as error:
        raise LibraryError(
            f"{location} needs what is not installed ({error}): pip install 'rujuk[postgres]'"
        ) from error
    return PostgresStorage(location)


def require_same(recorded: Encoding | None, used: Encoding, location: Location) -> None:
    """Raise EmbedderMismatch where a library's vectors and terms (`recorded`) are not those that are made now."""
    if recorded is not None and recorded != used:
        other = f"set RUJUK_EMBEDDER={recorded.embedder}, or " if recorded.embedder != used.embedder else ""
        raise EmbedderMismatch(
            f"the library in {location} was made with {recorded.embedder} ({recorded.digest[:12]}, analysis "
            f"{recorded.analysis}), and in use is {used.embedder} ({used.digest[:12]}, analysis {used.analysis}); "
            f"{other}make its vectors anew with `rujuk --library {location} add --re-embed`"
        )
