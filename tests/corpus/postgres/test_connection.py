"""The package's SQL in PostgreSQL's words, and its errors in ours; no server is needed."""

import pytest

psycopg = pytest.importorskip("psycopg")

from psycopg import errors  # noqa: E402  # where there is none, nothing here runs

from corpus import schema  # noqa: E402
from corpus.errors import (  # noqa: E402
    InputRefused,
    LibraryBusy,
    LibraryError,
    LibraryReplaced,
    LibraryUnreachable,
)
from corpus.postgres.connection import PostgresConnection, translate, translated  # noqa: E402
from corpus.storage import DatabaseURL  # noqa: E402

PLACE = DatabaseURL("postgresql://reader:secret@db/papers")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT a FROM b WHERE c = ? AND d > ?", "SELECT a FROM b WHERE c = %s AND d > %s"),
        ("SELECT a LIKE 'x%' WHERE b = ?", "SELECT a LIKE 'x%%' WHERE b = %s"),
        ("SELECT value FROM json_each(?)", "SELECT value FROM json_array_elements_text(%s::json)"),
        (
            "CREATE TABLE a (b TEXT NOT NULL UNIQUE, c INTEGER)",
            'CREATE TABLE a (b TEXT COLLATE "C" NOT NULL, c BIGINT)',
        ),
        ("CREATE TABLE a (b BLOB) WITHOUT ROWID", "CREATE TABLE a (b BYTEA) "),
        ("SELECT 'TEXT', 'INTEGER'", "SELECT 'TEXT', 'INTEGER'"),
    ],
)
def test_a_statement_is_written_as_the_database_reads_it(ours: str, theirs: str) -> None:
    assert translate(ours) == theirs


def test_no_type_of_sqlites_own_is_left_in_the_tables() -> None:
    made = [translate(each) for each in schema.TABLES.split(";")]
    assert not any(word in each.split() for each in made for word in ("BLOB", "ROWID", "INTEGER"))


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (errors.LockNotAvailable("canceling"), LibraryBusy),
        (errors.QueryCanceled("timeout"), LibraryBusy),
        (errors.UndefinedTable("no table"), LibraryReplaced),
        (errors.DiskFull("no space"), LibraryError),
        (errors.InsufficientPrivilege("denied"), LibraryError),
        (errors.AdminShutdown("ended"), LibraryUnreachable),
        (psycopg.OperationalError("refused"), LibraryUnreachable),
        (psycopg.DataError("text fields cannot contain NUL (0x00) bytes"), InputRefused),
    ],
)
def test_an_error_becomes_the_one_that_fits_and_names_no_password(error: Exception, ours: type[Exception]) -> None:
    with pytest.raises(ours) as raised, translated(PLACE):
        raise error
    assert type(raised.value) is ours
    assert "secret" not in str(raised.value)


def test_an_error_of_our_own_making_stays() -> None:
    with pytest.raises(errors.SyntaxError), translated(PLACE):
        raise errors.SyntaxError("at FROM")


def test_what_is_no_address_is_refused_without_its_password() -> None:
    with pytest.raises(LibraryError, match="is no address of a database") as raised:
        PostgresConnection(DatabaseURL("postgresql://reader:secret@db/papers?no_such=1"))
    assert "secret" not in str(raised.value)
