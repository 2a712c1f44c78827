"""From format 1 to format 2: the same tables with a digest in each row, and keys given by a fact."""

import json
import sqlite3
import uuid
from typing import Any

from corpus import digests, metadata, schema

_TABLES = ("facts", "documents", "paragraphs", "removals")
_INDEXES = ("documents_by_text", "documents_by_generation", "removals_by_generation")


def from_1(connection: sqlite3.Connection) -> None:
    """Take the tables over, within the transaction that there is: each anew beside the old one, which then goes.

    What was damaged stays to be told: a text by its SHA-256 and its document's fingerprint, both of format 1.
    """
    half_way = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 're_encoded'").fetchone() is not None
    tables = (*_TABLES, "re_encoded") if half_way else _TABLES
    connection.execute("DROP TABLE IF EXISTS record_files")  # which no released format 1 has
    for name in _INDEXES:
        connection.execute(f"DROP INDEX {name}")
    for name in tables:
        connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    schema.create(connection, schema.TABLES + (schema.ASIDE if half_way else ""))
    _facts(connection)
    _documents(connection)
    _paragraphs(connection, half_way=half_way)
    for key, generation in connection.execute("SELECT document, generation FROM old_removals").fetchall():
        row = (key, generation, digests.of_row(key, generation))
        connection.execute("INSERT INTO removals VALUES (?, ?, ?)", row)
    for name in reversed(tables):
        connection.execute(f"DROP TABLE old_{name}")


def _facts(connection: sqlite3.Connection) -> None:
    for name, value in connection.execute("SELECT name, value FROM old_facts").fetchall():
        metadata.write(connection, name, value)
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    metadata.write(connection, "keys", json.dumps([last.get(f"old_{name}", 0) for name in ("documents", "paragraphs")]))
    metadata.write(connection, "library", uuid.uuid4().hex)


def _documents(connection: sqlite3.Connection) -> None:
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info (old_documents)")]
    place = columns.index("text")
    for (key,) in connection.execute("SELECT key FROM old_documents ORDER BY key").fetchall():
        row = connection.execute("SELECT * FROM old_documents WHERE key = ?", (key,)).fetchone()
        (count,) = connection.execute("SELECT count(*) FROM old_paragraphs WHERE document = ?", (key,)).fetchone()
        digest = digests.of_row(*row[:place], *row[place + 1 :], count)
        marks = ", ".join("?" * (len(row) + 2))
        connection.execute(f"INSERT INTO documents VALUES ({marks})", (*row, count, digest))


def _paragraphs(connection: sqlite3.Connection, *, half_way: bool) -> None:
    encoding, wanted = metadata.read(connection, "encoding") or "", metadata.read(connection, "re-encoding") or ""
    for document, text in connection.execute("SELECT key, text FROM documents ORDER BY key"):
        rows = connection.execute(
            """SELECT key, document, number, start, "end", headings, page, sentences, terms, vectors
               FROM old_paragraphs WHERE document = ? ORDER BY key""",
            (document,),
        )
        for key, *row, terms, vectors in rows:
            around = digests.around(text, row[2], row[3])
            made = _digested(encoding, row, around, terms, vectors)
            connection.execute(f"INSERT INTO paragraphs VALUES ({', '.join('?' * 12)})", (key, *row, *made))
            aside = (
                half_way
                and connection.execute(
                    "SELECT terms, vectors FROM old_re_encoded WHERE paragraph = ?", (key,)
                ).fetchone()
            )
            if aside:
                made = _digested(wanted, row, around, *aside)
                connection.execute("INSERT INTO re_encoded VALUES (?, ?, ?, ?, ?)", (key, *made))


def _digested(
    encoding: str, row: list[Any], around: str, terms: str, vectors: bytes
) -> tuple[str, bytes, bytes, bytes]:
    words = digests.of_paragraph(encoding, (*row, terms), around)
    return terms, words, vectors, digests.of_vectors(encoding, row[0], row[1], vectors)
