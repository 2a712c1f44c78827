"""Holds a library in a database: tables, transactions, who writes next, what tells of changes, what removal leaves."""

import contextlib
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from corpus import metadata
from corpus import schema as of_file
from corpus.errors import LibraryError, LibraryForeign, LibraryNotFound
from corpus.memory import Memory
from corpus.postgres import engine
from corpus.postgres.connection import SECONDS, Pool, PostgresConnection, translated
from corpus.snapshot import Snapshot
from corpus.sql import Connection
from corpus.storage import DatabaseURL

_READ: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""Whatever the database's own default is: a writer that waited for another must see what that one wrote."""
_ASIDE_IS_CLOSED: Final = """
ALTER TABLE re_encoded ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_paragraphs ON re_encoded USING (paragraph IN (SELECT key FROM paragraphs));
"""
"""Row-level security, as of the engine's tables: it lets a reader see rows whose paragraphs the reader sees."""
_SMALL: Final = 16 * 2**20
"""Bytes of all tables that are written anew after each removal; of larger ones the space is given free."""
_CHANNEL: Final = "rujuk"
_NET_SECONDS: Final = 1.0
"""How often one looks for a change of which no notification came."""
_LOCK: Final = of_file.APPLICATION_ID
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


class PostgresStorage:
    """A library in a database, which any number of servers share. Satisfies `Storage`."""

    def __init__(self, location: DatabaseURL) -> None:
        self.number = 0
        self.file = None
        self._location = location
        self._pool = Pool(location)

    def exists(self) -> bool:
        """Tell whether the database holds a library. Raises LibraryUnreachable, LibraryError."""
        with self._pool.begun(_READ) as connection:
            return _is_there(connection)

    def prepare(self, *, create: bool) -> None:
        """Make sure that the library is of this version's format.

        Raises LibraryNotFound, LibraryForeign, LibraryUnreachable, LibraryBusy, LibraryError.
        """
        if create:
            with self._pool.begun(_WRITE) as connection:
                _create_tables(connection)
                connection.execute("COMMIT")
        with self._pool.begun(_READ) as connection:
            _require_format(connection, str(self._location))
            snapshot = Snapshot(connection)
            self._pool.learn(snapshot.read_metadata("library"), snapshot.generation)

    @contextmanager
    def reading(self, memory: Memory) -> Iterator[Snapshot]:
        """Read one generation; `memory` keeps what is read.

        Raises LibraryReplaced, LibraryUnreachable, LibraryBusy, LibraryForeign where it is damaged, LibraryError.
        """
        reached = self._pool.reached
        with self._pool.begun(_READ) as connection:
            self._pool.require_same(connection)
            snapshot = Snapshot(connection, memory, self.number)
            self._pool.note(snapshot.generation, reached)
            yield snapshot

    @contextmanager
    def writing(self) -> Iterator[PostgresConnection]:
        """Write all or nothing, one writer at a time; the others are told when it is done.

        Raises LibraryReplaced, LibraryUnreachable (then a commit may have been made that was not heard of),
        LibraryBusy, LibraryForeign where the library is damaged, LibraryError.
        """
        with self._pool.begun(_WRITE) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
            self._pool.require_same(connection)
            yield connection
            engine.follow(connection)
            generation = int(metadata.read(connection, "generation") or 0)
            connection.execute("SELECT pg_notify(?, ?)", (_CHANNEL, str(generation)))
            connection.execute("COMMIT")
        self._pool.note(generation, 0)

    def lay_aside(self, connection: Connection) -> None:
        """Create the table that vectors and terms are made anew in, with rows for those who see their paragraphs."""
        of_file.execute_each(connection, of_file.ASIDE + _ASIDE_IS_CLOSED)

    def watched(self) -> contextlib.AbstractContextManager[None]:
        """Do nothing: each new connection, and each look at the generation, makes sure of it."""
        return contextlib.nullcontext()

    def erase_removed(self) -> None:
        """Leave no row of what was removed; see `tidy`."""
        with contextlib.suppress(LibraryError):  # what was removed is removed; the next one tries this again
            self.tidy()

    def tidy(self) -> None:
        """Write small tables anew without what was removed, and give the space of large ones free for other rows.

        While others read what was there before, it stays for them. Raises LibraryUnreachable, LibraryBusy,
        LibraryError.
        """
        with self._pool.begun("SELECT 1") as connection:
            self._pool.require_same(connection)
            untidy = metadata.read(connection, "untidy")
            if untidy is None:
                return
            with _without_limit(connection):
                _vacuum(connection)
            # Else another process has removed something meanwhile.
            connection.execute("DELETE FROM facts WHERE name = 'untidy' AND value = ?", (untidy,))

    def settle(self) -> None:
        """Do nothing: the server looks after its log."""

    def changes(self) -> "PostgresChanges":
        """Watch the database for changes. Connects when it is first asked."""
        return PostgresChanges(self._location, self._pool)

    def end(self) -> None:
        """Close the connections that are not lent; the others end with what they are lent for."""
        self._pool.close()

    def close(self) -> None:
        """Close the connections. Nothing is lost without it."""
        self._pool.close()


class PostgresChanges:
    """Tells whether a library may have changed: by notifications, and by a look each second as a net.

    Satisfies `Changes`. Connects anew where the server was away; what happened meanwhile counts as a change.
    """

    def __init__(self, location: DatabaseURL, pool: Pool) -> None:
        self._location = location
        self._pool = pool
        self._connection: PostgresConnection | None = None
        self._seen: str | None = None
        self._looked = 0.0

    def any(self) -> bool:
        """Whether it may have changed since this was last asked. Raises LibraryUnreachable, LibraryReplaced."""
        try:
            with translated(self._location):
                return self._heard() or self._looks_changed()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _heard(self) -> bool:
        if self._connection is None:
            self._connection = self._pool.open()
            self._connection.execute(f"LISTEN {_CHANNEL}")
            self._seen, self._looked = metadata.read(self._connection, "generation"), time.monotonic()
            return True
        return self._connection.was_notified()

    def _looks_changed(self) -> bool:
        if self._connection is None or time.monotonic() - self._looked < _NET_SECONDS:
            return False
        self._looked = time.monotonic()
        before, self._seen = self._seen, metadata.read(self._connection, "generation")
        return self._seen != before


@contextmanager
def _without_limit(connection: PostgresConnection) -> Iterator[None]:
    """Let a statement take its time, but wait a second at most for others: whoever asks would wait behind it."""
    connection.execute("SET statement_timeout = 0")
    connection.execute("SET lock_timeout = '1s'")
    try:
        yield
    finally:
        with contextlib.suppress(psycopg.Error):
            connection.execute(f"SET statement_timeout = '{SECONDS}s'")
            connection.execute(f"SET lock_timeout = '{SECONDS}s'")


def _vacuum(connection: PostgresConnection) -> None:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    tables = ", ".join(names)
    sizes = "SELECT sum(pg_total_relation_size(value::regclass)) FROM json_each(?)"
    (size,) = connection.execute(sizes, (json.dumps(names),)).fetchone()
    try:
        connection.execute(f"VACUUM {'(FULL)' if size <= _SMALL else ''} {tables}")
    except psycopg.errors.LockNotAvailable:
        connection.execute(f"VACUUM {tables}")  # which waits for nobody
        raise


def _is_there(connection: Connection) -> bool:
    """Tell whether the database holds a library, of whatever format."""
    (found,) = connection.execute("SELECT to_regclass('rujuk.format') IS NOT NULL").fetchone()
    return bool(found)


def _create_tables(connection: Connection) -> None:
    """Create the empty tables within the transaction, unless they are there."""
    connection.execute("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
    if _is_there(connection):
        return
    (schema_is_there,) = connection.execute("SELECT to_regnamespace('rujuk') IS NOT NULL").fetchone()
    if not schema_is_there:
        connection.execute("CREATE SCHEMA rujuk")
    of_file.execute_each(connection, of_file.TABLES)
    of_file.execute_each(connection, _MORE)
    connection.execute("INSERT INTO format VALUES (?)", (of_file.VERSION,))
    metadata.write(connection, "library", uuid.uuid4().hex)
    metadata.write(connection, "generation", "0")


def _require_format(connection: Connection, place: str) -> None:
    """Raise LibraryNotFound where the database has no library, LibraryForeign unless it is of this version."""
    if not _is_there(connection):
        raise LibraryNotFound(f"there is no library in {place}; `rujuk --library {place} add PATH` makes one")
    found = connection.execute("SELECT version FROM format").fetchall()
    if found != [(of_file.VERSION,)]:
        version = found[0][0] if found else "unknown"
        raise LibraryForeign(
            f"{place} is a Rujuk library of format {version}, and this Rujuk reads format {of_file.VERSION}; "
            "install the Rujuk that made it, or add its documents again into a new database"
        )
