"""Libraries of format 3, of paragraphs without headings, written as the Rujuk of then wrote them."""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.documents import Document
from corpus.library import FILE
from corpus.records import EncodedParagraph, Encoding
from corpus.schema import APPLICATION_ID

TABLES = """
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    digest BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    origin TEXT UNIQUE,
    title TEXT NOT NULL,
    media_type TEXT NOT NULL,
    source TEXT,
    published TEXT,
    language TEXT,
    metadata TEXT NOT NULL,
    text TEXT NOT NULL,
    length INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    md5 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    added TEXT NOT NULL,
    generation INTEGER NOT NULL,
    paragraphs INTEGER NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX documents_by_text ON documents (sha256);
CREATE INDEX documents_by_generation ON documents (generation);

CREATE TABLE paragraphs (
    key INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    headings TEXT NOT NULL,
    page INTEGER,
    sentences TEXT NOT NULL,
    introductions TEXT NOT NULL,
    is_heading INTEGER NOT NULL,
    terms TEXT NOT NULL,
    digest BLOB NOT NULL,
    vectors BLOB NOT NULL,
    vectors_digest BLOB NOT NULL,
    UNIQUE (document, position)
);

CREATE TABLE removals (
    document INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX removals_by_generation ON removals (generation);

CREATE TABLE record_files (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    file TEXT NOT NULL,
    digest BLOB NOT NULL
);
"""

ASIDE = """
CREATE TABLE re_encoded (
    paragraph INTEGER PRIMARY KEY REFERENCES paragraphs (key) ON DELETE CASCADE,
    terms TEXT NOT NULL,
    digest BLOB NOT NULL,
    vectors BLOB NOT NULL,
    vectors_digest BLOB NOT NULL
)
"""


class Format3:
    """A library of format 3 in the making."""

    def __init__(self, folder: Path, encoding: Encoding) -> None:
        folder.mkdir()
        self.file = folder / FILE
        self._encoding = json.dumps(asdict(encoding))
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            for statement in filter(None, map(str.strip, TABLES.split(";\n"))):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("PRAGMA user_version = 3")
            _put(connection, "library", uuid.uuid4().hex)
            _put(connection, "generation", "0")
            _put(connection, "encoding", self._encoding)

    def add(self, document: Document, encoded: Sequence[EncodedParagraph]) -> None:
        with closing(self._connect()) as connection:
            generation = _raised(connection)
            keys = json.loads(_get(connection, "keys") or "[0, 0]")
            key, first = keys[0] + 1, keys[1] + 1
            _put(connection, "keys", json.dumps([key, keys[1] + len(encoded)]))
            about = (
                key,
                document.id,
                document.origin,
                document.title,
                document.media_type,
                document.source,
                document.published,
                document.language,
                json.dumps(dict(document.metadata), ensure_ascii=False),
            )
            more = (
                len(document.text),
                document.sha256,
                hashlib.md5(document.text.encode(), usedforsecurity=False).hexdigest(),
                document.fingerprint,
                "2026-11-24T08:00:00.000+00:00",
                generation,
                len(document.paragraphs),
            )
            _insert(connection, "documents", (*about, document.text, *more, _digest(*about, *more)))
            for position, (paragraph, made) in enumerate(zip(document.paragraphs, encoded, strict=True)):
                row = (
                    key,
                    position,
                    position + 1,
                    paragraph.span.start,
                    paragraph.span.end,
                    json.dumps(paragraph.headings, ensure_ascii=False),
                    paragraph.page,
                    json.dumps([[sentence.start, sentence.end] for sentence in paragraph.sentences]),
                    "[]",
                    0,
                )
                made_columns = _made(self._encoding, row, document.text, *made.stored())
                _insert(connection, "paragraphs", (first + position, *row, *made_columns))

    def remove(self, key: int) -> None:
        with closing(self._connect()) as connection:
            generation = _raised(connection)
            connection.execute("DELETE FROM documents WHERE key = ?", (key,))
            _put(connection, "untidy", str(generation))
            _insert(connection, "removals", (key, generation, _digest(key, generation)))

    def re_encode(self, keys: Sequence[int], encoding: Encoding) -> None:
        """Begin a re-embedding, and keep these paragraphs' terms and vectors as they are aside."""
        wanted = json.dumps(asdict(encoding))
        with closing(self._connect()) as connection:
            connection.execute(ASIDE.strip())
            _put(connection, "re-encoding", wanted)
            for key in keys:
                *row, terms, vectors, text = connection.execute(
                    """SELECT p.document, position, number, start, "end", headings, page, sentences, introductions,
                              is_heading, terms, vectors, text
                       FROM paragraphs p JOIN documents d ON d.key = p.document WHERE p.key = ?""",
                    (key,),
                ).fetchone()
                _insert(connection, "re_encoded", (key, *_made(wanted, tuple(row), text, terms, vectors)))

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


def _made(encoding: str, row: tuple[Any, ...], text: str, terms: str, vectors: bytes) -> tuple[Any, ...]:
    around = text[max(row[3] - 32, 0) : row[4] + 32]
    named = json.dumps((encoding, row[0], row[1]), ensure_ascii=False)
    digest = hashlib.sha256(named.encode() + vectors).digest()[:16]
    return terms, _digest(encoding, *row, terms, around), vectors, digest


def _digest(*values: Any) -> bytes:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).digest()[:16]


def _insert(connection: sqlite3.Connection, table: str, row: tuple[Any, ...]) -> None:
    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _get(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _put(connection: sqlite3.Connection, name: str, value: str) -> None:
    row = (name, value, _digest(name, value))
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", row)


def _raised(connection: sqlite3.Connection) -> int:
    generation = int(_get(connection, "generation") or 0) + 1
    _put(connection, "generation", str(generation))
    return generation
