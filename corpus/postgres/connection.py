"""Connects to a database, lends connections, takes the package's SQL there, and turns PostgreSQL's errors into ours."""

import contextlib
import queue
import re
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus

from corpus import metadata
from corpus.errors import (
    InputRefused,
    LibraryBusy,
    LibraryError,
    LibraryForeign,
    LibraryReplaced,
    LibraryUnreachable,
)
from corpus.sql import Rows
from corpus.storage import DatabaseURL

SECONDS: Final = 30
"""How long one statement may take or wait, and a transaction do nothing: then others go on."""

# Half a minute after its server has vanished a connection is given up, whatever the network says. The URL may differ.
_DEFAULTS: Final[Mapping[str, str]] = {
    "application_name": "rujuk",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "client_encoding": "UTF8",
}
_SESSION: Final = f"""
    SELECT set_config('search_path', 'rujuk, public', false),
           set_config('statement_timeout', '{SECONDS}s', false),
           set_config('lock_timeout', '{SECONDS}s', false),
           set_config('idle_in_transaction_session_timeout', '{2 * SECONDS}s', false),
           set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                      ELSE current_setting('synchronous_commit') END, false)
"""
_BLOCK: Final = 256  # rows that are fetched at a time of a statement whose rows are many

# The first that fits: most are operational errors, and so is a server that is away.
_OURS: Final = (
    (
        (
            errors.LockNotAvailable,
            errors.QueryCanceled,
            errors.DeadlockDetected,
            errors.SerializationFailure,
            errors.IdleInTransactionSessionTimeout,
        ),
        LibraryBusy,
        "{place} is being written by others, or is slow: {said}; try again in a moment",
    ),
    (
        (errors.UndefinedTable, errors.InvalidSchemaName),
        LibraryReplaced,
        "there is no library in {place} any more: {said}; restore a back-up there",
    ),
    (
        (errors.DiskFull, errors.OutOfMemory, errors.ProgramLimitExceeded),
        LibraryError,
        "cannot use the library in {place}: {said}; nothing was changed",
    ),
    (
        (errors.InsufficientPrivilege,),
        LibraryError,
        "cannot use the library in {place}: {said}; grant its user what docs/operations.md lists",
    ),
    (
        (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction),
        LibraryUnreachable,
        "cannot reach {place}: {said}; ask again when its server is there",
    ),
)

_TYPES: Final = (
    (r"\bTEXT( NOT NULL)? UNIQUE", r"TEXT\1"),  # which a constraint of their own keeps: some are too long for a B-tree
    (r"\bTEXT\b", 'TEXT COLLATE "C"'),  # compared as SQLite does: byte by byte
    (r"\bINTEGER\b", "BIGINT"),
    (r"\bBLOB\b", "BYTEA"),
    (r"\bWITHOUT ROWID\b", ""),
)
_MOST_IDLE: Final = 16
_REPLACED: Final = "another library than the one that was open is in {place}, or an earlier state of it: open it anew"


class PostgresConnection:
    """One connection, for one thread at a time. Satisfies `Connection` and `Streaming`."""

    def __init__(self, location: DatabaseURL) -> None:
        try:
            settings = {**_DEFAULTS, **conninfo_to_dict(location.url)}
        except psycopg.ProgrammingError as error:
            raise LibraryError(f"{location} is no address of a database; write postgresql://USER@HOST/DATABASE") from (
                error
            )
        self.text_factory: Any = str
        self._cursors: list[psycopg.ServerCursor[Any]] = []
        self.raw = psycopg.connect(autocommit=True, **settings)  # type: ignore[arg-type]  # all of them text
        weakref.finalize(self, self.raw.close)  # whoever forgets a library loses nothing
        self.raw.execute(_SESSION)
        if self.raw.info.parameter_status("server_encoding") != "UTF8":
            self.raw.close()
            raise LibraryForeign(f"the database {location} is not in UTF-8; make one with ENCODING 'UTF8'")

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        """Execute a statement, with a parameter for each `?`. Raises psycopg.Error."""
        return self.raw.execute(translate(sql), parameters, binary=True)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> object:
        """Execute a statement once for each of the parameters' sequences, all sent at once. Raises psycopg.Error."""
        cursor = self.raw.cursor()
        cursor.executemany(translate(sql), parameters)
        return cursor

    def copy_rows(self, table: str, rows: Iterable[Sequence[Any]], /) -> None:
        """Insert rows into a table, as fast as the server takes them. Raises psycopg.Error."""
        with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copying:
            for row in rows:
                copying.write_row(row)

    def stream(self, sql: str, parameters: Sequence[Any], /) -> Rows:
        """Execute a statement whose rows the server keeps until they are fetched, a few at a time."""
        cursor = self.raw.cursor(f"rows_{len(self._cursors)}", binary=True)
        cursor.itersize = _BLOCK
        self._cursors.append(cursor)
        return cursor.execute(translate(sql), parameters)

    def was_notified(self) -> bool:
        """Whether a notification has come since this was last asked; waits for none. Raises psycopg.Error."""
        self.raw.pgconn.consume_input()
        found = False
        while self.raw.pgconn.notifies() is not None:
            found = True
        return found

    def end_transaction(self) -> bool:
        """Take back what is not committed, and tell whether the connection can be used for another."""
        if self.raw.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            with contextlib.suppress(psycopg.Error):
                self.raw.execute("ROLLBACK")
        while self._cursors:  # which ended with it
            with contextlib.suppress(psycopg.Error):
                self._cursors.pop().close()
        return self.raw.info.transaction_status == TransactionStatus.IDLE

    def close(self) -> None:
        """Close it."""
        self.raw.close()


@lru_cache(maxsize=512)
def translate(sql: str) -> str:
    """Write a statement of this package as psycopg and PostgreSQL read it."""
    if sql.lstrip().startswith("CREATE TABLE"):
        for ours, theirs in _TYPES:
            sql = re.sub(ours, theirs, sql)
    sql = sql.replace("%", "%%").replace("json_each(?)", "json_array_elements_text(?::json)")
    sql = sql.replace(
        "FROM sqlite_master", "FROM (SELECT tablename AS name FROM pg_tables WHERE schemaname = 'rujuk') m"
    )
    return sql.replace("?", "%s")


@contextlib.contextmanager
def translated(location: DatabaseURL) -> Iterator[None]:
    """Turn PostgreSQL's errors into ours.

    LibraryUnreachable while the server is away, LibraryBusy, LibraryReplaced where the tables are gone, InputRefused
    where a text cannot be stored, LibraryError.
    """
    try:
        yield
    except psycopg.Error as error:
        ours = _ours(location, error)
        if ours is None:
            raise
        raise ours from error


def _ours(location: DatabaseURL, error: psycopg.Error) -> InputRefused | LibraryError | None:
    said = str(error).partition("\n")[0].strip()
    if isinstance(error, psycopg.DataError) and ("NUL" in said or "\\u0000" in str(error)):
        return InputRefused("the text holds the character U+0000, which PostgreSQL does not store; take it out")
    for kinds, ours, message in _OURS:
        if isinstance(error, kinds):
            return ours(message.format(place=location, said=said))
    return None


class Pool:
    """Connections for many threads; each serves one at a time.

    What a server that was away has left broken is thrown away, and another made at once: a question that comes while
    it is away is told so at once, and one that comes after that is answered.
    """

    def __init__(self, location: DatabaseURL) -> None:
        self.reached = 0
        """The last generation that was seen."""
        self._location = location
        self._library: str | None = None
        self._idle: queue.LifoQueue[PostgresConnection] = queue.LifoQueue()
        self._counting = threading.Lock()

    def learn(self, library: str | None, generation: int) -> None:
        """Take what is there now for the library: its random name, and the generation that it has reached."""
        self._library, self.reached = library, generation

    def note(self, generation: int, before: int) -> None:
        """Remember a generation, read after `before` was reached. Raises LibraryReplaced where it is earlier."""
        if generation < before:
            raise LibraryReplaced(_REPLACED.format(place=self._location))
        with self._counting:
            self.reached = max(self.reached, generation)

    @contextmanager
    def begun(self, begin: str) -> Iterator[PostgresConnection]:
        """Lend a connection that has executed `begin`; what it leaves uncommitted is taken back.

        Raises LibraryUnreachable, LibraryBusy, LibraryReplaced, InputRefused, LibraryError.
        """
        with translated(self._location):
            connection = self._begin(begin)
            try:
                yield connection
            finally:
                if connection.end_transaction() and self._idle.qsize() < _MOST_IDLE:
                    self._idle.put(connection)
                else:
                    connection.close()

    def open(self) -> PostgresConnection:
        """Connect anew. Raises LibraryReplaced where another library is there, psycopg.Error."""
        connection = PostgresConnection(self._location)
        try:
            self.require_same(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def require_same(self, connection: PostgresConnection) -> None:
        """Make sure that the library is there that was learnt, until the transaction ends.

        Raises LibraryReplaced, LibraryForeign where it is damaged, psycopg.Error.
        """
        if self._library is not None and metadata.read(connection, "library") != self._library:
            raise LibraryReplaced(_REPLACED.format(place=self._location))

    def close(self) -> None:
        """Close the connections that are not lent."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _begin(self, begin: str) -> PostgresConnection:
        while True:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                break
            try:
                connection.execute(begin)
            except psycopg.Error:  # its server went away meanwhile: nothing was asked of it yet
                connection.close()
            else:
                return connection
        connection = self.open()
        try:
            connection.execute(begin)
        except BaseException:
            connection.close()
            raise
        return connection
