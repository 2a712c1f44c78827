"""The numbers of list items as they are shown: in figures, letters or Roman numerals."""

from typing import Final

_ROMAN: Final = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
MAX_COUNTED: Final = 3999
"""The largest number that letters and Roman numerals are made of; others are in figures."""


def alphabetic(count: int) -> str:
    """The count as `a` to `z`, `aa` to `zz` where `count` > 26, and so on; 27 is `aa`, 28 `ab`."""
    letters = ""
    while count > 0:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def repeated(count: int) -> str:
    """The count as `a` to `z`, then `aa`, `bb` and so on, as Word counts."""
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def roman(count: int) -> str:
    """The count in Roman numerals, in lower case."""
    numeral = ""
    for each, letters in _ROMAN:
        numeral += letters * (count // each)
        count %= each
    return numeral
