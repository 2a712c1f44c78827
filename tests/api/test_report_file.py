import os
from pathlib import Path

import pytest

from api.report_file import written_whole
from corpus.errors import SettingRefused


def test_the_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    with written_whole(path) as file:
        file.write("né")
        assert path.read_text() == "old"
    assert path.read_bytes() == "né".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_who_may_read_it_is_as_for_any_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with written_whole(tmp_path / "report.html"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to(tmp_path / "report.html")
    with written_whole(tmp_path / "link.html") as file:
        file.write("new")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "report.html").read_text() == "new"


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")

    def fail() -> None:
        with written_whole(path) as file:
            file.write("new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["none/report.html", ".", "file/report.html", "loop", "loop/report.html", "a" * 256, "a\0b", "to-none"]
)
def test_a_place_that_cannot_be_written_is_refused_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "to-none").symlink_to(tmp_path / "none" / "report.html")
    with pytest.raises(SettingRefused, match="cannot write"), written_whole(tmp_path / name):
        pytest.fail("the work began")


def test_the_longest_name_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 255)
    with written_whole(path) as file:
        file.write("new")
    assert path.read_text() == "new"


def test_a_folder_that_appeared_meanwhile_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    with pytest.raises(SettingRefused, match="cannot write"), written_whole(path):
        path.mkdir()
    assert list(tmp_path.iterdir()) == [path]


def test_what_goes_wrong_in_the_work_is_told_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "report.html"):
        (tmp_path / "none").read_text()


def test_a_device_is_left_alone() -> None:
    with pytest.raises(SettingRefused, match="not an ordinary file"), written_whole(Path("/dev/null")):
        pytest.fail("the work began")
    assert not Path("/dev/null").is_file()
