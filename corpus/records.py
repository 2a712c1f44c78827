"""Convert documents and paragraphs to database rows with digests, and back.

Nothing else knows the order of columns. Another column is named here, in `schema.TABLES` and in a migration.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from corpus import digests
from corpus.documents import DEFAULT_COLLECTION, Document, DocumentRecord, Introduction, Paragraph, Span
from corpus.errors import damaged_document

CONTEXT: Final = digests.AROUND
"""How many code points around a paragraph are read with it: a citation's prefix and suffix."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What made a library's vectors and terms: one encoding for all of them, that of its first document.

    `digest` is of the embedder's weights, `dimension` of its vectors; `analysis` is the version of the terms' analysis.
    """

    embedder: str
    digest: str
    dimension: int
    analysis: int

    def to_json(self) -> str:
        """Write it as the library's file holds it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, stored: str) -> Self:
        """Read it back. Raises ValueError or TypeError where `to_json` did not write it."""
        return cls(**json.loads(stored))


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

    `number` is what is shown (see `number_paragraphs`); `terms`: those of each sentence. `introduced`: the words of its
    introductions, which may stand outside of `text`.
    """

    key: int
    document: int
    number: int
    span: Span
    sentences: tuple[Span, ...]
    terms: tuple[frozenset[str], ...]
    headings: tuple[str, ...]
    page: int | None
    introductions: tuple[Introduction, ...]
    introduced: tuple[str, ...]
    is_heading: bool
    text: str
    before: str
    after: str


class DocumentRow(NamedTuple):
    """The columns of a document but its text, in the order in which its digest takes them."""

    key: int
    id: str
    origin: str | None
    title: str
    media_type: str
    source: str | None
    published: str | None
    language: str | None
    collection: str
    metadata: str
    length: int
    sha256: str
    md5: str
    fingerprint: str
    added: str
    generation: int
    paragraphs: int
    digest: bytes = b""

    @classmethod
    def from_document(cls, document: Document, key: int, document_id: str, generation: int) -> Self:
        """Make the row of a document that is added now."""
        return cls(
            key=key,
            id=document_id,
            origin=document.origin,
            title=document.title,
            media_type=document.media_type,
            source=document.source,
            published=document.published,
            language=document.language,
            collection=document.collection or DEFAULT_COLLECTION,
            metadata=json.dumps(dict(document.metadata), ensure_ascii=False),
            length=len(document.text),
            sha256=document.sha256,
            md5=hashlib.md5(document.text.encode(), usedforsecurity=False).hexdigest(),
            fingerprint=document.fingerprint,
            added=datetime.now(UTC).isoformat(timespec="milliseconds"),
            generation=generation,
            paragraphs=max(number_paragraphs(document.paragraphs)),
        ).with_digest()

    def with_digest(self) -> Self:
        """Give the row with the digest of what it holds."""
        return self._replace(digest=digests.of_row(*self[:-1]))

    def is_intact(self) -> bool:
        """Tell whether the row is as it was written."""
        return digests.of_row(*self[:-1]) == self.digest

    def to_record(self) -> DocumentRecord:
        """Give the document as the library lists it. Raises LibraryForeign where the row is damaged."""
        if not self.is_intact():
            raise damaged_document(self.id)
        return DocumentRecord(
            key=self.key,
            id=self.id,
            title=self.title,
            media_type=self.media_type,
            source=self.source,
            published=self.published,
            language=self.language,
            collection=self.collection,
            sha256=self.sha256,
            md5=self.md5,
            length=self.length,
            paragraphs=self.paragraphs,
            added=self.added,
            generation=self.generation,
            metadata=json.loads(self.metadata),
        )

    def to_document(self, text: str, paragraphs: Sequence[Paragraph]) -> Document:
        """Give the document as it was added. Raises ValueError or TypeError where no document can be like that."""
        return Document(
            id=self.id,
            title=self.title,
            text=text,
            paragraphs=tuple(paragraphs),
            media_type=self.media_type,
            source=self.source,
            published=self.published,
            language=self.language,
            collection=self.collection,
            origin=self.origin,
            metadata=json.loads(self.metadata),
        )


class ParagraphRow(NamedTuple):
    """The columns of a paragraph but its vectors, in the order in which its digest takes them, which skips the key.

    `position` is its place among all paragraphs of its document, from 0; `number` is what is shown.
    """

    key: int
    document: int
    position: int
    number: int
    start: int
    end: int
    headings: str
    page: int | None
    sentences: str
    introductions: str
    is_heading: int
    terms: str = ""
    digest: bytes = b""

    @classmethod
    def from_paragraph(cls, paragraph: Paragraph, key: int, document: int, position: int, number: int) -> Self:
        """Make the row of a paragraph that has no terms yet."""
        return cls(
            key=key,
            document=document,
            position=position,
            number=number,
            start=paragraph.span.start,
            end=paragraph.span.end,
            headings=json.dumps(paragraph.headings, ensure_ascii=False),
            page=paragraph.page,
            sentences=json.dumps([[sentence.start, sentence.end] for sentence in paragraph.sentences]),
            introductions=json.dumps([[each.span.start, each.span.end, each.role] for each in paragraph.introductions]),
            is_heading=int(paragraph.is_heading),
        )

    def with_terms(self, terms: str, encoding: str, text: str) -> Self:
        """Give the row with these terms, which `encoding` made, and its digest; `text` is all of the document's."""
        row = self._replace(terms=terms)
        return row._replace(digest=row._compute_digest(encoding, text))

    def is_intact(self, encoding: str, text: str) -> bool:
        """Tell whether the row, and its words in the document's `text`, are as they were written."""
        placed = isinstance(self.start, int) and isinstance(self.end, int)
        return placed and self._compute_digest(encoding, text) == self.digest

    def digest_vectors(self, encoding: str, vectors: bytes) -> bytes:
        """Give the digest of this paragraph's vectors, which `encoding` made."""
        return digests.of_vectors(encoding, self.document, self.position, vectors)

    def has_vectors(self, encoding: str, vectors: object, digest: object) -> bool:
        """Tell whether these vectors, which `encoding` made for this paragraph, are as they were written."""
        return isinstance(vectors, bytes) and self.digest_vectors(encoding, vectors) == digest

    def count_sentences(self) -> int:
        """Count its sentences without a look at what they are."""
        return len(json.loads(self.sentences))

    def to_paragraph(self) -> Paragraph:
        """Give the paragraph as it was added. Raises ValueError or TypeError where no paragraph can be like that."""
        return Paragraph(
            span=Span(self.start, self.end),
            sentences=_read_spans(self.sentences),
            headings=_read_headings(self.headings),
            page=self.page,
            introductions=_read_introductions(self.introductions),
            is_heading=bool(self.is_heading),
        )

    @property
    def is_introduced(self) -> bool:
        """Whether anything introduces the paragraph, or a part of it."""
        return self.introductions != "[]"

    def to_stored(self, text: str) -> StoredParagraph:
        """Give the paragraph with its words out of the document's `text`."""
        start, end = self.start, self.end
        introductions = _read_introductions(self.introductions)
        return StoredParagraph(
            key=self.key,
            document=self.document,
            number=self.number,
            span=Span(start, end),
            sentences=_read_spans(self.sentences),
            # A line for the context comes first, then one for each sentence, as `EncodedParagraph.stored` writes them.
            # Interned: of the paragraphs that are kept many have the same terms.
            terms=tuple(frozenset(map(sys.intern, line.split())) for line in self.terms.split("\n")[1:]),
            headings=_read_headings(self.headings),
            page=self.page,
            introductions=introductions,
            introduced=tuple(each.span.of(text) for each in introductions),
            is_heading=bool(self.is_heading),
            text=text[start:end],
            before=text[max(start - CONTEXT, 0) : start],
            after=text[end : end + CONTEXT],
        )

    def _compute_digest(self, encoding: str, text: str) -> bytes:
        return digests.of_row(encoding, *self[1:-1], digests.around(text, self.start, self.end))


def name_columns(row: type[DocumentRow] | type[ParagraphRow], table: str = "") -> str:
    """List the columns of such a row for a statement, each with the name of its table before it where one is given."""
    prefix = f"{table}." if table else ""
    return ", ".join(f'{prefix}"end"' if name == "end" else f"{prefix}{name}" for name in row._fields)


DOCUMENT: Final = name_columns(DocumentRow)
PARAGRAPH: Final = name_columns(ParagraphRow)
AMONG_KEYS: Final = "key IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
"""The condition that a row's key is in a JSON array."""


def number_paragraphs(paragraphs: Sequence[Paragraph | ParagraphRow]) -> list[int]:
    """Number a document's paragraphs as they are shown: those that are no headings, from 1.

    A heading has the number of the next one that is none, or of the last one where none follows. Where all of them are
    headings they are numbered as any others.
    """
    counted = [not paragraph.is_heading for paragraph in paragraphs]
    if not any(counted):
        return list(range(1, len(counted) + 1))
    through = list(accumulate(counted))
    return [min(before + 1, through[-1]) for before in [0, *through[:-1]]]


@lru_cache(64)
def _read_headings(stored: str) -> tuple[str, ...]:
    """Read headings, those of paragraphs under the same ones once: a book has millions."""
    return tuple(json.loads(stored))


@lru_cache(64)
def _read_introductions(stored: str) -> tuple[Introduction, ...]:
    """Read introductions, as headings are read."""
    if stored == "[]":  # as most are: a question reads a hundred of them
        return ()
    return tuple(Introduction(Span(start, end), role) for start, end, role in json.loads(stored))


def _read_spans(stored: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(stored))
