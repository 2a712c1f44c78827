from pathlib import Path

import pytest

from corpus import metadata
from corpus.errors import LibraryForeign
from corpus.library import Library
from corpus.metadata import WATERMARK_FILE, Watermark, read_watermark, write_watermark


def test_an_entry_is_read_as_it_was_written_last(library: Library) -> None:
    with library.writing() as connection:
        assert metadata.read(connection, "copying") is None
        metadata.write(connection, "copying", "one")
        metadata.write(connection, "copying", "đổi")
        assert metadata.read(connection, "copying") == "đổi"


@pytest.mark.parametrize("damage", ["value = value || 'x'", "value = 7", "digest = x'00'"])
def test_a_damaged_entry_is_refused_by_its_name(library: Library, damage: str) -> None:
    with library.writing() as connection:
        metadata.next_keys(connection, 1)
        connection.execute(f"UPDATE facts SET {damage} WHERE name = 'keys'")
        with pytest.raises(LibraryForeign, match="its keys is"):
            metadata.read(connection, "keys")
        with pytest.raises(LibraryForeign):
            metadata.next_keys(connection, 1)


def test_an_entry_under_another_s_name_is_refused(library: Library) -> None:
    with library.writing() as connection:
        metadata.write(connection, "copying", "one")
        connection.execute("UPDATE facts SET name = 'encoding' WHERE name = 'copying'")
        with pytest.raises(LibraryForeign):
            metadata.read(connection, "encoding")


def test_generations_go_up_by_one_and_no_key_is_given_twice(library: Library) -> None:
    with library.writing() as connection:
        before = int(metadata.read(connection, "generation") or 0)
        assert [metadata.next_generation(connection) for _ in range(2)] == [before + 1, before + 2]
        assert [metadata.next_keys(connection, count) for count in (3, 0, 2, 1)] == [(1, 1), (2, 4), (3, 4), (4, 6)]


def test_the_last_one_written_is_read(tmp_path: Path) -> None:
    assert read_watermark(tmp_path) is None
    for generation in (9, 10, 11):
        write_watermark(tmp_path, "a-library", generation)
    assert read_watermark(tmp_path) == Watermark("a-library", 11)


def test_a_shorter_one_over_a_longer_one_is_read(tmp_path: Path) -> None:
    write_watermark(tmp_path, "a-library-of-a-long-name", 123_456)
    write_watermark(tmp_path, "b", 1)
    assert read_watermark(tmp_path) == Watermark("b", 1)


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"a-library", b"a-library 7 00"])
def test_a_damaged_one_is_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / WATERMARK_FILE).write_bytes(damage)
    assert read_watermark(tmp_path) is None


def test_another_generation_under_the_same_digest_is_none(tmp_path: Path) -> None:
    write_watermark(tmp_path, "a-library", 7)
    line = (tmp_path / WATERMARK_FILE).read_text()
    (tmp_path / WATERMARK_FILE).write_text(line.replace(" 7 ", " 8 "))
    assert read_watermark(tmp_path) is None


def test_nothing_is_raised_where_it_cannot_be_written(tmp_path: Path) -> None:
    write_watermark(tmp_path / "no-such-folder", "a-library", 7)
    assert read_watermark(tmp_path / "no-such-folder") is None
