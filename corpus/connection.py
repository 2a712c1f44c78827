"""Connect to the library's file, notice changes and replacement, and translate SQLite's errors."""

import contextlib
import os
import queue
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from corpus import metadata
from corpus.errors import LibraryBusy, LibraryError, LibraryForeign, LibraryReplaced

BUSY_SECONDS: Final = 30.0

_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ADVICE: Final = {
    sqlite3.SQLITE_FULL: "free some space on its disk, and try again",
    sqlite3.SQLITE_READONLY: "make the file and its folder writable, or use a copy that is",
    sqlite3.SQLITE_CANTOPEN: "see whether its folder can be read and written",
    sqlite3.SQLITE_IOERR: "see whether its disk is full or failing, and run `rujuk check`",
}

_REPLACED: Final = "another library than the one that was open lies at {file}: open it anew, nothing was done to it"
_GONE: Final = "there is no library at {file} any more: put it back, or restore a back-up there"
_DAMAGED: Final = "{file} is damaged: {error}; `rujuk check` says what is, and a back-up can be restored"


def connect(file: Path) -> sqlite3.Connection:
    """Connect to the file, with durable writes and secure deletion.

    Open it read-only if it cannot be written, as in a container's image; then nobody may change it meanwhile.
    """
    uri = file.absolute().as_uri()
    if not os.access(file.parent, os.W_OK) and not file.with_name(f"{file.name}-wal").exists():
        uri += "?immutable=1"
    # One connection serves one thread at a time: the pool hands it on, so SQLite's own thread check is off.
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class ConnectionPool:
    """A pool of connections to the library at a path. It refuses a library that replaces it after `learn`.

    Safe for many threads; each connection serves one at a time. `number` counts the libraries opened at that path.
    """

    def __init__(self, file: Path) -> None:
        self.number = 0
        self._file = file
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._lent = set[sqlite3.Connection]()
        self._state: tuple[int, ...] | None = None
        self._library: str | None = None
        self._reached = 0

    def learn(self, library: str | None, generation: int) -> None:
        """Take what lies there now for the library: its random name, and the generation that it has reached."""
        self._library, self._reached, self._state = library, generation, _state_of(self._file)

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for the `with` block.

        Raises LibraryReplaced, also where the library was replaced in the meantime; LibraryBusy, LibraryForeign where
        the file is damaged, LibraryError.
        """
        with self.watched():
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = connect(self._file)
            self._lent.add(connection)
            try:
                self.require_same()  # what was opened is what was looked at
                yield connection
            except BaseException:
                connection.close()
                raise
            else:
                self._idle.put(connection)
            finally:
                self._lent.discard(connection)
            self.require_same()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Use the file in the `with` block. SQLite's errors become ours, as `connected` says.

        Of a file that is taken away meanwhile SQLite says that its disk fails: that it is gone is what is true.
        """
        with translated(self._file):
            self.require_same()
            try:
                yield
            except sqlite3.Error:
                self.require_same()
                raise

    @property
    def reached(self) -> int:
        """The last generation that was seen."""
        return self._reached

    def note(self, generation: int, before: int) -> None:
        """Remember a generation, read after `before` was reached. Raises LibraryReplaced where it is earlier."""
        if generation < before:
            raise LibraryReplaced(_REPLACED.format(file=self._file))
        self._reached = max(self._reached, generation)

    def require_same(self) -> None:
        """Raise LibraryReplaced where another file lies at the path, or another library in the same file."""
        known, found = self._state, _state_of(self._file)
        if known is None or found == known:
            return
        if found is None or found[:2] != known[:2]:
            self._retire()
            raise LibraryReplaced((_GONE if found is None else _REPLACED).format(file=self._file))
        with closing(connect(self._file)) as fresh:  # which has nothing in memory of what was there before
            reached = self._reached
            library, generation = metadata.read(fresh, "library"), int(metadata.read(fresh, "generation") or 0)
        if library != self._library or generation < reached:
            raise LibraryReplaced(_REPLACED.format(file=self._file))
        self._state = found

    def end(self) -> None:
        """Close the connections, for good. Raises LibraryBusy while any is lent: they share the log's name."""
        if self._lent:
            raise LibraryBusy(f"what lay at {self._file} is still being read; try again in a moment")
        self._retire()

    def close(self) -> None:
        """Close the connections that are not lent."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _retire(self) -> None:
        """Close the connections to a file that lies elsewhere by now, and leave nothing in its log.

        The log goes by the path's name: the next one to open what lies there would take it for that library's.
        """
        while True:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                return
            with contextlib.suppress(sqlite3.Error), closing(connection):
                connection.execute("PRAGMA busy_timeout = 100")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _state_of(file: Path) -> tuple[int, ...] | None:
    """Tell what changes with a file: device and inode, which say which one it is, then size and times."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class Changes:
    """Tell in a few microseconds whether any process may have changed the library since the last look.

    Has a connection of its own, for one thread at a time. Raises LibraryError where the file cannot be opened.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        with translated(file):
            self._connection = connect(file)
        self._seen: int | None = None

    def any(self) -> bool:
        """Whether the file was written since this was last asked; at first, that it was. Raises LibraryError."""
        with translated(self._file):
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        before, self._seen = self._seen, int(version)
        return self._seen != before

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours: LibraryBusy, LibraryForeign where the file is damaged, LibraryError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise _ours(file, error) from error
    except UnicodeDecodeError as error:  # in SQLite's own words about a damaged schema
        raise LibraryForeign(_DAMAGED.format(file=file, error="its schema is not readable")) from error


def _ours(file: Path, error: sqlite3.DatabaseError) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # Python's own: text that is not UTF-8
    if code in _BUSY:
        return LibraryBusy(f"{file} is being written by another process; try again when it is done")
    if code == sqlite3.SQLITE_NOTADB:
        return LibraryForeign(
            f"{file} is not a Rujuk library, or is damaged: {error}; if it was one, restore a back-up"
        )
    if isinstance(error, sqlite3.OperationalError) and code != sqlite3.SQLITE_CORRUPT:
        advice = _ADVICE.get(code)
        return LibraryError(
            f"cannot use the library {file}: {error}; nothing was changed" + f"; {advice}" * bool(advice)
        )
    return LibraryForeign(_DAMAGED.format(file=file, error=error))
