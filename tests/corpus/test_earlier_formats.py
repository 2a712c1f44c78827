"""The tables of earlier formats are told by their columns: those that are named are those that the tables have."""

import sqlite3
from contextlib import closing

import pytest

from corpus import earlier_formats, schema

LAID = {
    name: statements for name, statements in vars(earlier_formats).items() if name.isupper() and "CREATE" in statements
}


def columns_of(statements: str, table: str) -> str:
    """The columns of a table as SQLite lists them, once the statements are executed."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(statements)
        return ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"))


@pytest.mark.parametrize(
    ("statements", "version", "table"),
    [
        (earlier_formats.PARAGRAPHS_2, 2, "paragraphs"),
        (earlier_formats.PARAGRAPHS_3, 3, "paragraphs"),
        (earlier_formats.DOCUMENTS_2, 3, "documents"),
    ],
)
def test_the_columns_that_tell_a_format_are_those_of_its_tables(statements: str, version: int, table: str) -> None:
    assert columns_of(statements, table) == earlier_formats.COLUMNS[version][table]


@pytest.mark.parametrize("name", LAID)
def test_the_tables_can_be_laid(name: str) -> None:
    assert columns_of(LAID[name], name.rpartition("_")[0].lower())


def test_each_format_is_told_from_the_one_after_it() -> None:
    for before, after in zip(sorted(earlier_formats.COLUMNS)[:-1], sorted(earlier_formats.COLUMNS)[1:], strict=True):
        shared = earlier_formats.COLUMNS[before].keys() & earlier_formats.COLUMNS[after].keys()
        assert not shared or any(
            earlier_formats.COLUMNS[before][table] != earlier_formats.COLUMNS[after][table] for table in shared
        )


def test_every_format_before_this_one_is_known() -> None:
    assert set(earlier_formats.COLUMNS) <= set(range(1, schema.VERSION))
