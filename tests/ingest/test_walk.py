import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import DocumentRefused
from ingest import Refused, read, walk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "inside"
    for name in ("b.txt", "a/two.md", "a/one.txt", "c/d/e.jsonl", ".hidden.txt", ".git/config.txt", "a/.x/y.txt"):
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_text("Words.")
    (tmp_path / "outside.txt").write_text("Words.")
    return inside


def labels(*paths: Path) -> list[str]:
    return [label for _, label in walk(paths)]


def test_a_folder_gives_the_files_below_it_in_order(folder: Path) -> None:
    assert labels(folder) == ["a/one.txt", "a/two.md", "b.txt", "c/d/e.jsonl"]
    assert next(walk([folder]))[0] == folder / "a" / "one.txt"


def test_a_file_gives_itself_even_hidden(folder: Path) -> None:
    assert labels(folder / "b.txt", folder / ".hidden.txt") == ["b.txt", ".hidden.txt"]


def test_each_file_is_given_once(folder: Path) -> None:
    assert labels(folder / "b.txt", folder, folder / "a") == ["b.txt", "a/one.txt", "a/two.md", "c/d/e.jsonl"]


def test_links_out_of_the_folder_and_to_folders_are_not_followed(folder: Path) -> None:
    (folder / "0-file").symlink_to(folder.parent / "outside.txt")
    (folder / "0-folder").symlink_to(folder.parent)
    (folder / "0-loop").symlink_to(folder)
    (folder / "0-nowhere").symlink_to(folder / "nothing")
    (folder / "0-within").symlink_to(folder / ".hidden.txt")
    assert labels(folder) == ["0-within", "a/one.txt", "a/two.md", "b.txt", "c/d/e.jsonl"]


def test_a_folder_may_be_a_link_itself(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert labels(link)[0] == "a/one.txt"


def test_pipes_are_passed_over(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert "pipe" not in labels(folder)


def test_a_missing_path_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(DocumentRefused, match=r"missing\.txt cannot be read: No such file"):
        labels(folder, folder / "missing.txt")


def test_a_folder_that_cannot_be_listed_gives_a_refusal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def closed(path: Path) -> "Iterator[os.DirEntry[str]]":
        if path.name == "a":
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr("os.scandir", closed)
    files = list(walk([folder]))
    assert [label for _, label in files] == ["a", "b.txt", "c/d/e.jsonl"]
    (refused,) = read(files[0][0], source=files[0][1])
    assert isinstance(refused, Refused)


def words(path: Path, within: Path) -> list[str]:
    return [each.reason if isinstance(each, Refused) else each.text for each in read(path, within=within)]


def test_a_link_that_was_put_in_the_place_of_a_file_or_folder_is_not_followed_out(folder: Path) -> None:
    (folder.parent / "one.txt").write_text("A secret.")
    assert words(folder / "a" / "one.txt", folder) == ["Words."]
    shutil.rmtree(folder / "a")
    (folder / "a").symlink_to(folder.parent)
    (folder / "b.txt").unlink()
    (folder / "b.txt").symlink_to(folder.parent / "one.txt")
    for path in (folder / "a" / "one.txt", folder / "b.txt"):
        assert words(path, folder) == ["it lies outside of the folder"]


@pytest.mark.parametrize("swapped", ["a/one.txt", "a"])
def test_nor_is_one_that_comes_between_the_look_and_the_opening(
    swapped: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.parent / "one.txt").write_text("A secret.")
    opened = os.open

    def swap_and_open(path: str, flags: int, **given: int) -> int:
        if not (folder / swapped).is_symlink():
            (folder / swapped).rename(folder.parent / "away")
            (folder / swapped).symlink_to(folder.parent / "one.txt" if swapped != "a" else folder.parent)
        return opened(path, flags, **given)

    monkeypatch.setattr(os, "open", swap_and_open)
    monkeypatch.setattr(os, "supports_dir_fd", {swap_and_open})
    (said,) = words(folder / "a" / "one.txt", folder)
    assert said.startswith("it cannot be read: ")


def test_links_within_the_folder_are_read_and_circles_are_refused(folder: Path) -> None:
    (folder / "within.txt").symlink_to(folder / "a" / "one.txt")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    assert words(folder / "within.txt", folder) == ["Words."]
    (said,) = words(folder / "circle.txt", folder)
    assert said.startswith("it cannot be read: ")


def test_a_pipe_is_refused_without_a_wait(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert words(folder / "pipe.txt", folder) == ["it is not a regular file"]
