"""What holds a library's words may be read and written by its owner alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.backup import back_up
from corpus.library import FILE, Library
from tests.corpus.conftest import ENCODING, document, encoded


@pytest.fixture(autouse=True)
def _open_by_default() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_librarys_files_and_its_back_ups_are_its_owners(tmp_path: Path) -> None:
    library = Library.create(tmp_path / "library")
    made = document("The ferry leaves at nine.")
    library.add(made, encoded(made), ENCODING)
    files = {file.name: file.stat().st_mode & 0o777 for file in library.folder.iterdir()}
    assert {FILE, f"{FILE}-wal", f"{FILE}-mark"} <= files.keys()
    assert set(files.values()) == {0o600}
    back_up(library, tmp_path / "kept")
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600
