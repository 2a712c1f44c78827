"""A file has gone where that is certain, and nowhere else."""

import os
from pathlib import Path

import pytest

from api.sync.filesystem import is_gone, nearest_folder, read_state, shows_nothing


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "root" / "deep" / "file.txt"
    file.parent.mkdir(parents=True)
    file.write_text("Words.")
    return file


def test_a_file_that_is_there_is_not_gone(file: Path) -> None:
    assert not is_gone(str(file))


@pytest.mark.parametrize("how", ["removed", "its folder too", "now a folder", "its folder is a file", "a dead link"])
def test_one_that_is_not_there_is_gone(file: Path, how: str) -> None:
    file.unlink()
    if how == "its folder too":
        file.parent.rmdir()
    elif how == "now a folder":
        file.mkdir()
    elif how == "its folder is a file":
        file.parent.rmdir()
        file.parent.write_text("Words.")
    elif how == "a dead link":
        file.symlink_to(file.parent / "nothing")
    assert is_gone(str(file))


@pytest.mark.parametrize("error", [PermissionError, OSError, TimeoutError])
def test_one_that_cannot_be_looked_at_may_be_there(
    file: Path, monkeypatch: pytest.MonkeyPatch, error: type[OSError]
) -> None:
    def fails(_path: str) -> os.stat_result:
        raise error

    monkeypatch.setattr(os, "stat", fails)
    assert not is_gone(str(file))


def test_a_name_that_is_no_text_tells_nothing() -> None:
    assert not is_gone("/nowhere/strange-\ufffd.txt")
    assert not is_gone("/nowhere/strange-\0.txt")


def test_the_nearest_folder_that_stands_is_found_up_to_the_root(file: Path) -> None:
    root = file.parent.parent
    assert nearest_folder(str(file), root) == file.parent
    file.unlink()
    file.parent.rmdir()
    assert nearest_folder(str(file), root) == root
    root.rmdir()
    assert nearest_folder(str(file), root) is None
    assert nearest_folder(str(file), file) is None


def test_a_folder_of_hidden_files_is_bare(file: Path) -> None:
    folder = file.parent
    assert not shows_nothing(folder)
    file.rename(folder / ".file.txt")
    assert shows_nothing(folder)
    (folder / "sub").mkdir()
    assert not shows_nothing(folder)
    assert shows_nothing(folder / "nowhere")


def test_a_mark_changes_with_its_file(file: Path) -> None:
    states = [read_state(file)]
    file.write_text("Other words.")
    states.append(read_state(file))
    (file.parent / "new").write_text("Other words.")
    os.utime(file.parent / "new", ns=(0, file.stat().st_mtime_ns))
    (file.parent / "new").rename(file)
    states.append(read_state(file))
    file.unlink()
    states.append(read_state(file))
    assert len(set(states)) == 4
    assert states[-1] is None
