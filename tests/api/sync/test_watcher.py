"""Watching folders: a file counts once it rests, and only what is meant is watched."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sync.filesystem import FileState
from api.sync.watcher import FolderWatcher, SettlingFiles
from corpus.errors import InputRefused
from ingest import walk

A, B = Path("a"), Path("b")


class Disk:
    """Marks of files, as a test sets them."""

    def __init__(self) -> None:
        self.states: dict[Path, FileState] = {}

    def read_state(self, path: Path) -> FileState:
        return self.states.get(path)


def test_a_file_settles_once_it_has_stayed_as_it_is_for_a_while() -> None:
    disk = Disk()
    unsettled = SettlingFiles(disk.read_state, rest=1.0)
    disk.states[A] = (1, 1, 1)
    unsettled.note([A], 0.0)
    assert unsettled.settled(0.9) == []
    disk.states[A] = (2, 2, 1)  # it grew, and nobody said so
    assert unsettled.settled(1.1) == []
    assert list(unsettled.paths) == [A]
    assert unsettled.settled(2.0) == []
    assert unsettled.settled(2.2) == [A]
    assert not unsettled.paths
    assert unsettled.settled(9.0) == []


def test_one_that_is_gone_waits_longer_than_one_that_came_with_it() -> None:
    disk = Disk()
    unsettled = SettlingFiles(disk.read_state, rest=1.0)
    disk.states[B] = (1, 1, 1)
    unsettled.note([A, B], 0.0)
    assert unsettled.settled(1.0) == [B]
    assert unsettled.settled(1.9) == []
    assert unsettled.settled(2.0) == [A]


@given(st.lists(st.tuples(st.sampled_from([A, B]), st.integers(0, 3), st.booleans()), max_size=30))
def test_nothing_is_forgotten_and_nothing_is_taken_while_it_changes(
    steps: list[tuple[Path, int, bool]],
) -> None:
    disk = Disk()
    unsettled = SettlingFiles(disk.read_state, rest=1.0)
    changed = dict[Path, float]()
    for second, (path, size, said) in enumerate(steps):
        now = second / 2
        grew = disk.read_state(path) != (size, 0, 0)
        if grew:
            disk.states[path] = (size, 0, 0)
            changed[path] = now
        if said or (grew and path not in unsettled.paths):
            unsettled.note([path], now)
        for settled in unsettled.settled(now):
            assert now - changed.pop(settled, now - 1) >= 1.0
    assert set(unsettled.settled(1000.0) + unsettled.settled(2000.0)) >= set(changed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


@pytest.fixture
def batches(folder: Path) -> Iterator[Iterator[list[Path]]]:
    """What is given of the folder, which is followed from the first `next` on."""
    watcher = FolderWatcher([folder], lambda: [file for file, _ in walk([folder])])
    with closing(watcher.changes()) as changes:
        yield changes


def test_files_that_change_are_given_and_hidden_ones_are_not(folder: Path, batches: Iterator[list[Path]]) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / ".hidden").write_text("No.")
    (folder / "deep" / "er" / "one.txt").write_text("One.")
    assert next(batches) == [folder / "deep" / "er" / "one.txt"]
    (folder / "deep").rename(folder / "other")
    seen = next(batches)
    assert folder / "other" / "er" / "one.txt" in seen
    gone = seen + next(batches)
    assert folder / "deep" in gone or folder / "deep" / "er" / "one.txt" in gone


def test_a_folder_that_is_put_in_its_place_is_followed(folder: Path, batches: Iterator[list[Path]]) -> None:
    (folder / "one.txt").write_text("One.")
    assert next(batches) == [folder / "one.txt"]
    folder.rename(folder.parent / "old")
    folder.mkdir()
    (folder / "two.txt").write_text("Two.")
    found = list[Path]()
    while folder / "two.txt" not in found:
        found += next(batches)
    (folder / "three.txt").write_text("Three.")
    while folder / "three.txt" not in found:
        found += next(batches)


def test_only_folders_can_be_followed(folder: Path) -> None:
    (folder / "one.txt").write_text("One.")
    for path in (folder / "one.txt", folder / "none"):
        with pytest.raises(InputRefused, match="it is no folder"):
            FolderWatcher([path], list)
