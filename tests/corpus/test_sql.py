"""Many rows are read a few at a time where the connection has a way of its own for it, and as usual elsewhere."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest

from corpus.sql import Rows, stream


class Buffering(sqlite3.Connection):
    """A connection that gives all rows at once, as a database's does, but for those that it streams."""

    streamed = 0

    def stream(self, sql: str, parameters: Sequence[Any], /) -> Rows:
        self.streamed += 1
        return self.execute(sql, parameters)


COUNTED = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"


@pytest.fixture
def buffering() -> Iterator[Buffering]:
    with closing(sqlite3.connect(":memory:", factory=Buffering)) as connection:
        yield connection


def test_sqlite_gives_row_by_row_what_it_is_asked_for() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        rows = stream(connection, COUNTED, (10**12,))  # which nobody could hold at once
        assert rows.fetchone() == (1,)
        assert rows.fetchmany(2) == [(2,), (3,)]


def test_a_connection_with_a_way_of_its_own_is_asked_that_way(buffering: Buffering) -> None:
    assert list(stream(buffering, COUNTED, (3,))) == [(1,), (2,), (3,)]
    assert buffering.streamed == 1
