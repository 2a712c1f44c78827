"""A file is known to be a library of this format, and its tables to be those that this version makes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus import metadata
from corpus.errors import LibraryForeign
from corpus.schema import (
    APPLICATION_ID,
    ASIDE,
    VERSION,
    create_tables,
    execute_each,
    find_unexpected,
    read_header,
    require_format,
    transaction,
)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "file.sqlite3", isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def made(empty: sqlite3.Connection) -> sqlite3.Connection:
    create_tables(empty)
    return empty


def test_a_new_file_is_a_library_of_this_format(empty: sqlite3.Connection) -> None:
    assert read_header(empty) == (0, 0)
    create_tables(empty)
    assert read_header(empty) == (APPLICATION_ID, VERSION)
    require_format(empty, "here")
    assert find_unexpected(empty) == []
    assert metadata.read(empty, "generation") == "0"


def test_tables_are_made_once(made: sqlite3.Connection) -> None:
    name = metadata.read(made, "library")
    create_tables(made)
    assert metadata.read(made, "library") == name


@pytest.mark.parametrize(
    ("application", "version", "said"),
    [
        (0, VERSION, "here is not a Rujuk library; name another folder"),
        (APPLICATION_ID, VERSION + 1, "install a newer Rujuk"),
        (APPLICATION_ID, VERSION - 1, "add its documents again into a new library"),
    ],
)
def test_any_other_file_is_refused_with_what_to_do(
    application: int, version: int, said: str, made: sqlite3.Connection
) -> None:
    made.execute(f"PRAGMA application_id = {application}")
    made.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(LibraryForeign, match=said):
        require_format(made, "here")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DROP INDEX documents_by_text", ["documents_by_text"]),
        ("DROP TABLE removals", ["removals", "removals_by_generation"]),
        ("CREATE TABLE theirs (a)", ["theirs"]),
        ("CREATE TRIGGER theirs AFTER DELETE ON documents BEGIN SELECT 1; END", ["theirs"]),
        ("ALTER TABLE record_files ADD COLUMN more TEXT", ["record_files"]),
        (ASIDE, []),
        (ASIDE.replace("terms TEXT", "terms BLOB"), ["re_encoded"]),
    ],
)
def test_what_is_missing_or_otherwise_is_named(change: str, named: list[str], made: sqlite3.Connection) -> None:
    made.execute(change)
    assert find_unexpected(made) == named


def test_how_a_statement_is_set_does_not_count(made: sqlite3.Connection) -> None:
    made.execute("DROP INDEX documents_by_text")
    made.execute("CREATE INDEX documents_by_text\n  ON documents   (sha256)")
    assert find_unexpected(made) == []


def test_of_statements_each_is_executed_within_the_transaction_that_there_is(empty: sqlite3.Connection) -> None:
    empty.execute("BEGIN")
    execute_each(empty, "CREATE TABLE one (a);\nCREATE TABLE two (a);\n")
    assert empty.in_transaction
    empty.execute("ROLLBACK")
    assert empty.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_a_transaction_that_raises_writes_nothing_and_ends(made: sqlite3.Connection) -> None:
    def fail(before: str) -> None:
        with transaction(made):
            metadata.write(made, "copying", "one")
            made.execute(before)
            raise KeyboardInterrupt

    for before in ("SELECT 1", "ROLLBACK"):  # the latter as SQLite does by itself on a full disk
        with pytest.raises(KeyboardInterrupt):
            fail(before)
        assert not made.in_transaction
    assert metadata.read(made, "copying") is None
