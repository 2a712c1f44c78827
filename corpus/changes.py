"""Telling cheaply whether anybody, in this process or another, may have changed a library since one last looked."""

from corpus.connection import connect
from corpus.library import Library


class Changes:
    """Looks at a library over a connection of its own, a few microseconds a time. For one thread at a time."""

    def __init__(self, library: Library) -> None:
        self._connection = connect(library.file)
        self._seen: int | None = None

    def any(self) -> bool:
        """Whether the file was written since this was last asked; at first, that it was. Raises sqlite3.Error."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        before, self._seen = self._seen, int(version)
        return self._seen != before

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()
