"""What a storage in a database promises by itself; what holds for a library in one stands in test_library.py."""

import contextlib
from collections.abc import Iterator

import pytest

from corpus import metadata, schema
from corpus.errors import LibraryForeign, LibraryNotFound, LibraryUnreachable
from corpus.memory import Memory
from corpus.postgres.storage import PostgresStorage
from corpus.storage import DatabaseURL
from tests.postgres import Server, soon


@pytest.fixture
def storage(database: DatabaseURL) -> Iterator[PostgresStorage]:
    """The storage of an empty library."""
    made = PostgresStorage(database)
    made.prepare(create=True)
    yield made
    made.close()


def fact(storage: PostgresStorage, name: str) -> str | None:
    with storage.reading(Memory()) as snapshot:
        return snapshot.read_metadata(name)


def test_it_is_there_once_it_was_made(database: DatabaseURL) -> None:
    storage = PostgresStorage(database)
    assert not storage.exists()
    with pytest.raises(LibraryNotFound):
        storage.prepare(create=False)
    assert not storage.exists()
    storage.prepare(create=True)
    assert storage.exists()
    storage.close()


def test_making_it_again_leaves_what_is_there(storage: PostgresStorage, database: DatabaseURL) -> None:
    before = fact(storage, "library")
    with storage.writing() as connection:
        metadata.write(connection, "note", "kept")
    other = PostgresStorage(database)
    other.prepare(create=True)
    assert before
    assert (fact(other, "library"), fact(other, "note")) == (before, "kept")
    other.close()


def test_a_schema_that_somebody_made_for_it_is_used(database: DatabaseURL, postgres: Server) -> None:
    postgres.query(database, "CREATE SCHEMA rujuk")
    storage = PostgresStorage(database)
    storage.prepare(create=True)
    assert fact(storage, "generation") == "0"
    storage.close()


def test_one_that_says_no_format_is_refused(storage: PostgresStorage, database: DatabaseURL, postgres: Server) -> None:
    postgres.query(database, "DELETE FROM rujuk.format")
    with pytest.raises(LibraryForeign, match=f"format unknown, and this Rujuk reads format {schema.VERSION}"):
        PostgresStorage(database).prepare(create=False)


def test_what_fails_is_not_written_and_the_next_writer_need_not_wait(storage: PostgresStorage) -> None:
    with contextlib.suppress(ZeroDivisionError), storage.writing() as connection:
        metadata.write(connection, "note", "half")
        raise ZeroDivisionError
    assert fact(storage, "note") is None
    with storage.writing() as connection:
        metadata.write(connection, "note", "whole")
    assert fact(storage, "note") == "whole"


def test_who_reads_sees_one_generation_while_others_write(storage: PostgresStorage) -> None:
    with storage.reading(Memory()) as snapshot:
        assert snapshot.generation == 0
        with storage.writing() as connection:
            metadata.write(connection, "generation", "1")
            metadata.write(connection, "note", "new")
        assert (snapshot.generation, snapshot.read_metadata("note")) == (0, None)
    assert fact(storage, "note") == "new"


def test_who_watches_anew_is_told_to_look_and_then_of_changes_alone(
    storage: PostgresStorage, database: DatabaseURL
) -> None:
    other = PostgresStorage(database)
    changes = other.changes()
    assert [changes.any(), changes.any()] == [True, False]
    changes.close()
    assert [changes.any(), changes.any()] == [True, False]  # what happened between may be anything
    with storage.writing() as connection:
        metadata.write(connection, "generation", "1")
    assert soon(changes.any)
    assert not changes.any()
    changes.close()
    other.close()


def test_a_server_that_was_away_counts_as_a_change(
    storage: PostgresStorage, database: DatabaseURL, postgres: Server
) -> None:
    changes = storage.changes()
    assert [changes.any(), changes.any()] == [True, False]
    postgres.query(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    with pytest.raises(LibraryUnreachable):
        soon(changes.any)
    assert [changes.any(), changes.any()] == [True, False]
    changes.close()


def test_nothing_is_tidied_where_nothing_was_removed(
    storage: PostgresStorage, database: DatabaseURL, postgres: Server
) -> None:
    file = "SELECT pg_relation_filenode('rujuk.documents')"
    before = postgres.query(database, file)
    storage.tidy()
    assert postgres.query(database, file) == before
    with storage.writing() as connection:
        metadata.write(connection, "untidy", "a")
    storage.tidy()
    assert postgres.query(database, file) != before
    assert fact(storage, "untidy") is None
