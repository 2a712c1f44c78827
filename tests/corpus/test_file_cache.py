from pathlib import Path

import pytest

from corpus.file_cache import kept


def _never() -> str:
    raise AssertionError("it was kept, and need not be made")


def test_it_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "file"
    assert kept(file, lambda: "ของ\n2") == "ของ\n2"
    assert kept(file, _never) == "ของ\n2"
    assert [path.name for path in file.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("damaged", [b"", b"text", b"0" * 64 + b"\nOne", b"\xff\n\xff"])
def test_what_is_damaged_is_made_again(damaged: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(damaged)
    assert kept(file, lambda: "One") == "One"
    assert kept(file, _never) == "One"


@pytest.mark.parametrize("file", [None, Path("/proc/none/such"), Path("/")])
def test_where_nothing_can_be_kept_it_is_made_each_time(file: Path | None) -> None:
    made = iter(["One", "Two"])
    assert [kept(file, made.__next__), kept(file, made.__next__)] == ["One", "Two"]


def test_nothing_is_not_kept(tmp_path: Path) -> None:
    assert kept(tmp_path / "file", lambda: "") == ""
    assert not list(tmp_path.iterdir())
