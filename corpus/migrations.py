"""Libraries of earlier formats are brought to this one, step by step.

Each step stands as its two formats were: tables and digests are copies of their own, which no later change of
`schema`, `records` or `digests` touches.
"""

import contextlib
import hashlib
import json
import logging
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from corpus import earlier_formats as earlier
from corpus import schema
from corpus.errors import LibraryForeign

_log = logging.getLogger("rujuk")


def migrate(connection: sqlite3.Connection, place: str) -> None:
    """Bring a library of an earlier format to this one, if it is: one transaction, in which nothing of it is lost.

    Raises LibraryForeign where it is damaged so that it cannot be, and leaves it as it is.
    """
    if not _is_earlier(connection):
        return
    _log.warning("bringing the library %s to format %d: an older Rujuk cannot read it then", place, schema.VERSION)
    with schema.transaction(connection):
        if _is_earlier(connection):  # else another process has just done so
            try:
                version = schema.read_header(connection)[1]
                _require_layout(connection, version)
                for step in range(version, schema.VERSION):
                    _STEPS[step](connection)
            except (TypeError, ValueError) as error:
                raise LibraryForeign(f"{place} is damaged, and stays as it is: {error}; restore a back-up") from error
            connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    with contextlib.suppress(sqlite3.OperationalError):  # others write, or no space is left: then it stays as large
        connection.execute("VACUUM")


def _is_earlier(connection: sqlite3.Connection) -> bool:
    application, version = schema.read_header(connection)
    return application == schema.APPLICATION_ID and version in _STEPS


def _require_layout(connection: sqlite3.Connection, version: int) -> None:
    """Raise ValueError where the tables are not of that format, as where the number in the file's header is damaged."""
    for table, columns in earlier.COLUMNS[version].items():
        if ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA table_info ({table})")) != columns:
            raise ValueError(f"it says it is of format {version}, and its tables are not")


def _from_1_to_2(connection: sqlite3.Connection) -> None:
    """Give each row a digest, and have a fact give the keys.

    What was damaged can still be told: a text by its SHA-256 and its document's fingerprint, both of format 1.
    """
    connection.execute("DROP TABLE IF EXISTS record_files")  # which no released format 1 has
    for name in ("documents_by_text", "documents_by_generation", "removals_by_generation"):
        connection.execute(f"DROP INDEX {name}")
    tables = ["facts", "documents", "paragraphs", "removals", *_find_aside(connection)]
    layout = (
        earlier.FACTS_2,
        earlier.DOCUMENTS_2,
        earlier.PARAGRAPHS_2,
        earlier.REMOVALS_2,
        earlier.RECORD_FILES_2,
    )
    _set_aside(connection, tables, (*layout, *[earlier.RE_ENCODED_2] * ("re_encoded" in tables)))
    _copy_facts_1(connection)
    _copy_documents_1(connection)
    _copy_paragraphs_1(connection, aside="re_encoded" in tables)
    for key, generation in connection.execute("SELECT document, generation FROM old_removals").fetchall():
        _insert(connection, "removals", (key, generation, _digest(key, generation)))
    _drop_old(connection, tables)


def _copy_facts_1(connection: sqlite3.Connection) -> None:
    facts = dict(connection.execute("SELECT name, value FROM old_facts"))
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    facts["keys"] = json.dumps([last.get(f"old_{name}", 0) for name in ("documents", "paragraphs")])
    facts["library"] = uuid.uuid4().hex
    for name, value in facts.items():
        _insert(connection, "facts", (name, value, _digest(name, value)))


def _copy_documents_1(connection: sqlite3.Connection) -> None:
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info (old_documents)")]
    for (key,) in connection.execute("SELECT key FROM old_documents ORDER BY key").fetchall():
        row = connection.execute("SELECT * FROM old_documents WHERE key = ?", (key,)).fetchone()
        (count,) = connection.execute("SELECT count(*) FROM old_paragraphs WHERE document = ?", (key,)).fetchone()
        covered = [value for name, value in zip(columns, row, strict=True) if name != "text"]
        _insert(connection, "documents", (*row, count, _digest(*covered, count)))


def _copy_paragraphs_1(connection: sqlite3.Connection, *, aside: bool) -> None:
    encoding, wanted = _read_encodings(connection)
    for document, text in connection.execute("SELECT key, text FROM documents ORDER BY key"):
        for key, *row, terms, vectors in connection.execute(
            """SELECT key, document, number, start, "end", headings, page, sentences, terms, vectors
               FROM old_paragraphs WHERE document = ? ORDER BY key""",
            (document,),
        ):
            placed = row[0], row[1]
            around = _cut_around(text, row[2], row[3])
            words = _digest(encoding, *row, terms, around)
            digest = _digest_vectors(encoding, *placed, vectors)
            _insert(connection, "paragraphs", (key, *row, terms, words, vectors, digest))
            for terms, vectors in _find_made(connection, "terms, vectors", key) if aside else ():  # noqa: PLW2901
                words = _digest(wanted, *row, terms, around)
                digest = _digest_vectors(wanted, *placed, vectors)
                _insert(connection, "re_encoded", (key, terms, words, vectors, digest))


def _from_2_to_3(connection: sqlite3.Connection) -> None:
    """Give each paragraph a position, introductions (none) and whether it is a heading (no), and its digests these.

    What was damaged keeps the digest that it had, which is that of nothing in format 3.
    """
    tables = ["paragraphs", *_find_aside(connection)]
    _set_aside(connection, tables, (earlier.PARAGRAPHS_3, *[earlier.RE_ENCODED_2] * ("re_encoded" in tables)))
    encoding, wanted = _read_encodings(connection)
    for (document,) in connection.execute("SELECT key FROM documents ORDER BY key").fetchall():
        (text,) = connection.execute("SELECT text FROM documents WHERE key = ?", (document,)).fetchone()
        for key, *row, terms, digest, vectors, vectors_digest in connection.execute(
            """SELECT key, document, number, start, "end", headings, page, sentences, terms, digest, vectors,
                      vectors_digest
               FROM old_paragraphs WHERE document = ? ORDER BY key""",
            (document,),
        ):
            old = _Made2(encoding, terms, digest, vectors, vectors_digest)
            _insert(connection, "paragraphs", (key, *_place_3(row), *_redigest_3(old, row, text)))
            aside = _find_made(connection, "terms, digest, vectors, vectors_digest", key) if tables[1:] else ()
            for made in aside:
                _insert(connection, "re_encoded", (key, *_redigest_3(_Made2(wanted, *made), row, text)))
    _drop_old(connection, tables)


def _from_3_to_4(connection: sqlite3.Connection) -> None:
    """Put each document into the collection "default", and have its digest cover that.

    What was damaged keeps the digest that it had, which is that of nothing in format 4.
    """
    connection.execute("ALTER TABLE documents ADD COLUMN collection TEXT NOT NULL DEFAULT 'default'")
    connection.execute("CREATE INDEX documents_by_collection ON documents (collection)")
    for (document,) in connection.execute("SELECT key FROM documents ORDER BY key").fetchall():
        *row, digest = connection.execute(
            """SELECT key, id, origin, title, media_type, source, published, language, metadata, length, sha256, md5,
                      fingerprint, added, generation, paragraphs, digest
               FROM documents WHERE key = ?""",
            (document,),
        ).fetchone()
        if _digest(*row) == digest:
            row.insert(8, "default")  # after the language
            connection.execute("UPDATE documents SET digest = ? WHERE key = ?", (_digest(*row), document))


class _Made2(NamedTuple):
    """What an embedder made of a paragraph, in format 2."""

    encoding: str
    terms: str
    digest: bytes
    vectors: bytes
    vectors_digest: bytes


def _place_3(row: list[Any]) -> list[Any]:
    """Give the columns of format 3, from the document's to the one before the terms."""
    document, number, *rest = row
    position = number - 1 if isinstance(number, int) else number  # damaged, which its digest tells
    return [document, position, number, *rest, "[]", 0]


def _redigest_3(old: _Made2, row: list[Any], text: str) -> tuple[str, bytes, bytes, bytes]:
    """Give terms, digest, vectors and their digest as format 3 has them."""
    encoding, terms, digest, vectors, vectors_digest = old
    placed = _place_3(row)
    around = _cut_around(text, row[2], row[3]) if isinstance(row[2], int) and isinstance(row[3], int) else None
    if _digest(encoding, *row, terms, around) == digest:
        digest = _digest(encoding, *placed, terms, around)
    if _digest_vectors(encoding, row[0], row[1], vectors) == vectors_digest:
        vectors_digest = _digest_vectors(encoding, row[0], placed[1], vectors)
    return terms, digest, vectors, vectors_digest


def _from_4_to_5(connection: sqlite3.Connection) -> None:
    """Make the tables for the files that documents were read from, of which no earlier format kept any."""
    schema.execute_each(connection, earlier.ORIGINALS_5)


def _find_aside(connection: sqlite3.Connection) -> list[str]:
    """Name the table of an unfinished re-embedding, if there is one."""
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name = 're_encoded'")]


def _find_made(connection: sqlite3.Connection, columns: str, key: int) -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT {columns} FROM old_re_encoded WHERE paragraph = ?", (key,)).fetchall()


def _read_encodings(connection: sqlite3.Connection) -> tuple[str, str]:
    """Read the encoding of the vectors and the one of an unfinished re-embedding; "" where there is none."""
    facts = dict(connection.execute("SELECT name, value FROM facts"))
    return facts.get("encoding", ""), facts.get("re-encoding", "")


def _set_aside(connection: sqlite3.Connection, tables: Iterable[str], layout: Iterable[str]) -> None:
    """Rename the tables to `old_...`, and lay the new ones."""
    for name in tables:
        connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    for statements in layout:
        schema.execute_each(connection, statements)


def _drop_old(connection: sqlite3.Connection, tables: list[str]) -> None:
    for name in reversed(tables):
        connection.execute(f"DROP TABLE old_{name}")


def _insert(connection: sqlite3.Connection, table: str, row: tuple[Any, ...]) -> None:
    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _digest(*values: Any) -> bytes:
    written = json.dumps(values, ensure_ascii=False, default=repr)
    return hashlib.sha256(written.encode(errors="surrogateescape")).digest()[:16]


def _digest_vectors(encoding: str, document: Any, place: Any, vectors: bytes) -> bytes:
    written = json.dumps((encoding, document, place), ensure_ascii=False, default=repr)
    return hashlib.sha256(written.encode() + vectors).digest()[:16]


def _cut_around(text: str, start: int, end: int) -> str:
    return text[max(start - 32, 0) : end + 32]


_STEPS: Final[Mapping[int, Callable[[sqlite3.Connection], None]]] = MappingProxyType(
    {1: _from_1_to_2, 2: _from_2_to_3, 3: _from_3_to_4, 4: _from_4_to_5}
)
