"""Whether one document of a library is whole: its hashes, spans, vectors and counts."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np

from corpus.records import DOCUMENT, PARAGRAPH, DocumentRow, Encoding, ParagraphRow, number_paragraphs

_UNIT = 1e-3
"""How far from 1 a vector's length may be: an embedder makes it so in float32."""


def document(connection: sqlite3.Connection, key: int, encoding: str) -> tuple[int, list[str]]:
    """How many paragraphs a document has, and all that is damaged in it.

    `encoding`: the fact that says what made its vectors. The connection gives bytes that are no UTF-8 as surrogates.
    """
    found = connection.execute(f"SELECT {DOCUMENT}, text FROM documents WHERE key = ?", (key,)).fetchone()
    *about, read = found or ("",)
    text = read if isinstance(read, str) else ""
    held, damaged, wrong = list[ParagraphRow](), [], list[str]()
    for *stored, vectors, vectors_digest in connection.execute(
        f"SELECT {PARAGRAPH}, vectors, vectors_digest FROM paragraphs WHERE document = ? ORDER BY position", (key,)
    ):
        row = ParagraphRow._make(stored)
        held.append(row)
        if paragraph(encoding, row, vectors, vectors_digest, text):
            wrong += _counts(row, vectors, Encoding.from_json(encoding).dimension)
        else:
            damaged.append(str(row.number))
    if found is None:
        return len(held), ["it is listed, and not there"]
    listed = DocumentRow._make(about)
    damage = list(_hashes(listed, text, held))
    if damaged:
        damage.append(f"damaged among its paragraphs: {', '.join(damaged)}")
    return len(held), damage or [*_meaning(listed, text, held), *wrong]


def paragraph(encoding: str, row: ParagraphRow, vectors: object, vectors_digest: object, text: str) -> bool:
    """Whether a stored paragraph's digests are those of what is stored."""
    if not isinstance(vectors, bytes) or not row.is_intact(encoding, text):
        return False
    return row.digest_vectors(encoding, vectors) == vectors_digest


def _hashes(row: DocumentRow, text: str, held: Sequence[ParagraphRow]) -> Iterator[str]:
    if not row.is_intact():
        yield "what is known about it (title, source, date, hashes) is damaged"
    stored = text.encode(errors="surrogateescape")
    found = hashlib.sha256(stored).hexdigest(), hashlib.md5(stored, usedforsecurity=False).hexdigest()
    if (len(text), *found) != (row.length, row.sha256, row.md5):
        yield "its text is damaged"
    placed = [each.position for each in held] == list(range(len(held)))
    if not held or not placed or max(numbers := number_paragraphs(held)) != row.paragraphs:
        yield f"some of its {row.paragraphs} paragraphs are missing"
    elif [each.number for each in held] != numbers:
        yield "its paragraphs are not numbered as they should be"


def _meaning(row: DocumentRow, text: str, held: Sequence[ParagraphRow]) -> Iterator[str]:
    """Spans are inside what they are of and in order, and all of it is what was added."""
    try:
        made = row.to_document(text, [each.to_paragraph() for each in held])
    except (ValueError, TypeError) as error:
        yield f"it was not stored as a document is: {error}"
        return
    if made.fingerprint != row.fingerprint:
        yield "it is not what was added: its title, paragraphs or sentences are others"


def _counts(row: ParagraphRow, vectors: bytes, dimension: int) -> Iterator[str]:
    """As many vectors and lines of terms as sentences; finite vectors, of one dimension and of unit length."""
    number, count = row.number, row.count_sentences()
    if len(row.terms.split("\n")) != 1 + count:
        yield f"its paragraph {number} has not as many lines of terms as sentences"
    if len(vectors) != 4 * dimension * (1 + count if count > 1 else 1):
        yield f"its paragraph {number} has not as many vectors as sentences, of {dimension} dimensions"
        return
    lengths = np.linalg.norm(np.frombuffer(vectors, dtype="<f4").reshape(-1, dimension), axis=1)
    if not np.all(np.abs(lengths - 1) < _UNIT):  # false for what is not finite too
        yield f"its paragraph {number} has vectors that are not of unit length"
