"""A back-up is a whole library of one generation, or not there."""

import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.backup import Backup, back_up
from corpus.errors import InputRefused, LibraryError, LibraryForeign
from corpus.integrity import check
from corpus.library import FILE, Library
from tests.corpus.conftest import ENCODING, Add, document, encoded
from tests.corpus.damaging import dump


@pytest.fixture
def filled(library: Library, add: Add) -> Library:
    for number in range(20):
        add(document(f"Number {number}. " * 200, f"d{number}"))
    library.remove("d3")
    return library


def test_a_back_up_restores_all_of_it(filled: Library, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = back_up(filled, tmp_path / "copy", progress=lambda done, of: told.append((done, of)))
    assert made == Backup(generation=21, documents=19, size=(tmp_path / "copy").stat().st_size)
    assert told[-1][0] == told[-1][1] > 0
    (tmp_path / "restored").mkdir()
    shutil.copy(tmp_path / "copy", tmp_path / "restored" / FILE)
    with closing(Library.open(tmp_path / "restored")) as restored:
        assert restored.documents() == filled.documents()
        restored.add(document("More.", "more"), encoded(document("More.")), ENCODING)
        assert check(restored.file, beside=restored.folder).damage == []
    assert dump(tmp_path / "copy") == dump(filled.file)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "library", "restored"]


def test_it_is_of_one_generation_while_another_process_adds(filled: Library, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        adding = pool.apply_async(_add_many, (filled.folder, 60))
        while filled.generation == 21:
            os.sched_yield()
        generations: list[Backup] = []
        while not adding.ready() or not generations:
            generations.append(back_up(filled, tmp_path / "copy", force=True))
        adding.get()
    assert [made.documents for made in generations] == [made.generation - 2 for made in generations]


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (lambda folder: folder / "copy", "exists already"),
        (lambda folder: folder, "is a folder"),
        (lambda folder: folder / "library" / FILE, "a file of the library itself"),
        (lambda folder: folder / "library" / f"{FILE}-wal", "a file of the library itself"),
        (lambda folder: folder / "link", "is the library itself"),
    ],
)
def test_it_does_not_overwrite(place: Callable[[Path], Path], why: str, filled: Library, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("something of mine")
    (tmp_path / "link").symlink_to(filled.file)
    with pytest.raises(InputRefused, match=why):
        back_up(filled, place(tmp_path), force=why != "exists already")
    assert (tmp_path / "copy").read_text() == "something of mine"
    assert check(filled.file).damage == []
    back_up(filled, tmp_path / "copy", force=True)


def test_a_damaged_library_replaces_no_back_up(filled: Library, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "copy")
    with closing(sqlite3.connect(filled.file)) as connection:
        connection.execute("UPDATE documents SET title = 'Another' WHERE id = 'd7'")
        connection.commit()
    with pytest.raises(LibraryForeign, match=r"d7.*rujuk check"):
        back_up(filled, tmp_path / "copy", force=True)
    assert check(tmp_path / "copy").damage == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_two_do_not_write_one_back_up(filled: Library, tmp_path: Path) -> None:
    (tmp_path / ".copy.writing").mkdir()
    with FileLock(tmp_path / ".copy.writing" / "lock"), pytest.raises(InputRefused, match="another process"):
        back_up(filled, tmp_path / "copy")


def test_what_a_killed_one_left_is_cleared_away(filled: Library, tmp_path: Path) -> None:
    (tmp_path / ".copy.writing").mkdir()
    (tmp_path / ".copy.writing" / "draft").write_bytes(b"half of a back-up")
    (tmp_path / ".copy.writing" / "draft-journal").write_bytes(b"and its journal")
    back_up(filled, tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "library"]


def test_a_place_that_cannot_be_written_is_named(filled: Library, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"cannot write the back-up .*nowhere/copy"):
        back_up(filled, tmp_path / "nowhere" / "copy")


def _add_many(folder: Path, count: int) -> None:
    with closing(Library.open(folder)) as other:
        for number in range(count):
            made = document(f"Late {number}.", f"late{number}")
            other.add(made, encoded(made), ENCODING)
