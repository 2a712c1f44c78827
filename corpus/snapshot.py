"""Read a consistent snapshot of a library: everything comes from the same generation."""

import json
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from corpus import metadata, originals
from corpus.documents import Document, DocumentRecord, Span
from corpus.errors import LibraryForeign, OriginalNotKept, damaged_document, unknown_document
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.memory import LARGE, RECORD, Kept, Memory, Recent
from corpus.metadata import Watermark
from corpus.originals import OriginalRecord
from corpus.places import Region
from corpus.records import (
    AMONG_KEYS,
    DOCUMENT,
    PARAGRAPH,
    DocumentRow,
    Encoding,
    IndexedParagraph,
    ParagraphRow,
    StoredParagraph,
)
from corpus.sql import Connection, stream
from corpus.to_index import is_whole, read_added


class Snapshot:
    """Reads one generation. Made by `Library.reading`; valid inside its `with` block only.

    All methods raise the storage's own errors where it cannot be read, which `Library.reading` makes a LibraryError.
    `connection` is for the modules of this package.
    """

    def __init__(self, connection: Connection, memory: Memory | None = None, opened: int = 0) -> None:
        self.opened = opened
        """Which of the libraries that lay at the path one after the other it is of: generations are each one's own."""
        self.damaged = set[int]()
        """Keys of the documents of which `added_since` has left something out."""
        self.connection = connection
        self._memory = memory or Memory()
        self.generation = int(self.read_metadata("generation") or 0)  # the first read: it fixes what all later ones see

    def read_metadata(self, name: str) -> str | None:
        """Read an entry of the library's metadata, None where it is not there. Raises LibraryForeign if damaged."""
        return metadata.read(self.connection, name)

    def describe_loss(self, reached: Watermark | None) -> str | None:
        """Say how far the library is behind the watermark that lay beside it; None where it is not."""
        if reached is None or reached.library != self.read_metadata("library") or self.generation >= reached.generation:
            return None
        return (
            f"the library is at generation {self.generation}, and had reached {reached.generation}: changes are lost, "
            "its log (library.sqlite3-wal) damaged or not copied, unless a back-up was put in its place"
        )

    @property
    def encoding(self) -> Encoding | None:
        """Tell what made the vectors and terms; None while the library is empty and never held a document.

        Raises LibraryForeign where that is damaged.
        """
        value = self.read_metadata("encoding")
        return None if value is None else Encoding.from_json(value)

    @property
    def encoded(self) -> int:
        """Tell the generation at which all vectors and terms were made anew; 0 where they never were.

        Raises LibraryForeign where that is damaged.
        """
        return int(self.read_metadata("encoded") or 0)

    def documents(
        self, within: DocumentFilter = EVERYTHING, *, after: int = 0, limit: int | None = None
    ) -> list[DocumentRecord]:
        """List the documents that pass, oldest first: up to `limit` of those whose keys are greater than `after`.

        Raises UnknownDocument where the filter names one that is not here, LibraryForeign where one is damaged.
        """
        return list(islice(self.walk(within, after=after), limit))

    def walk(self, within: DocumentFilter = EVERYTHING, *, after: int = 0) -> Iterator[DocumentRecord]:
        """Give one after the other what `documents` lists; raises as it does."""
        return self._passing(within, after, "ASC")

    def count(self) -> int:
        """Count the documents, damaged ones too."""
        return int(self.connection.execute("SELECT COUNT(*) FROM documents").fetchone()[0])

    def newest(self, count: int, within: DocumentFilter = EVERYTHING) -> list[DocumentRecord]:
        """List the `count` documents that came last of those that pass, the newest first; raises as `documents`."""
        return list(islice(self._passing(within, 0, "DESC"), count))

    def _passing(self, within: DocumentFilter, after: int, order: str) -> Iterator[DocumentRecord]:
        self._require_known(within)
        condition, values = within.condition()
        rows = stream(
            self.connection,
            f"SELECT {DOCUMENT} FROM documents WHERE key > ? AND {condition} ORDER BY key {order}",
            (after, *values),
        )
        records = (DocumentRow._make(row).to_record() for row in rows)
        return (record for record in records if within.admits(record.metadata))

    def find_keys(self, within: DocumentFilter) -> list[int]:
        """Find the keys of the documents that pass, damaged ones too.

        Raises UnknownDocument where the filter names one that is not here, LibraryForeign where metadata is damaged.
        """
        self._require_known(within)
        condition, values = within.condition()
        if not within.metadata:
            return [key for (key,) in self.connection.execute(f"SELECT key FROM documents WHERE {condition}", values)]
        rows = self.connection.execute(f"SELECT key, metadata FROM documents WHERE {condition}", values)
        try:
            return [key for key, metadata in rows if within.admits(json.loads(metadata))]
        except ValueError as error:
            raise LibraryForeign("the metadata of a document is damaged; `rujuk check` says of which") from error

    def _require_known(self, within: DocumentFilter) -> None:
        """Raise UnknownDocument where the filter names a document that is not here for whoever asks."""
        if within.ids is None:
            return
        condition, values = DocumentFilter(ids=within.ids, visible=within.visible).condition()
        known = {each for (each,) in self.connection.execute(f"SELECT id FROM documents WHERE {condition}", values)}
        for missing in sorted(within.ids - known)[:1]:
            raise unknown_document(missing)

    def document(self, document_id: str) -> DocumentRecord:
        """Give the document of that id. Raises UnknownDocument, LibraryForeign where it is damaged."""
        return self._row(document_id).to_record()

    def _row(self, document_id: str) -> DocumentRow:
        found = self.connection.execute(f"SELECT {DOCUMENT} FROM documents WHERE id = ?", (document_id,)).fetchone()
        if found is None:
            raise unknown_document(document_id)
        row = DocumentRow._make(found)
        if not row.is_intact():
            raise damaged_document(document_id)
        return row

    def records(self, keys: Iterable[int]) -> dict[int, DocumentRecord]:
        """Give the documents of those keys, which are here, by key. Raises LibraryForeign where one is damaged."""
        return self._recall(self._memory.documents, sorted(set(keys)), self._read_records)

    def _read_records(self, keys: Sequence[int]) -> Iterator[tuple[int, DocumentRecord, int]]:
        rows = self.connection.execute(
            f"SELECT {DOCUMENT} FROM documents WHERE {AMONG_KEYS} ORDER BY key", (json.dumps(keys),)
        )
        for row in map(DocumentRow._make, rows):
            yield row.key, row.to_record(), RECORD + len(row.metadata)

    def text(self, document_id: str) -> str:
        """Read a text, exactly what offsets point into. Raises UnknownDocument, LibraryForeign where it is damaged."""
        row = self.connection.execute("SELECT text, sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise unknown_document(document_id)
        text, sha256 = row
        if not is_whole(text, sha256):
            raise damaged_document(document_id)
        return str(text)

    def read_document(self, document_id: str, most: int | None = None) -> Document:
        """Read a document as it was added, but for its origin; of its paragraphs the first `most`.

        Raises UnknownDocument, LibraryForeign if damaged.
        """
        row = self._row(document_id)
        text = self.text(document_id)
        rows = list(islice(self._rows_of(row.key), most))
        self._require_intact(rows, {row.key: text})
        document = row.to_document(text, [each.to_paragraph() for each in rows]) if rows else None
        whole = most is None or len(rows) < most
        if document is None or (whole and document.fingerprint != row.fingerprint):  # as where a paragraph is missing
            raise damaged_document(document_id)
        return replace(document, origin=None)

    def find_original(self, document_id: str) -> OriginalRecord | None:
        """Tell what is known of the file that a document was read from; None where it is not kept.

        Raises UnknownDocument, LibraryForeign where it is damaged.
        """
        return originals.read_record(self.connection, self._row(document_id).key)

    def read_original(self, document_id: str) -> tuple[OriginalRecord, bytes]:
        """Read the file that a document was read from.

        Raises UnknownDocument, OriginalNotKept, LibraryForeign where it is damaged.
        """
        found = self.find_original(document_id)
        if found is None:
            raise OriginalNotKept(
                f"the file of the document {document_id!r} is not kept; add it again with --keep-original"
            )
        return found, originals.read_data(self.connection, self._row(document_id).key)

    def find_regions(self, document: int, span: Span, words: str) -> tuple[Region, ...]:
        """Find where the `words` at a span of the document of that key stand on the pages of its file.

        None where the file is not kept, has no pages, or does not surely tell. Raises LibraryForeign where it is
        damaged.
        """
        return originals.read_regions(self.connection, document, span, words)

    def id_at(self, origin: str) -> str | None:
        """Find the id of the document of that origin, None where there is none."""
        row = self.connection.execute("SELECT id FROM documents WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else str(row[0])

    def same_text(self, sha256: str) -> tuple[str, str] | None:
        """Find the id and the origin of the oldest document that has an origin and a text of that SHA-256."""
        row: tuple[str, str] | None = self.connection.execute(
            "SELECT id, origin FROM documents WHERE sha256 = ? AND origin IS NOT NULL ORDER BY key LIMIT 1", (sha256,)
        ).fetchone()
        return row

    def record_files(self, file: str | None = None) -> list[tuple[str, str]]:
        """List the id and the file of each record that is known to stand in one, or of the records in that file."""
        return self.connection.execute(
            """SELECT d.id, r.file FROM record_files r JOIN documents d ON d.key = r.document
               WHERE r.file = coalesce(?, r.file) ORDER BY d.key""",
            (file,),
        ).fetchall()

    def file_of_record(self, document_id: str) -> str | None:
        """Tell the file in which the record of that id is known to stand; None where there is none."""
        row = self.connection.execute(
            "SELECT r.file FROM documents d JOIN record_files r ON r.document = d.key WHERE d.id = ?", (document_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def _rows_of(self, key: int) -> Iterator[ParagraphRow]:
        """Read the rows of a document's paragraphs, in the order of its text."""
        rows = self.connection.execute(
            f"SELECT {PARAGRAPH} FROM paragraphs WHERE document = ? ORDER BY position", (key,)
        )
        return map(ParagraphRow._make, rows)

    def paragraphs(self, keys: Sequence[int]) -> dict[int, StoredParagraph]:
        """Read the paragraphs of those keys, which are here, by key. Raises LibraryForeign where one is damaged."""
        return self._recall(self._memory.paragraphs, keys, self._read_paragraphs)

    def _read_paragraphs(self, keys: Sequence[int]) -> Iterator[tuple[int, StoredParagraph, int]]:
        found = self.connection.execute(
            f"SELECT {PARAGRAPH} FROM paragraphs WHERE {AMONG_KEYS} ORDER BY key", (json.dumps(keys),)
        )
        rows = list(map(ParagraphRow._make, found))
        texts = self._texts_of({row.document for row in rows}, {row.document for row in rows if row.is_introduced})
        self._require_intact(rows, texts)
        for row in rows:
            yield row.key, row.to_stored(texts[row.document]), row.end - row.start

    def _recall(
        self,
        memory: Recent[Kept],
        keys: Sequence[int],
        read: Callable[[Sequence[int]], Iterator[tuple[int, Kept, int]]],
    ) -> dict[int, Kept]:
        """Look up keys among what is kept of this generation, and read the others, each with its key and its size."""
        found = {key: value for key in keys if (value := memory.get((self.generation, key))) is not None}
        missing = [key for key in keys if key not in found]
        for key, value, size in read(missing) if missing else ():
            found[key] = value
            memory.put((self.generation, key), value, size)
        _require_all(found, keys)
        return found

    def _require_intact(self, rows: Iterable[ParagraphRow], texts: Mapping[int, str]) -> None:
        """Raise LibraryForeign, which names the document, where a paragraph is not as it was written."""
        encoding = self.read_metadata("encoding") or ""
        for row in rows:
            if not row.is_intact(encoding, texts.get(row.document, "")):
                raise self._damaged(row.document)

    def _damaged(self, key: int) -> LibraryForeign:
        named = self.connection.execute("SELECT id FROM documents WHERE key = ?", (key,)).fetchone()
        return damaged_document(named[0] if named else f"number {key}")

    def _texts_of(self, documents: Collection[int], whole: Container[int]) -> dict[int, str]:
        """Give the texts of those documents; those in `whole` are looked at from end to end.

        Raises LibraryForeign where one of those is damaged.
        """
        found = {key: text for key in documents if (text := self._memory.texts.get(key)) is not None}
        rows = self.connection.execute(
            f"SELECT key, text, sha256 FROM documents WHERE {AMONG_KEYS}",
            (json.dumps([key for key in documents if key not in found]),),
        )
        for key, text, sha256 in rows:
            is_large = isinstance(text, str) and len(text) >= LARGE
            is_text = (is_large or key in whole) and is_whole(text, sha256)
            if key in whole and not is_text:
                raise self._damaged(key)
            if isinstance(text, str):
                found[key] = text
                if is_large and is_text:
                    self._memory.texts.put(key, text, len(text))
        return found

    def added_since(self, generation: int) -> Iterator[IndexedParagraph]:
        """Read the paragraphs that came after `generation` and are still here, in the order of their keys.

        One whose vectors or terms are not as they were written is left out, and its document is `damaged` then. One
        whose words alone are damaged comes: whoever would show them is told.
        """
        encoding = self.read_metadata("encoding") or ""
        return read_added(self.connection, encoding, generation, self.damaged)

    def ids(self, keys: Iterable[int]) -> list[str]:
        """Give the ids of the documents of those keys that are here, oldest first."""
        wanted = json.dumps(sorted(keys))
        rows = self.connection.execute(f"SELECT id FROM documents WHERE {AMONG_KEYS} ORDER BY key", (wanted,))
        return [str(document_id) for (document_id,) in rows]

    def languages(self) -> tuple[str | None, ...]:
        """Give the documents' languages, each once, sorted; None for those whose language is not known."""
        rows = self.connection.execute("SELECT DISTINCT language FROM documents ORDER BY language NULLS FIRST")
        return tuple(language for (language,) in rows)

    def document_digests(self, generation: int) -> dict[int, bytes]:
        """Give the digest of each document that came up to that generation and is still here, by its key."""
        return dict(self.connection.execute("SELECT key, digest FROM documents WHERE generation <= ?", (generation,)))

    def removed_since(self, generation: int) -> list[int]:
        """List the keys of documents that went after `generation`."""
        rows = self.connection.execute("SELECT document FROM removals WHERE generation > ?", (generation,))
        return [key for (key,) in rows]


def _require_all(found: Container[int], keys: Iterable[int]) -> None:
    if not all(key in found for key in keys):
        raise LibraryForeign("the library is damaged: a part of it is missing; `rujuk check` says what")
