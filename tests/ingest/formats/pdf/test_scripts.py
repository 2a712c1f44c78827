import pytest

from ingest.formats.pdf.scripts import HANGUL, UNSPACED, is_ideographic, is_in, is_unspaced


@pytest.mark.parametrize("letter", "กຮကខ漢かカ、Ａꩠ豈𠀀")
def test_scripts_without_spaces_are_told(letter: str) -> None:
    assert is_unspaced(letter)


@pytest.mark.parametrize("letter", "aé1 đàЖאع가\u0dff\u0f00\u10a0\u1800\ufff0")
def test_scripts_with_spaces_and_what_lies_beside_the_ranges_are_not(letter: str) -> None:
    assert not is_unspaced(letter)


@pytest.mark.parametrize(("letter", "told"), [("漢", True), ("カ", True), ("⺀", True), ("ก", False), ("ខ", False)])
def test_of_them_chinese_and_japanese_are_ideographic(letter: str, told: bool) -> None:
    assert is_ideographic(letter) is told


def test_a_range_takes_in_both_its_ends() -> None:
    assert [is_in(letter, HANGUL) for letter in "\uabff가\ud7af\ud7b0"] == [False, True, True, False]


def test_ranges_are_in_order_and_apart() -> None:
    ends = [end for ends in UNSPACED for end in ends]
    assert ends == sorted(ends)
