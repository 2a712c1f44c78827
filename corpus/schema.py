"""The library's file: its tables, and the check that a file is one of ours."""

import sqlite3

from corpus.errors import LibraryForeign

APPLICATION_ID = 0x52756A75  # "Ruju" in ASCII, in the file's header: how a foreign SQLite file is told from ours
VERSION = 1

# AUTOINCREMENT: a key is never used twice, so that "removed" can be told by key alone.
_TABLES = """
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


def lay(connection: sqlite3.Connection) -> None:
    """Write the empty tables, unless another process has just done so. One transaction."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _header(connection) == (0, 0):
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def require(connection: sqlite3.Connection, place: str) -> None:
    """Raise LibraryForeign unless the open file is a Rujuk library of this version."""
    application, version = _header(connection)
    if application != APPLICATION_ID:
        raise LibraryForeign(f"{place} is not a Rujuk library; name another folder with --library")
    if version != VERSION:
        raise LibraryForeign(
            f"{place} is a Rujuk library of format {version}, and this Rujuk reads format {VERSION}; "
            + ("install a newer Rujuk" if version > VERSION else "add its documents again into a new library")
        )


def _header(connection: sqlite3.Connection) -> tuple[int, int]:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application, version
