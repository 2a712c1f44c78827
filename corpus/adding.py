"""Add a document to a library, replacing its earlier version, or remove one, within a transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from corpus import digests, metadata, originals
from corpus.documents import DEFAULT_COLLECTION, Document, Original
from corpus.errors import DocumentRefused, unknown_document
from corpus.records import DOCUMENT, PARAGRAPH, DocumentRow, EncodedParagraph, Encoding, ParagraphRow, number_paragraphs
from corpus.sql import Connection

_KEPT: Final = "its words are the same; its file is kept with it now"


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document that was added: the id it has, and whether anything changed."""

    id: str
    status: Literal["added", "updated", "unchanged"]
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class _Resolution:
    """What becomes of a document: `placed` is it with its collection, `replaces` the key of its earlier version."""

    outcome: Added
    placed: Document
    replaces: int | None = None


def add(
    connection: Connection, document: Document, encoded: Sequence[EncodedParagraph], encoding: Encoding
) -> Added | DocumentRefused:
    """Add a document, and raise the generation by one where anything changes; `encoded` as `Library.add` takes it.

    Raises ValueError unless there is one of `encoded` for each paragraph, LibraryForeign.
    """
    try:
        resolved = _resolve(connection, document)
    except DocumentRefused as refusal:
        return refusal
    if resolved.outcome.status == "unchanged":
        return resolved.outcome
    generation = metadata.next_generation(connection)
    if resolved.replaces is not None:
        _delete(connection, resolved.replaces, generation)
    written = encoding.to_json()
    if metadata.read(connection, "encoding") is None:
        metadata.write(connection, "encoding", written)
    keys = metadata.next_keys(connection, len(document.paragraphs))
    row = DocumentRow.from_document(resolved.placed, keys[0], resolved.outcome.id, generation)
    _insert(connection, f"documents ({DOCUMENT}, text)", [(*row, document.text)])
    _insert_paragraphs(connection, keys, document, encoded, written)
    if document.original is not None:
        originals.insert(connection, keys[0], document.original)
    return resolved.outcome


def remove(connection: Connection, document_id: str) -> None:
    """Remove a document, and raise the generation by one. Raises UnknownDocument, LibraryForeign."""
    found = _find(connection, "id = ?", document_id)
    if found is None:
        raise unknown_document(document_id)
    _delete(connection, found[0], metadata.next_generation(connection))


def keep_original(connection: Connection, document: Document, original: Original) -> Added | None:
    """Keep the file of a document that is in the library with this text, replacing an earlier file.

    Returns None if the library has no such document. Raises LibraryForeign.
    """
    found = _find(connection, "origin = ?", document.origin)
    if found is None:
        return None
    key, document_id, fingerprint, collection = found
    if replace(document, collection=document.collection or collection).fingerprint != fingerprint:
        return None
    metadata.write(connection, "untidy", str(metadata.next_generation(connection)))
    originals.insert(connection, key, original)
    return Added(document_id, "updated", _KEPT)


def find_unchanged(connection: Connection, document: Document) -> Added | None:
    """Return the outcome of adding a document that would change nothing, else None. Raises DocumentRefused as `add`."""
    outcome = _resolve(connection, document).outcome
    return outcome if outcome.status == "unchanged" else None


def _resolve(connection: Connection, document: Document) -> _Resolution:
    """Decide which id and which collection a document gets, and which stored one it replaces.

    A file with the text of one in another collection is another document: who looks there shall find it.
    """
    found = _find(connection, "origin = ?", document.origin) if document.origin else None
    if found is None and document.origin is None:
        found = _find(connection, "id = ? AND origin IS NULL", document.id)
    if found is not None:
        key, document_id, fingerprint, collection = found
        placed = replace(document, collection=document.collection or collection)
        kept = document.original is None or originals.holds(connection, key, document.original)
        if kept and fingerprint == placed.fingerprint:
            return _Resolution(Added(document_id, "unchanged"), placed)
        return _Resolution(Added(document_id, "updated"), placed, replaces=key)
    placed = replace(document, collection=document.collection or DEFAULT_COLLECTION)
    if document.origin is not None:
        where = "sha256 = ? AND collection = ? AND origin IS NOT NULL"
        same = _find(connection, where, placed.sha256, placed.collection)
        if same is not None:
            return _Resolution(Added(same[1], "unchanged", f"the same text is here as {same[1]!r}"), placed)
    return _Resolution(Added(_free_id(connection, document), "added"), placed)


def _free_id(connection: Connection, document: Document) -> str:
    """Give the document's id, or for a file whose name another one has, that and a part of its origin's digest."""
    digest = hashlib.sha256((document.origin or "").encode()).hexdigest()
    proposals = [document.id, *(f"{document.id}-{digest[:length]}" for length in (8, 16, 64) if document.origin)]
    for proposal in proposals:
        if _find(connection, "id = ?", proposal) is None:
            return proposal
    raise DocumentRefused(f"the id {document.id!r} is that of a file in the library; give the record another id")


def _find(connection: Connection, where: str, *values: str | None) -> tuple[int, str, str, str] | None:
    """Find key, id, fingerprint and collection of the oldest document of which that is true."""
    query = f"SELECT key, id, fingerprint, collection FROM documents WHERE {where} ORDER BY key LIMIT 1"
    row: tuple[int, str, str, str] | None = connection.execute(query, values).fetchone()
    return row


def _delete(connection: Connection, key: int, generation: int) -> None:
    connection.execute("DELETE FROM documents WHERE key = ?", (key,))
    metadata.write(connection, "untidy", str(generation))
    row = (key, generation, digests.of_row(key, generation))
    connection.execute("INSERT INTO removals VALUES (?, ?, ?)", row)


def _insert_paragraphs(
    connection: Connection,
    keys: tuple[int, int],
    document: Document,
    encoded: Sequence[EncodedParagraph],
    encoding: str,
) -> None:
    """Write a document's paragraphs with their terms and vectors.

    `keys`: the document's, and its first paragraph's; `encoding`: what made terms and vectors, as it is stored.
    """
    numbers = number_paragraphs(document.paragraphs)
    rows = []
    for position, (paragraph, number, made) in enumerate(zip(document.paragraphs, numbers, encoded, strict=True)):
        row = ParagraphRow.from_paragraph(paragraph, keys[1] + position, keys[0], position, number)
        terms, vectors = made.stored()
        row = row.with_terms(terms, encoding, document.text)
        rows.append((*row, vectors, row.digest_vectors(encoding, vectors)))
    _insert(connection, f"paragraphs ({PARAGRAPH}, vectors, vectors_digest)", rows)


def _insert(connection: Connection, into: str, rows: Sequence[Sequence[object]]) -> None:
    connection.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(rows[0]))})", rows)
