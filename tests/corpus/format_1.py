"""Libraries of format 1, written as the Rujuk of then wrote them."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from corpus.documents import Document
from corpus.library import FILE
from corpus.records import EncodedParagraph, Encoding
from corpus.schema import APPLICATION_ID

TABLES = """
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
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
    generation INTEGER NOT NULL
);
CREATE INDEX documents_by_text ON documents (sha256);
CREATE INDEX documents_by_generation ON documents (generation);

CREATE TABLE paragraphs (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    headings TEXT NOT NULL,
    page INTEGER,
    sentences TEXT NOT NULL,
    terms TEXT NOT NULL,
    vectors BLOB NOT NULL,
    UNIQUE (document, number)
);

CREATE TABLE removals (
    document INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
);
CREATE INDEX removals_by_generation ON removals (generation);

INSERT INTO facts VALUES ('generation', '0');
"""

ASIDE = """
CREATE TABLE re_encoded (
    paragraph INTEGER PRIMARY KEY REFERENCES paragraphs (key) ON DELETE CASCADE,
    terms TEXT NOT NULL,
    vectors BLOB NOT NULL
)
"""


class Format1:
    """A library of format 1 in the making."""

    def __init__(self, folder: Path, encoding: Encoding) -> None:
        folder.mkdir()
        self.file = folder / FILE
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(TABLES)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("PRAGMA user_version = 1")
            connection.execute("INSERT INTO facts VALUES ('encoding', ?)", (json.dumps(asdict(encoding)),))

    def add(self, document: Document, encoded: Sequence[EncodedParagraph]) -> None:
        row = (
            document.id,
            document.origin,
            document.title,
            document.media_type,
            document.source,
            document.published,
            document.language,
            json.dumps(dict(document.metadata), ensure_ascii=False),
            document.text,
            len(document.text),
            document.sha256,
            hashlib.md5(document.text.encode(), usedforsecurity=False).hexdigest(),
            document.fingerprint,
            "2026-11-24T08:00:00.000+00:00",
        )
        with closing(self._connect()) as connection:
            generation = _raised(connection)
            cursor = connection.execute(
                """INSERT INTO documents (id, origin, title, media_type, source, published, language, metadata, text,
                                          length, sha256, md5, fingerprint, added, generation)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (*row, generation),
            )
            for number, (paragraph, made) in enumerate(zip(document.paragraphs, encoded, strict=True), start=1):
                connection.execute(
                    """INSERT INTO paragraphs
                       (document, number, start, "end", headings, page, sentences, terms, vectors)
                       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    (
                        cursor.lastrowid,
                        number,
                        paragraph.span.start,
                        paragraph.span.end,
                        json.dumps(paragraph.headings, ensure_ascii=False),
                        paragraph.page,
                        json.dumps([[sentence.start, sentence.end] for sentence in paragraph.sentences]),
                        *made.stored(),
                    ),
                )

    def remove(self, key: int) -> None:
        with closing(self._connect()) as connection:
            generation = _raised(connection)
            connection.execute("DELETE FROM documents WHERE key = ?", (key,))
            connection.execute("INSERT INTO removals VALUES (?, ?)", (key, generation))

    def re_encode(self, keys: Sequence[int], encoding: Encoding) -> None:
        """Begin a re-embedding, and keep these paragraphs' terms and vectors as they are aside."""
        with closing(self._connect()) as connection:
            connection.execute(ASIDE)
            connection.execute("INSERT INTO facts VALUES ('re-encoding', ?)", (json.dumps(asdict(encoding)),))
            for key in keys:
                connection.execute(
                    "INSERT INTO re_encoded SELECT key, terms, vectors FROM paragraphs WHERE key = ?", (key,)
                )

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


def _raised(connection: sqlite3.Connection) -> int:
    connection.execute("UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")
    return int(connection.execute("SELECT value FROM facts WHERE name = 'generation'").fetchone()[0])
