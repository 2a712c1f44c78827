"""One moment of a library: everything read through a snapshot is of the same generation."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus import digests, metadata
from corpus.documents import Document, DocumentRecord, Paragraph, Span
from corpus.errors import LibraryForeign, UnknownDocument
from corpus.texts import Texts
from corpus.watermark import Mark

CONTEXT = digests.AROUND
"""How many code points around a paragraph are read with it: a citation's prefix and suffix."""

RECORD = """
    key, id, origin, title, media_type, source, published, language, metadata, length, sha256, md5, fingerprint, added,
    generation, paragraphs, digest
"""
"""The columns of a document but its text: what `digests.of_row` is of, and that."""
PARAGRAPH = 'document, number, start, "end", headings, page, sentences, terms, digest'
"""The columns of a paragraph but its key and vectors: what `digests.of_paragraph` is of, and that."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What made a library's vectors and terms: one encoding for all of them, that of its first document.

    `digest` is of the embedder's weights, `dimension` of its vectors; `analysis` is the version of the terms' analysis.
    """

    embedder: str
    digest: str
    dimension: int
    analysis: int


@dataclass(frozen=True, slots=True)
class EncodedParagraph:
    """A paragraph as the indexes want it.

    `vectors`: float32, (1, d) for a paragraph of one sentence, else (1 + sentences, d) with the paragraph's own first.
    `context`: the analysed terms of what it stands under, its document's title and its headings; `terms`: those
    of each of its sentences, in order. None contains white space.
    """

    vectors: npt.NDArray[np.float32]
    context: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]

    def stored(self) -> tuple[str, bytes]:
        """Give its terms and its vectors as the library's file holds them."""
        return "\n".join(map(" ".join, (self.context, *self.terms))), self.vectors.astype("<f4").tobytes()


class IndexedParagraph(NamedTuple):
    """A stored paragraph as it is read to be indexed, a quarter of a million at a start: nothing is taken apart.

    The keys that name it and its document, the document's language, and its terms and vectors as they are stored.
    """

    key: int
    document: int
    language: str | None
    terms: str
    vectors: bytes


@dataclass(frozen=True, slots=True)
class StoredParagraph:
    """A stored paragraph's words: `text` with up to `CONTEXT` code points `before` and `after` it.

    `terms`: those of each sentence.
    """

    key: int
    document: int
    number: int
    span: Span
    sentences: tuple[Span, ...]
    terms: tuple[frozenset[str], ...]
    headings: tuple[str, ...]
    page: int | None
    text: str
    before: str
    after: str


class Snapshot:
    """Reads of one generation. Made by `Library.reading`; valid inside its `with` block only."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts | None = None) -> None:
        self._connection = connection
        self._texts = Texts() if texts is None else texts
        self.generation = int(self.fact("generation") or 0)  # the first read: it fixes what all later ones see

    def fact(self, name: str) -> str | None:
        """A fact about the whole library (`facts`), None where it is not recorded. Raises LibraryForeign."""
        return metadata.read(self._connection, name)

    def lost(self, reached: Mark | None) -> str | None:
        """Say how far the library is behind the mark that lay beside it before; None where it is not."""
        if reached is None or reached.library != self.fact("library") or self.generation >= reached.generation:
            return None
        return (
            f"the library is at generation {self.generation}, and had reached {reached.generation}: changes are lost, "
            "its log (library.sqlite3-wal) damaged or not copied, unless a back-up was put in its place"
        )

    @property
    def encoding(self) -> Encoding | None:
        """What made the vectors and terms; None while the library is empty and never held a document."""
        value = self.fact("encoding")
        return None if value is None else Encoding(**json.loads(value))

    @property
    def encoded(self) -> int:
        """The generation at which all vectors and terms were made anew; 0 where they never were."""
        return int(self.fact("encoded") or 0)

    def copy(self, target: sqlite3.Connection, pages: int, progress: Callable[[int, int, int], None]) -> None:
        """Copy the whole file as it is at this moment, so many pages at a time; `progress` as sqlite3's `backup`."""
        self._connection.backup(target, pages=pages, progress=progress, sleep=0)

    def documents(self) -> list[DocumentRecord]:
        """Every document, oldest first."""
        rows = self._connection.execute(f"SELECT {RECORD} FROM documents ORDER BY key")
        return [_record(row) for row in rows]

    def document(self, document_id: str) -> DocumentRecord:
        """The document of that id. Raises UnknownDocument."""
        row = self._connection.execute(f"SELECT {RECORD} FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise unknown(document_id)
        return _record(row)

    def records(self, keys: Iterable[int]) -> dict[int, DocumentRecord]:
        """The documents of those keys, which are here, by key. Raises LibraryForeign where one is damaged."""
        wanted = sorted(set(keys))
        rows = self._connection.execute(
            f"SELECT {RECORD} FROM documents WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
        )
        records = {record.key: record for record in map(_record, rows)}
        _require_all(records, wanted)
        return records

    def text(self, document_id: str) -> str:
        """A document's text, exactly what offsets point into. Raises UnknownDocument, LibraryForeign if damaged."""
        row = self._connection.execute("SELECT text, sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise unknown(document_id)
        text, sha256 = row
        if not isinstance(text, str) or hashlib.sha256(text.encode()).hexdigest() != sha256:
            raise damaged(document_id)
        return text

    def whole(self, document_id: str) -> Document:
        """A document as it was added, but for its origin. Raises UnknownDocument."""
        record = self.document(document_id)
        text = self.text(document_id)
        return Document(
            id=record.id,
            title=record.title,
            text=text,
            paragraphs=tuple(
                Paragraph(stored.span, stored.sentences, stored.headings, stored.page)
                for stored in self._of(record, text)
            ),
            media_type=record.media_type,
            source=record.source,
            published=record.published,
            language=record.language,
            metadata=record.metadata,
        )

    def origins(self) -> list[tuple[str, str]]:
        """The id and the origin of each document that has one, oldest first."""
        rows = self._connection.execute("SELECT id, origin FROM documents WHERE origin IS NOT NULL ORDER BY key")
        return rows.fetchall()

    def id_at(self, origin: str) -> str | None:
        """The id of the document of that origin, None where there is none."""
        row = self._connection.execute("SELECT id FROM documents WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else str(row[0])

    def same_text(self, sha256: str) -> tuple[str, str] | None:
        """The id and the origin of the oldest document that has an origin and a text of that digest."""
        row: tuple[str, str] | None = self._connection.execute(
            "SELECT id, origin FROM documents WHERE sha256 = ? AND origin IS NOT NULL ORDER BY key LIMIT 1", (sha256,)
        ).fetchone()
        return row

    def record_files(self, file: str | None = None) -> list[tuple[str, str]]:
        """The id and the file of each record that is known to stand in one; of that file alone where it is named."""
        return self._connection.execute(
            """SELECT d.id, r.file FROM record_files r JOIN documents d ON d.key = r.document
               WHERE r.file = coalesce(?, r.file) ORDER BY d.key""",
            (file,),
        ).fetchall()

    def _of(self, record: DocumentRecord, text: str) -> list[StoredParagraph]:
        """The document's paragraphs. Raises LibraryForeign where one is damaged or missing."""
        rows = self._connection.execute(
            f"SELECT key, {PARAGRAPH} FROM paragraphs WHERE document = ? ORDER BY number", (record.key,)
        ).fetchall()
        if len(rows) != record.paragraphs:
            raise damaged(record.id)
        return self._stored(rows, {record.key: text})

    def paragraphs(self, keys: Sequence[int]) -> dict[int, StoredParagraph]:
        """The paragraphs of those keys, which are here, by key. Raises LibraryForeign where one is damaged."""
        rows = self._connection.execute(
            f"SELECT key, {PARAGRAPH} FROM paragraphs WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        ).fetchall()
        found = {each.key: each for each in self._stored(rows, self._texts_of({row[1] for row in rows}))}
        _require_all(found, keys)
        return found

    def _stored(self, rows: Iterable[tuple[Any, ...]], texts: Mapping[int, str]) -> list[StoredParagraph]:
        encoding = self.fact("encoding") or ""
        found = []
        for key, *row, digest in rows:
            text = texts.get(row[0], "")
            if not is_whole(encoding, row, digest, text):
                named = self._connection.execute("SELECT id FROM documents WHERE key = ?", (row[0],)).fetchone()
                raise damaged(named[0] if named else f"number {row[0]}")
            found.append(_paragraph(key, row, text))
        return found

    def _texts_of(self, documents: Collection[int]) -> dict[int, str]:
        found = {key: text for key in documents if (text := self._texts.get(key)) is not None}
        rows = self._connection.execute(
            "SELECT key, text FROM documents WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps([key for key in documents if key not in found]),),
        )
        for key, text in rows:
            if isinstance(text, str):
                self._texts.keep(key, text)
                found[key] = text
        return found

    def added_since(self, generation: int) -> Iterator[IndexedParagraph]:
        """The paragraphs that came after `generation` and are still here, in the order of their keys."""
        rows = self._connection.execute(
            # CROSS: from the new documents to their paragraphs, without a look at those that are known already.
            """SELECT p.key, p.document, d.language, p.terms, p.vectors
               FROM documents d CROSS JOIN paragraphs p ON p.document = d.key
               WHERE d.generation > ? ORDER BY d.generation, d.key, p.number""",
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
        """The keys of documents that went after `generation`."""
        rows = self._connection.execute("SELECT document FROM removals WHERE generation > ?", (generation,))
        return [key for (key,) in rows]


def _terms(stored: str) -> tuple[frozenset[str], ...]:
    """Those of each sentence, out of a line for the context and one for each sentence, as `stored` writes them."""
    return tuple(frozenset(line.split()) for line in stored.split("\n")[1:])


def _spans(stored: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(stored))


def _record(row: tuple[Any, ...]) -> DocumentRecord:
    *about, digest = row
    if digests.of_row(*about) != digest:
        raise damaged(row[1])
    key, document_id, _, title, media_type, source, published, language, metadata, length, sha256, md5, _, *rest = about
    added, generation, paragraphs = rest
    return DocumentRecord(
        key=key,
        id=document_id,
        title=title,
        media_type=media_type,
        source=source,
        published=published,
        language=language,
        sha256=sha256,
        md5=md5,
        length=length,
        paragraphs=paragraphs,
        added=added,
        generation=generation,
        metadata=json.loads(metadata),
    )


def is_whole(encoding: str, row: Sequence[Any], digest: bytes, text: str) -> bool:
    """Whether a stored paragraph, but its vectors, is as it was written; `encoding`, `row`: as for its digest."""
    start, end = row[2], row[3]
    placed = isinstance(start, int) and isinstance(end, int)
    return placed and digests.of_paragraph(encoding, row, digests.around(text, start, end)) == digest


def _paragraph(key: int, row: Sequence[Any], text: str) -> StoredParagraph:
    document, number, start, end, headings, page, sentences, terms = row
    return StoredParagraph(
        key=key,
        document=document,
        number=number,
        span=Span(start, end),
        sentences=_spans(sentences),
        terms=_terms(terms),
        headings=tuple(json.loads(headings)),
        page=page,
        text=text[start:end],
        before=text[max(start - CONTEXT, 0) : start],
        after=text[end : end + CONTEXT],
    )


def _require_all(found: Container[int], keys: Iterable[int]) -> None:
    if not all(key in found for key in keys):
        raise LibraryForeign("the library is damaged: a part of it is missing; `rujuk check` says what")


def unknown(document_id: str) -> UnknownDocument:
    """Say that there is no document of that id."""
    return UnknownDocument(f"the library holds no document {document_id!r}; `rujuk list` shows those it holds")


def damaged(document_id: str) -> LibraryForeign:
    """Say that a document is damaged, and what to do."""
    return LibraryForeign(
        f"the document {document_id!r} is damaged in the library's file: remove it and add it again, or restore a "
        "back-up; `rujuk check` says what else is damaged"
    )
