"""Scripts that put no space between words: Thai and Lao, Burmese, Khmer, Chinese and Japanese."""

from collections.abc import Iterable
from typing import Final

UNSPACED: Final = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x312F),
    (0x31A0, 0x9FFF),
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
_IDEOGRAPHS: Final = 0x2E80
_FIRST: Final = "\u0e00"
HANGUL: Final = ((0xAC00, 0xD7AF),)


def is_in(letter: str, ranges: Iterable[tuple[int, int]]) -> bool:
    """Whether the letter's code lies in one of the ranges, both ends included."""
    return any(first <= ord(letter) <= last for first, last in ranges)


def is_unspaced(letter: str) -> bool:
    """Whether the letter's script puts no space between words, nor at a line's end."""
    return letter >= _FIRST and is_in(letter, UNSPACED)


def is_ideographic(letter: str) -> bool:
    """Whether the letter is Chinese or Japanese."""
    return ord(letter) >= _IDEOGRAPHS and is_unspaced(letter)
