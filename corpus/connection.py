"""Connects to the library's file, tells whether it changed, and turns SQLite's errors into ours."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from corpus.errors import LibraryBusy, LibraryError, LibraryForeign

BUSY_SECONDS: Final = 30.0

_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ADVICE: Final = {
    sqlite3.SQLITE_FULL: "free some space on its disk, and try again",
    sqlite3.SQLITE_READONLY: "make the file and its folder writable, or use a copy that is",
    sqlite3.SQLITE_CANTOPEN: "see whether its folder can be read and written",
    sqlite3.SQLITE_IOERR: "see whether its disk is full or failing, and run `rujuk check`",
}

_DAMAGED: Final = "{file} is damaged: {error}; `rujuk check` says what is, and a back-up can be restored"


def connect(file: Path) -> sqlite3.Connection:
    """Connect to the file: durable, and what is deleted is overwritten.

    Where it cannot be written, as in a container's image, it is read, and must not be changed by others meanwhile.
    """
    uri = file.absolute().as_uri()
    if not os.access(file.parent, os.W_OK) and not file.with_name(f"{file.name}-wal").exists():
        uri += "?immutable=1"
    # One connection serves one thread at a time: the pool hands it on, so SQLite's own thread check is off.
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Changes:
    """Tells whether any process may have changed a library since one last looked: a few microseconds a time.

    Has a connection of its own, for one thread at a time. Raises sqlite3.Error where the file cannot be opened.
    """

    def __init__(self, file: Path) -> None:
        self._connection = connect(file)
        self._seen: int | None = None

    def any(self) -> bool:
        """Whether the file was written since this was last asked; at first, that it was. Raises sqlite3.Error."""
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
