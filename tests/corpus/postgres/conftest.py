"""The same library in a database: tests that ask for `library` get it there."""

from collections.abc import Iterator

import pytest

from corpus.library import Library
from corpus.storage import DatabaseURL
from tests.postgres import Server


@pytest.fixture(scope="session")
def _database(postgres: Server) -> DatabaseURL:
    return postgres.database()


@pytest.fixture
def database(_database: DatabaseURL, postgres: Server) -> DatabaseURL:
    """A database that holds no library."""
    postgres.query(_database, "DROP SCHEMA IF EXISTS rujuk CASCADE")
    return _database


@pytest.fixture
def library(database: DatabaseURL) -> Iterator[Library]:
    opened = Library.create(database)
    yield opened
    opened.close()
