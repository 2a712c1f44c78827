"""Defines the library's tables in a database: those of the file, in a schema of their own, and what knows them."""

import uuid
from typing import Final

from corpus import metadata
from corpus import schema as of_file
from corpus.errors import LibraryForeign, LibraryNotFound
from corpus.sql import Connection

LOCK: Final = of_file.APPLICATION_ID
"""The advisory lock that whoever writes holds until its transaction ends."""

# An id or a path may be longer than a B-tree takes, but not than a hash index does.
# Vectors are noise, which no compression makes smaller.
_MORE: Final = """
CREATE TABLE format (version INTEGER NOT NULL);
ALTER TABLE documents ADD CONSTRAINT documents_one_of_each_id EXCLUDE USING hash (id WITH =);
ALTER TABLE documents ADD CONSTRAINT documents_one_of_each_origin EXCLUDE USING hash (origin WITH =);
ALTER TABLE paragraphs ALTER COLUMN vectors SET STORAGE EXTERNAL;
ALTER TABLE originals ALTER COLUMN data SET STORAGE EXTERNAL;
"""


def is_there(connection: Connection) -> bool:
    """Tell whether the database holds a library, of whatever format."""
    (found,) = connection.execute("SELECT to_regclass('rujuk.format') IS NOT NULL").fetchone()
    return bool(found)


def create_tables(connection: Connection) -> None:
    """Create the empty tables within the transaction, unless they are there."""
    connection.execute("SELECT pg_advisory_xact_lock(?)", (LOCK,))
    if is_there(connection):
        return
    (schema_is_there,) = connection.execute("SELECT to_regnamespace('rujuk') IS NOT NULL").fetchone()
    if not schema_is_there:
        connection.execute("CREATE SCHEMA rujuk")
    of_file.execute_each(connection, of_file.TABLES)
    of_file.execute_each(connection, _MORE)
    connection.execute("INSERT INTO format VALUES (?)", (of_file.VERSION,))
    metadata.write(connection, "library", uuid.uuid4().hex)
    metadata.write(connection, "generation", "0")


def require_format(connection: Connection, place: str) -> None:
    """Raise LibraryNotFound where the database has no library, LibraryForeign unless it is of this version."""
    if not is_there(connection):
        raise LibraryNotFound(f"there is no library in {place}; `rujuk --library {place} add PATH` makes one")
    found = connection.execute("SELECT version FROM format").fetchall()
    if found != [(of_file.VERSION,)]:
        version = found[0][0] if found else "unknown"
        raise LibraryForeign(
            f"{place} is a Rujuk library of format {version}, and this Rujuk reads format {of_file.VERSION}; "
            "install the Rujuk that made it, or add its documents again into a new database"
        )
