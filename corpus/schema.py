"""Defines the library's file: its tables, and how a file is known to be one."""

import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from corpus import metadata
from corpus.errors import LibraryForeign
from corpus.sql import Connection

APPLICATION_ID = 0x52756A75  # "Ruju" in ASCII, in the file's header: how a foreign SQLite file is told from ours
VERSION = 5

# No key is given twice (see the metadata `keys`): "removed" can be told by key alone. `digest`: see corpus/digests.py.
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
    digest BLOB NOT NULL,
    collection TEXT NOT NULL DEFAULT 'default'
);
CREATE INDEX documents_by_text ON documents (sha256);
CREATE INDEX documents_by_generation ON documents (generation);
CREATE INDEX documents_by_collection ON documents (collection);

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

CREATE TABLE originals (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    pages INTEGER,
    sha256 TEXT NOT NULL,
    digest BLOB NOT NULL,
    data BLOB NOT NULL
);

CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES originals (document) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    places BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (document, page)
) WITHOUT ROWID;
"""

# There while vectors are made anew (corpus/reembedding.py). A document that goes takes with it what lies aside for it.
ASIDE = """
CREATE TABLE re_encoded (
    paragraph INTEGER PRIMARY KEY REFERENCES paragraphs (key) ON DELETE CASCADE,
    terms TEXT NOT NULL,
    digest BLOB NOT NULL,
    vectors BLOB NOT NULL,
    vectors_digest BLOB NOT NULL
);
"""


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the empty tables in one transaction, unless another process has just done so. Raises sqlite3.Error."""
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        if read_header(connection) == (0, 0):
            execute_each(connection, TABLES)
            metadata.write(connection, "library", uuid.uuid4().hex)
            metadata.write(connection, "generation", "0")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def require_format(connection: sqlite3.Connection, place: str) -> None:
    """Raise LibraryForeign unless the open file is a Rujuk library of this version."""
    application, version = read_header(connection)
    if application != APPLICATION_ID:
        raise LibraryForeign(f"{place} is not a Rujuk library; name another folder with --library")
    if version != VERSION:
        raise LibraryForeign(
            f"{place} is a Rujuk library of format {version}, and this Rujuk reads format {VERSION}; "
            + ("install a newer Rujuk" if version > VERSION else "add its documents again into a new library")
        )


def execute_each(connection: Connection, statements: str) -> None:
    """Execute the statements within the transaction that there is. Raises sqlite3.Error."""
    for statement in filter(None, map(str.strip, statements.split(";\n"))):
        connection.execute(statement)


def find_unexpected(connection: sqlite3.Connection) -> list[str]:
    """Find the tables and indexes that are missing, or not as this version creates them; gives their names."""
    here = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    optional = {"sqlite_sequence": "CREATE TABLE sqlite_sequence(name,seq)", **_named(ASIDE)}  # of format 1; at times
    wanted = {**_named(TABLES), **{name: sql for name, sql in optional.items() if name in here}}
    return sorted(name for name in here.keys() | wanted.keys() if _squeeze(here, name) != _squeeze(wanted, name))


def _squeeze(statements: Mapping[str, str], name: str) -> str:
    """Give a statement without its white space, which is another where a migration has added a column."""
    return "".join(statements.get(name, "").split())


def _named(statements: str) -> dict[str, str]:
    """Map the name of what is created to its statement."""
    return {each.split()[2]: each for each in filter(None, map(str.strip, statements.split(";\n")))}


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of the `with` block or nothing. Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def read_header(connection: sqlite3.Connection) -> tuple[int, int]:
    """Give the application's number and the format's, both 0 in a new file."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application, version
