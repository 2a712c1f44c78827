"""Lends connections to one library in a database, and to no other that comes into its place later."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from corpus import metadata
from corpus.errors import LibraryReplaced
from corpus.postgres.connection import PostgresConnection, translated
from corpus.storage import DatabaseURL

_MOST_IDLE: Final = 16
_REPLACED: Final = "another library than the one that was open is in {place}, or an earlier state of it: open it anew"


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
