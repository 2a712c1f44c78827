"""Reads one moment of a library: everything read through a snapshot is of the same generation."""

import hashlib
import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Final

from corpus import metadata
from corpus.documents import Document, DocumentRecord, Span
from corpus.errors import LibraryForeign, damaged_document, unknown_document
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.records import (
    DOCUMENT,
    PARAGRAPH,
    DocumentRow,
    Encoding,
    IndexedParagraph,
    ParagraphRow,
    StoredParagraph,
)
from corpus.watermark import Watermark

_LARGE: Final = 20_000  # code points; a smaller text is read as fast as it is found here
_MOST: Final = 8_000_000


class TextCache:
    """Keeps the texts of large documents, through all of which SQLite would walk for each paragraph.

    They are found to be as written, by their document's key, which is never used twice: right in every generation.

    Safe for many threads. Holds 8 million code points at the most, or one larger text; the longest unused go first.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: OrderedDict[int, str] = OrderedDict()
        self._size = 0

    def get(self, key: int) -> str | None:
        """Give the text if it is kept."""
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
            return self._texts.get(key)

    @staticmethod
    def is_worth(text: str) -> bool:
        """Whether the text is so large that keeping it helps."""
        return len(text) >= _LARGE

    def put(self, key: int, text: str) -> None:
        """Keep a text that was found to be as written, if it is large."""
        if not self.is_worth(text):
            return
        with self._lock:
            if key not in self._texts:
                self._texts[key] = text
                self._size += len(text)
            while self._size > _MOST and len(self._texts) > 1:
                _, gone = self._texts.popitem(last=False)
                self._size -= len(gone)


class Snapshot:
    """Reads one generation. Made by `Library.reading`; valid inside its `with` block only.

    All methods raise sqlite3.Error where the file cannot be read, which `Library.reading` makes a LibraryError.
    """

    def __init__(self, connection: sqlite3.Connection, texts: TextCache | None = None) -> None:
        self._connection = connection
        self._texts = TextCache() if texts is None else texts
        self.generation = int(self.read_metadata("generation") or 0)  # the first read: it fixes what all later ones see

    def read_metadata(self, name: str) -> str | None:
        """Read an entry of the library's metadata, None where it is not there. Raises LibraryForeign if damaged."""
        return metadata.read(self._connection, name)

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

    def copy(self, target: sqlite3.Connection, pages: int, progress: Callable[[int, int, int], None]) -> None:
        """Copy the whole file as it is at this moment, so many pages at a time; `progress` as sqlite3's `backup`."""
        self._connection.backup(target, pages=pages, progress=progress, sleep=0)

    def documents(
        self, within: DocumentFilter = EVERYTHING, *, after: int = 0, limit: int | None = None
    ) -> list[DocumentRecord]:
        """List the documents that pass, oldest first: up to `limit` of those whose keys are greater than `after`.

        Raises UnknownDocument where the filter names one that is not here, LibraryForeign where one is damaged.
        """
        return list(islice(self._passing(within, after, "ASC"), limit))

    def newest(self, count: int, within: DocumentFilter = EVERYTHING) -> list[DocumentRecord]:
        """List the `count` documents that came last of those that pass, the newest first; raises as `documents`."""
        return list(islice(self._passing(within, 0, "DESC"), count))

    def _passing(self, within: DocumentFilter, after: int, order: str) -> Iterator[DocumentRecord]:
        self._require_known(within)
        condition, values = within.condition()
        rows = self._connection.execute(
            f"SELECT {DOCUMENT} FROM documents WHERE key > ? AND {condition} ORDER BY key {order}", (after, *values)
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
            return [key for (key,) in self._connection.execute(f"SELECT key FROM documents WHERE {condition}", values)]
        rows = self._connection.execute(f"SELECT key, metadata FROM documents WHERE {condition}", values)
        try:
            return [key for key, metadata in rows if within.admits(json.loads(metadata))]
        except ValueError as error:
            raise LibraryForeign("the metadata of a document is damaged; `rujuk check` says of which") from error

    def _require_known(self, within: DocumentFilter) -> None:
        """Raise UnknownDocument where the filter names a document that is not here for whoever asks."""
        if within.ids is None:
            return
        condition, values = DocumentFilter(ids=within.ids, visible=within.visible).condition()
        known = {each for (each,) in self._connection.execute(f"SELECT id FROM documents WHERE {condition}", values)}
        for missing in sorted(within.ids - known)[:1]:
            raise unknown_document(missing)

    def document(self, document_id: str) -> DocumentRecord:
        """Give the document of that id. Raises UnknownDocument, LibraryForeign where it is damaged."""
        return self._row(document_id).to_record()

    def _row(self, document_id: str) -> DocumentRow:
        found = self._connection.execute(f"SELECT {DOCUMENT} FROM documents WHERE id = ?", (document_id,)).fetchone()
        if found is None:
            raise unknown_document(document_id)
        row = DocumentRow._make(found)
        if not row.is_intact():
            raise damaged_document(document_id)
        return row

    def records(self, keys: Iterable[int]) -> dict[int, DocumentRecord]:
        """Give the documents of those keys, which are here, by key. Raises LibraryForeign where one is damaged."""
        wanted = sorted(set(keys))
        rows = self._connection.execute(
            f"SELECT {DOCUMENT} FROM documents WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
        )
        records = {record.key: record for record in (DocumentRow._make(row).to_record() for row in rows)}
        _require_all(records, wanted)
        return records

    def text(self, document_id: str) -> str:
        """Read a text, exactly what offsets point into. Raises UnknownDocument, LibraryForeign where it is damaged."""
        row = self._connection.execute("SELECT text, sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise unknown_document(document_id)
        text, sha256 = row
        if not _is_text(text, sha256):
            raise damaged_document(document_id)
        return str(text)

    def read_document(self, document_id: str) -> Document:
        """Read a document as it was added, but for its origin. Raises UnknownDocument, LibraryForeign if damaged."""
        row = self._row(document_id)
        text = self.text(document_id)
        rows = list(self._rows_of(row.key))
        self._require_intact(rows, {row.key: text})
        document = row.to_document(text, [each.to_paragraph() for each in rows]) if rows else None
        if document is None or document.fingerprint != row.fingerprint:  # as where a paragraph is missing
            raise damaged_document(document_id)
        return replace(document, origin=None)

    def origins(self) -> list[tuple[str, str]]:
        """List the id and the origin of each document that has one, oldest first."""
        rows = self._connection.execute("SELECT id, origin FROM documents WHERE origin IS NOT NULL ORDER BY key")
        return rows.fetchall()

    def id_at(self, origin: str) -> str | None:
        """Find the id of the document of that origin, None where there is none."""
        row = self._connection.execute("SELECT id FROM documents WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else str(row[0])

    def same_text(self, sha256: str) -> tuple[str, str] | None:
        """Find the id and the origin of the oldest document that has an origin and a text of that SHA-256."""
        row: tuple[str, str] | None = self._connection.execute(
            "SELECT id, origin FROM documents WHERE sha256 = ? AND origin IS NOT NULL ORDER BY key LIMIT 1", (sha256,)
        ).fetchone()
        return row

    def record_files(self, file: str | None = None) -> list[tuple[str, str]]:
        """List the id and the file of each record that is known to stand in one, or of the records in that file."""
        return self._connection.execute(
            """SELECT d.id, r.file FROM record_files r JOIN documents d ON d.key = r.document
               WHERE r.file = coalesce(?, r.file) ORDER BY d.key""",
            (file,),
        ).fetchall()

    def _rows_of(self, key: int) -> Iterator[ParagraphRow]:
        """Read the rows of a document's paragraphs, in the order of its text."""
        rows = self._connection.execute(
            f"SELECT {PARAGRAPH} FROM paragraphs WHERE document = ? ORDER BY position", (key,)
        )
        return map(ParagraphRow._make, rows)

    def paragraphs(self, keys: Sequence[int]) -> dict[int, StoredParagraph]:
        """Read the paragraphs of those keys, which are here, by key. Raises LibraryForeign where one is damaged."""
        found = self._connection.execute(
            f"SELECT {PARAGRAPH} FROM paragraphs WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        rows = list(map(ParagraphRow._make, found))
        texts = self._texts_of({row.document for row in rows})
        self._require_intact(rows, texts)
        stored = {row.key: row.to_stored(texts[row.document]) for row in rows}
        _require_all(stored, keys)
        return stored

    def read_spans(self, document: int, spans: Iterable[Span]) -> list[str]:
        """Give the words at those spans of the document of that key, which is here.

        Raises LibraryForeign where its text is damaged.
        """
        text = self._texts.get(document)
        if text is None:
            row = self._connection.execute("SELECT text, sha256 FROM documents WHERE key = ?", (document,)).fetchone()
            if row is None or not _is_text(*row):
                raise self._damaged(document)
            text = str(row[0])
            self._texts.put(document, text)
        return [span.of(text) for span in spans]

    def _require_intact(self, rows: Iterable[ParagraphRow], texts: Mapping[int, str]) -> None:
        """Raise LibraryForeign, which names the document, where a paragraph is not as it was written."""
        encoding = self.read_metadata("encoding") or ""
        for row in rows:
            if not row.is_intact(encoding, texts.get(row.document, "")):
                raise self._damaged(row.document)

    def _damaged(self, key: int) -> LibraryForeign:
        named = self._connection.execute("SELECT id FROM documents WHERE key = ?", (key,)).fetchone()
        return damaged_document(named[0] if named else f"number {key}")

    def _texts_of(self, documents: Collection[int]) -> dict[int, str]:
        found = {key: text for key in documents if (text := self._texts.get(key)) is not None}
        rows = self._connection.execute(
            "SELECT key, text, sha256 FROM documents WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps([key for key in documents if key not in found]),),
        )
        for key, text, sha256 in rows:
            if isinstance(text, str):
                found[key] = text
                if self._texts.is_worth(text) and _is_text(text, sha256):
                    self._texts.put(key, text)
        return found

    def added_since(self, generation: int) -> Iterator[IndexedParagraph]:
        """Read the paragraphs that came after `generation` and are still here, in the order of their keys."""
        rows = self._connection.execute(
            # CROSS: from the new documents to their paragraphs, without a look at those that are known already.
            """SELECT p.key, p.document, d.language, p.terms, p.vectors
               FROM documents d CROSS JOIN paragraphs p ON p.document = d.key
               WHERE d.generation > ? ORDER BY d.generation, d.key, p.position""",
            (generation,),
        )
        return map(partial(tuple.__new__, IndexedParagraph), rows)  # what _make does, four times as fast

    def languages(self) -> tuple[str | None, ...]:
        """Give the documents' languages, each once, sorted; None for those whose language is not known."""
        rows = self._connection.execute("SELECT DISTINCT language FROM documents ORDER BY language")
        return tuple(language for (language,) in rows)

    def document_digests(self, generation: int) -> dict[int, bytes]:
        """Give the digest of each document that came up to that generation and is still here, by its key."""
        return dict(self._connection.execute("SELECT key, digest FROM documents WHERE generation <= ?", (generation,)))

    def removed_since(self, generation: int) -> list[int]:
        """List the keys of documents that went after `generation`."""
        rows = self._connection.execute("SELECT document FROM removals WHERE generation > ?", (generation,))
        return [key for (key,) in rows]


def _is_text(stored: object, sha256: object) -> bool:
    """Tell whether a document's text is as it was written."""
    return isinstance(stored, str) and hashlib.sha256(stored.encode()).hexdigest() == sha256


def _require_all(found: Container[int], keys: Iterable[int]) -> None:
    if not all(key in found for key in keys):
        raise LibraryForeign("the library is damaged: a part of it is missing; `rujuk check` says what")
