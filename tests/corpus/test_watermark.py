from pathlib import Path

import pytest

from corpus import watermark
from corpus.watermark import FILE, Watermark


def test_the_last_one_written_is_read(tmp_path: Path) -> None:
    assert watermark.read(tmp_path) is None
    for generation in (9, 10, 11):
        watermark.write(tmp_path, "a-library", generation)
    assert watermark.read(tmp_path) == Watermark("a-library", 11)


def test_a_shorter_one_over_a_longer_one_is_read(tmp_path: Path) -> None:
    watermark.write(tmp_path, "a-library-of-a-long-name", 123_456)
    watermark.write(tmp_path, "b", 1)
    assert watermark.read(tmp_path) == Watermark("b", 1)


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"a-library", b"a-library 7 00"])
def test_a_damaged_one_is_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    assert watermark.read(tmp_path) is None


def test_another_generation_under_the_same_digest_is_none(tmp_path: Path) -> None:
    watermark.write(tmp_path, "a-library", 7)
    line = (tmp_path / FILE).read_text()
    (tmp_path / FILE).write_text(line.replace(" 7 ", " 8 "))
    assert watermark.read(tmp_path) is None


def test_nothing_is_raised_where_it_cannot_be_written(tmp_path: Path) -> None:
    watermark.write(tmp_path / "no-such-folder", "a-library", 7)
    assert watermark.read(tmp_path / "no-such-folder") is None
