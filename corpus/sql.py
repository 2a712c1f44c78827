"""The interface of a database connection, for SQLite and PostgreSQL alike."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, cast


class Rows(Protocol):
    """What a statement gave, row by row."""

    def fetchone(self) -> Any:
        """Give the next row, None after the last."""
        ...

    def fetchmany(self, size: int, /) -> list[Any]:
        """Give up to `size` more rows."""
        ...

    def fetchall(self) -> list[Any]:
        """Give all rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Takes statements as SQLite reads them: `sqlite3.Connection` is one. Its storage turns its errors into ours.

    `text_factory` reads text that is no UTF-8 any more, where the storage can hold such.
    """

    text_factory: Any

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Rows:
        """Execute a statement, with a parameter for each `?`."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> object:
        """Execute a statement once for each of the parameters' sequences."""
        ...


class Streaming(Connection, Protocol):
    """A connection that gives all rows at once, and has another way for many of them."""

    def stream(self, sql: str, parameters: Sequence[Any], /) -> Rows:
        """Execute a statement whose rows are fetched a few at a time, within the transaction."""
        ...


def stream(connection: Connection, sql: str, parameters: Sequence[Any]) -> Rows:
    """Execute a statement whose rows are read a few at a time, however many there are: SQLite's always are."""
    streaming: Streaming | None = cast("Streaming", connection) if hasattr(connection, "stream") else None
    return streaming.stream(sql, parameters) if streaming else connection.execute(sql, parameters)
