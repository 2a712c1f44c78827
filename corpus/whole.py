"""Whether one document of a library is whole: its hashes, spans, vectors and counts."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from corpus import digests
from corpus.documents import Document, Paragraph, Span
from corpus.snapshot import PARAGRAPH, RECORD, Encoding, is_whole

_UNIT = 1e-3
"""How far from 1 a vector's length may be: an embedder makes it so in float32."""


def document(connection: sqlite3.Connection, key: int, encoding: str) -> tuple[int, list[str]]:
    """How many paragraphs a document has, and all that is damaged in it.

    `encoding`: the fact that says what made its vectors. The connection gives bytes that are no UTF-8 as surrogates.
    """
    row = connection.execute(f"SELECT {RECORD}, text FROM documents WHERE key = ?", (key,)).fetchone()
    *about, read = row or ("",)
    text = read if isinstance(read, str) else ""
    held, damaged, wrong = [], [], list[str]()
    for stored in connection.execute(
        f"SELECT {PARAGRAPH}, vectors, vectors_digest FROM paragraphs WHERE document = ? ORDER BY number", (key,)
    ):
        held.append(stored[:7])
        if paragraph(encoding, stored, text):
            wrong += _counts(stored, Encoding(**json.loads(encoding)).dimension)
        else:
            damaged.append(str(stored[1]))
    if row is None:
        return len(held), ["it is listed, and not there"]
    damage = list(_hashes(about, text, [number for _, number, *_ in held]))
    if damaged:
        damage.append(f"damaged among its paragraphs: {', '.join(damaged)}")
    return len(held), damage or [*_meaning(about, text, held), *wrong]


def paragraph(encoding: str, stored: Sequence[Any], text: str) -> bool:
    """Whether a stored paragraph's digests are those of what is stored."""
    *row, words, vectors, digest = stored
    if not isinstance(vectors, bytes) or not is_whole(encoding, row, words, text):
        return False
    return bool(digests.of_vectors(encoding, row[0], row[1], vectors) == digest)


def _hashes(about: Sequence[Any], text: str, numbers: Sequence[Any]) -> Iterator[str]:
    *row, digest = about
    if digests.of_row(*row) != digest:
        yield "what is known about it (title, source, date, hashes) is damaged"
    length, sha256, md5, count = row[9], row[10], row[11], row[15]
    stored = text.encode(errors="surrogateescape")
    found = hashlib.sha256(stored).hexdigest(), hashlib.md5(stored, usedforsecurity=False).hexdigest()
    if (len(text), *found) != (length, sha256, md5):
        yield "its text is damaged"
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) != count:
        yield f"it has {len(numbers)} of its {count} paragraphs"


def _meaning(about: Sequence[Any], text: str, held: Sequence[Any]) -> Iterator[str]:
    """Spans are inside what they are of and in order, and all of it is what was added."""
    _, document_id, origin, title, media_type, source, published, language, metadata, _, _, _, fingerprint, *_ = about
    try:
        made = Document(
            document_id,
            title,
            text,
            tuple(_paragraph(*each[2:]) for each in held),
            media_type,
            source=source,
            published=published,
            language=language,
            origin=origin,
            metadata=json.loads(metadata),
        )
    except (ValueError, TypeError) as error:
        yield f"it was not stored as a document is: {error}"
        return
    if made.fingerprint != fingerprint:
        yield "it is not what was added: its title, paragraphs or sentences are others"


def _paragraph(start: int, end: int, headings: str, page: int | None, sentences: str) -> Paragraph:
    spans = tuple(Span(*pair) for pair in json.loads(sentences))
    return Paragraph(Span(start, end), spans, tuple(json.loads(headings)), page)


def _counts(stored: Sequence[Any], dimension: int) -> Iterator[str]:
    """As many vectors and lines of terms as sentences; finite vectors, of one dimension and of unit length."""
    _, number, *_, sentences, terms, _, vectors, _ = stored
    count = len(json.loads(sentences))
    if len(terms.split("\n")) != 1 + count:
        yield f"its paragraph {number} has not as many lines of terms as sentences"
    if len(vectors) != 4 * dimension * (1 + count if count > 1 else 1):
        yield f"its paragraph {number} has not as many vectors as sentences, of {dimension} dimensions"
        return
    lengths = np.linalg.norm(np.frombuffer(vectors, dtype="<f4").reshape(-1, dimension), axis=1)
    if not np.all(np.abs(lengths - 1) < _UNIT):  # false for what is not finite too
        yield f"its paragraph {number} has vectors that are not of unit length"
