"""Holds a library in one SQLite file in one folder: made, brought to this format, written, and kept small."""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from corpus import metadata, migrations, schema
from corpus.connection import BUSY_SECONDS, Changes, ConnectionPool
from corpus.durable import create_private
from corpus.errors import LibraryError, LibraryNotFound
from corpus.memory import Memory
from corpus.snapshot import Snapshot
from corpus.sql import Connection

FILE: Final = "library.sqlite3"
_SMALL: Final = 4 * 2**20
"""Bytes of a library's file that is written anew after each removal: in a tenth of a second."""
_log = logging.getLogger("rujuk")


class SQLiteStorage:
    """A library's file. Satisfies `Storage`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / FILE
        self._pool = ConnectionPool(self.file)

    @property
    def number(self) -> int:
        """Which of the libraries that lay there it is."""
        return self._pool.number

    @number.setter
    def number(self, number: int) -> None:
        self._pool.number = number

    def exists(self) -> bool:
        """Tell whether there is a file, intact or not. Raises LibraryError."""
        try:
            return self.file.exists()
        except OSError as error:
            raise LibraryError(f"cannot look into the library's folder {self.folder}: {error.strerror}") from error

    def prepare(self, *, create: bool) -> None:
        """Open the file, bring it to this version's format, and say what was lost of it.

        Raises LibraryNotFound, LibraryForeign, LibraryBusy, LibraryError.
        """
        if create:
            self._create_file()
        elif not self.exists():
            raise LibraryNotFound(
                f"there is no library in {self.folder}; `rujuk --library {self.folder} add PATH` makes one"
            )
        reached = metadata.read_watermark(self.folder)
        with self._pool.connected() as connection:
            if create:
                schema.create_tables(connection)
            migrations.migrate(connection, str(self.file))
            schema.require_format(connection, str(self.file))
        with contextlib.suppress(LibraryError), self.reading(Memory()) as snapshot:
            self._pool.learn(snapshot.read_metadata("library"), snapshot.generation)
            if lost := snapshot.describe_loss(reached):
                _log.warning("%s: %s; `rujuk check` says more", self.file, lost)

    def _create_file(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                create_private(self.file)
        except OSError as error:
            raise LibraryError(f"cannot make the library's folder {self.folder}: {error.strerror}") from error

    @contextmanager
    def reading(self, memory: Memory) -> Iterator[Snapshot]:
        """Read one generation. Raises LibraryReplaced, LibraryBusy, LibraryForeign where it is damaged, LibraryError.

        `memory` keeps what is read.
        """
        pool = self._pool
        with pool.connected() as connection:
            reached = pool.reached
            connection.execute("BEGIN")
            try:
                snapshot = Snapshot(connection, memory, pool.number)
                pool.note(snapshot.generation, reached)
                yield snapshot
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing. Raises LibraryReplaced, also where what was written lies elsewhere by now; LibraryBusy,
        LibraryForeign where the file is damaged, LibraryError.
        """
        pool = self._pool
        with pool.connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                reached = metadata.read(connection, "library") or "", int(metadata.read(connection, "generation") or 0)
                connection.execute("COMMIT")
                pool.note(reached[1], 0)
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        metadata.write_watermark(self.folder, *reached)

    def lay_aside(self, connection: Connection) -> None:
        """Create the table that vectors and terms are made anew in. Raises sqlite3.Error."""
        schema.execute_each(connection, schema.ASIDE)

    def watched(self) -> AbstractContextManager[None]:
        """Use the file in the `with` block. Raises LibraryReplaced, LibraryBusy, LibraryForeign, LibraryError."""
        return self._pool.watched()

    @contextmanager
    def holding(self) -> Iterator[sqlite3.Connection]:
        """Hold the file as it is at one moment, to be copied. Raises what `reading` raises."""
        with self._pool.connected() as connection:
            connection.execute("BEGIN")
            try:
                metadata.read(connection, "generation")  # from now on
                yield connection
            finally:
                connection.execute("ROLLBACK")

    def erase_removed(self) -> None:
        """Leave nothing of what was removed in a small library's file, in the log of any, and in what is derived.

        What is deleted is overwritten, but not a copy that SQLite may have made while it moved rows between pages, one
        time in a thousand: that goes when a small file is written anew here, and a large one by `tidy`. While others
        read the log, the next one empties it.
        """
        for derived in self.folder.glob(f"{FILE}-index*"):
            with contextlib.suppress(OSError):
                derived.unlink()
        with contextlib.suppress(LibraryError, OSError):  # what was removed is removed; the next one tries this again
            if self.file.stat().st_size <= _SMALL:
                self.tidy()
            else:
                self._empty_log()

    def tidy(self) -> None:
        """Write the file anew without what was removed since it last was, if anything: 50 MB a second; others may read.

        Raises LibraryBusy, LibraryError where there is no space for it.
        """
        with self._pool.connected() as connection:
            untidy = metadata.read(connection, "untidy")
            if untidy is not None:
                connection.execute("VACUUM")
                # Else another process has removed something meanwhile.
                connection.execute("DELETE FROM facts WHERE name = 'untidy' AND value = ?", (untidy,))
        self._empty_log()

    def settle(self) -> None:
        """Move what the log holds into the file, which is then whole without it. Raises LibraryBusy, LibraryError."""
        with contextlib.suppress(OSError):
            if self.file.with_name(f"{FILE}-wal").stat().st_size:
                self._empty_log()

    def _empty_log(self) -> None:
        with self._pool.connected() as connection:
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")

    def changes(self) -> Changes:
        """Watch the file for changes. Raises LibraryError."""
        return Changes(self.file)

    def end(self) -> None:
        """Close the file for good. Raises LibraryBusy while it is being read."""
        self._pool.end()

    def close(self) -> None:
        """Close the file. Nothing is lost without it."""
        self._pool.close()
