from pathlib import Path

import pytest

from corpus.durable import cache_text, find_drafts, publish, read_checked, write_atomically, write_checked


def _never() -> str:
    raise AssertionError("it was kept, and need not be made")


def test_it_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "file"
    assert cache_text(file, lambda: "ของ\n2") == "ของ\n2"
    assert cache_text(file, _never) == "ของ\n2"
    assert [path.name for path in file.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("damaged", [b"", b"text", b"0" * 64 + b"\nOne", b"\xff\n\xff"])
def test_what_is_damaged_is_made_again(damaged: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(damaged)
    assert cache_text(file, lambda: "One") == "One"
    assert cache_text(file, _never) == "One"


@pytest.mark.parametrize("file", [None, Path("/proc/none/such"), Path("/")])
def test_where_nothing_can_be_kept_it_is_made_each_time(file: Path | None) -> None:
    made = iter(["One", "Two"])
    assert [cache_text(file, made.__next__), cache_text(file, made.__next__)] == ["One", "Two"]


def test_nothing_is_not_cache_text(tmp_path: Path) -> None:
    assert cache_text(tmp_path / "file", lambda: "") == ""
    assert not list(tmp_path.iterdir())


def test_a_file_appears_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    with write_atomically(file) as stream:
        stream.write(b"new")
        assert file.read_bytes() == b"old"
        assert len(find_drafts(file)) == 1
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")

    def fail() -> None:
        with write_atomically(file) as stream:
            stream.write(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_draft_is_never_readable_by_others(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with write_atomically(file, mode=0o600):
        (draft,) = find_drafts(file)
        assert draft.stat().st_mode & 0o777 == 0o600
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_longest_name_is_written(tmp_path: Path) -> None:
    file = tmp_path / ("ก" * 85)
    with write_atomically(file) as stream:
        stream.write(b"new")
        assert find_drafts(file)
    assert file.read_bytes() == b"new"


def test_a_file_that_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    draft, file = tmp_path / "draft", tmp_path / "file"
    draft.write_bytes(b"new")
    file.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        publish(draft, file, replace=False)
    assert file.read_bytes() == b"old"
    publish(draft, file)
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize("content", [b"", b"one", b"\n\xff\n"])
def test_what_is_checked_is_read_back_and_damage_is_told(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "file"
    write_checked(file, content)
    assert read_checked(file) == content
    file.write_bytes(file.read_bytes() + b"x")
    assert read_checked(file) is None
    assert read_checked(tmp_path / "none") is None
