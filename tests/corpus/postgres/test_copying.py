"""Copies go both ways: the tests of copies between folders, from a database to a folder and the other way."""

from contextlib import closing
from pathlib import Path

import pytest

from corpus.copying import copy
from corpus.library import Library
from corpus.storage import DatabaseURL, Location
from tests.corpus import test_copying as of_folders
from tests.corpus.conftest import Add
from tests.corpus.test_copying import (  # noqa: F401  # collected here too
    filled,
    place,
    test_a_copy_holds_what_the_library_holds,
    test_one_that_was_stopped_before_all_vectors_were_made_anew_has_the_new_ones,
    test_one_that_was_stopped_is_no_library_and_is_gone_on_with,
    test_what_is_damaged_is_not_taken_for_a_copy,
)


class TestIntoADatabase:
    """From a folder."""

    @pytest.fixture
    def library(self, tmp_path: Path) -> Library:
        return Library.create(tmp_path / "library")

    @pytest.fixture
    def place(self, database: DatabaseURL) -> Location:
        return database

    def test_a_copy_holds_what_the_library_holds(self, filled: Library, place: Location) -> None:  # noqa: F811
        of_folders.test_a_copy_holds_what_the_library_holds(filled, place)

    def test_one_that_was_stopped_is_gone_on_with(
        self,
        filled: Library,  # noqa: F811
        place: Location,  # noqa: F811
        add: Add,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        of_folders.test_one_that_was_stopped_is_no_library_and_is_gone_on_with(filled, place, add, monkeypatch)

    def test_there_and_back_is_the_same(self, filled: Library, place: Location, tmp_path: Path) -> None:  # noqa: F811
        copy(filled, place)
        with closing(Library.open(place)) as there:
            copy(there, tmp_path / "back")
        with closing(Library.open(tmp_path / "back")) as back:
            assert of_folders.held(back) == of_folders.held(filled)
