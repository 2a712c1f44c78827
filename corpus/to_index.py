"""Reads what the indexes have not seen yet: paragraphs with their terms and vectors, a few at a time."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from corpus.records import IndexedParagraph, ParagraphRow, name_columns
from corpus.sql import Connection, Rows, stream

_BLOCK: Final = 256  # paragraphs that are read at a time


def read_added(connection: Connection, encoding: str, generation: int, damaged: set[int]) -> Iterator[IndexedParagraph]:
    """Read the paragraphs that came after `generation` and are still here; `encoding` made their vectors.

    One whose vectors or terms are not as they were written is left out, and its document's key put into `damaged`. One
    whose words alone are damaged comes.
    """
    with _decoding(connection):
        rows = stream(
            connection,
            # CROSS: from the new documents to their paragraphs, without a look at those that are known already.
            f"""SELECT d.language, p.vectors, p.vectors_digest, {name_columns(ParagraphRow, "p")}
               FROM documents d CROSS JOIN paragraphs p
               WHERE p.document = d.key AND d.generation > ? ORDER BY d.generation, d.key, p.position""",
            (generation,),
        )
    text, sha256, of = "", "", 0
    while block := _fetch(connection, rows):
        for language, vectors, digest, *columns in block:
            row = ParagraphRow._make(columns)
            if row.document != of:
                of, (text, sha256) = row.document, _stored_text(connection, row.document)
            if row.has_vectors(encoding, vectors, digest) and (
                row.is_intact(encoding, text) or not is_whole(text, sha256)
            ):
                yield IndexedParagraph(row.key, row.document, language, row.terms, vectors)
            else:
                damaged.add(row.document)


def is_whole(stored: object, sha256: object) -> bool:
    """Tell whether a document's text is as it was written."""
    return isinstance(stored, str) and hashlib.sha256(stored.encode(errors="surrogateescape")).hexdigest() == sha256


def _fetch(connection: Connection, rows: Rows) -> list[tuple[Any, ...]]:
    with _decoding(connection):
        return rows.fetchmany(_BLOCK)


def _stored_text(connection: Connection, key: int) -> tuple[Any, Any]:
    """Give a document's text, however damaged it is, and the SHA-256 that it should have."""
    with _decoding(connection):
        found = connection.execute("SELECT text, sha256 FROM documents WHERE key = ?", (key,)).fetchone()
    return found if found and isinstance(found[0], str) else ("", "")


@contextmanager
def _decoding(connection: Connection) -> Iterator[None]:
    """Read what is no UTF-8 any more as lone surrogates, which no digest matches, rather than not at all."""
    before = connection.text_factory
    connection.text_factory = lambda stored: stored.decode(errors="surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = before
