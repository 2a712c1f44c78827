"""One moment of a library: everything read through a snapshot is of the same generation."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.documents import Document, DocumentRecord, Paragraph, Span
from corpus.errors import UnknownDocument
from corpus.texts import Texts

CONTEXT = 32
"""How many code points around a paragraph are read with it: a citation's prefix and suffix."""

_RECORD = """
    key, id, title, media_type, source, published, language, sha256, md5, length,
    (SELECT count(*) FROM paragraphs WHERE document = documents.key), added, generation, metadata
"""


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
    terms: tuple[tuple[str, ...], ...]
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
        """A library-wide fact, None where it is not recorded."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    @property
    def encoding(self) -> Encoding | None:
        """What made the vectors and terms; None while the library is empty and never held a document."""
        value = self.fact("encoding")
        return None if value is None else Encoding(**json.loads(value))

    @property
    def encoded(self) -> int:
        """The generation at which all vectors and terms were made anew; 0 where they never were."""
        return int(self.fact("encoded") or 0)

    def documents(self) -> list[DocumentRecord]:
        """Every document, oldest first."""
        rows = self._connection.execute(f"SELECT {_RECORD} FROM documents ORDER BY key")
        return [_record(row) for row in rows]

    def document(self, document_id: str) -> DocumentRecord:
        """The document of that id. Raises UnknownDocument."""
        row = self._connection.execute(f"SELECT {_RECORD} FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocument(f"the library holds no document {document_id!r}; `rujuk list` shows those it holds")
        return _record(row)

    def records(self, keys: Iterable[int]) -> dict[int, DocumentRecord]:
        """The documents of those keys, by key."""
        wanted = sorted(set(keys))
        rows = self._connection.execute(
            f"SELECT {_RECORD} FROM documents WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
        )
        return {record.key: record for record in map(_record, rows)}

    def text(self, document_id: str) -> str:
        """A document's text, exactly what offsets point into. Raises UnknownDocument."""
        row = self._connection.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocument(f"the library holds no document {document_id!r}; `rujuk list` shows those it holds")
        return str(row[0])

    def whole(self, document_id: str) -> Document:
        """A document as it was added, but for its origin. Raises UnknownDocument."""
        record = self.document(document_id)
        rows = self._connection.execute(
            'SELECT start, "end", sentences, headings, page FROM paragraphs WHERE document = ? ORDER BY number',
            (record.key,),
        )
        return Document(
            id=record.id,
            title=record.title,
            text=self.text(document_id),
            paragraphs=tuple(
                Paragraph(Span(start, end), _spans(sentences), tuple(json.loads(headings)), page)
                for start, end, sentences, headings, page in rows
            ),
            media_type=record.media_type,
            source=record.source,
            published=record.published,
            language=record.language,
            metadata=record.metadata,
        )

    def paragraphs(self, keys: Sequence[int]) -> dict[int, StoredParagraph]:
        """The paragraphs of those keys, by key."""
        rows = self._connection.execute(
            """SELECT key, document, number, start, "end", headings, page, sentences, terms
               FROM paragraphs WHERE key IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(keys)),),
        ).fetchall()
        texts = self._texts_of({row[1] for row in rows})
        return {row[0]: _stored(row, texts[row[1]]) for row in rows}

    def _texts_of(self, documents: Collection[int]) -> dict[int, str]:
        found = {key: text for key in documents if (text := self._texts.get(key)) is not None}
        rows = self._connection.execute(
            "SELECT key, text FROM documents WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps([key for key in documents if key not in found]),),
        )
        for key, text in rows:
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

    def removed_since(self, generation: int) -> list[int]:
        """The keys of documents that went after `generation`."""
        rows = self._connection.execute("SELECT document FROM removals WHERE generation > ?", (generation,))
        return [key for (key,) in rows]


def _lines(stored: str) -> list[tuple[str, ...]]:
    """Stored terms: a line for the context and one for each sentence, as `Library.add` writes them."""
    return [tuple(line.split()) for line in stored.split("\n")]


def _spans(stored: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(stored))


def _record(row: tuple[Any, ...]) -> DocumentRecord:
    return DocumentRecord(*(*row[:-1], json.loads(row[-1])))


def _stored(row: tuple[int, int, int, int, int, str, int | None, str, str], text: str) -> StoredParagraph:
    key, document, number, start, end, headings, page, sentences, terms = row
    return StoredParagraph(
        key=key,
        document=document,
        number=number,
        span=Span(start, end),
        sentences=_spans(sentences),
        terms=tuple(_lines(terms)[1:]),
        headings=tuple(json.loads(headings)),
        page=page,
        text=text[start:end],
        before=text[max(start - CONTEXT, 0) : start],
        after=text[end : end + CONTEXT],
    )
