"""Raised, lowered and stacked characters as plain text, so that `10⁶` never becomes `106`, nor 3 over 4 `34`."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_RAISED: Final = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyz*†‡", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ*†‡"
)
_LOWERED: Final = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_ORDINALS: Final = frozenset(
    ("st", "nd", "rd", "th", "er", "re", "ers", "res", "e", "è", "ère", "ème", "eme", "o", "os", "ª", "º")
)
_TRADE: Final = frozenset(("tm", "sm", "®", "™", "©", "℠"))
_ATOM: Final = re.compile(r"[-−+]?[\w.,′%°]+|[^\W\d_]\(.*\)|\(.*\)|\[.*\]", re.DOTALL)
_STACKED: Final = re.compile("([0-9]?)([⁰¹²³⁴-⁹]{1,3})[/⁄]([₀-₉]{1,3})(?![₀-₉])")
_LETTERS: Final = 3
"""Letters after letters that are an abbreviation's end (`Mlle`) rather than a mark or an exponent, at least."""


def raised(before: str, text: str) -> str:
    """A superscript after the text before it: `⁶`, `ⁿ⁺¹`, `^(x/2)`; the end of an ordinal (`1st`) stays as it is."""
    words = text.strip()
    last = before[-1:]
    ordinal = words.casefold() in _ORDINALS and (last.isdigit() or words in {"o", "os"})
    abbreviated = last.isalpha() and words.isalpha() and len(words) >= _LETTERS
    bracketed = words[:1] in {"[", "("} and words[-1:] in {"]", ")"}
    if not words or ordinal or abbreviated or bracketed or words.casefold() in _TRADE:
        return text
    marks = words.replace(" ", "").split(",")
    if all(_has_all(mark, _RAISED) for mark in marks):
        return ",".join(mark.translate(_RAISED) for mark in marks)
    return f"^{words}" if _ATOM.fullmatch(words) else f"^({words})"


def lowered(before: str, text: str) -> str:
    """A subscript after the text before it: `CO2` is written so, `1010₂` and `xᵢ` are kept apart."""
    words = text.strip()
    if not words or (not before[-1:].isdigit() and words.isalnum() and before[-1:].isalpha() and words.isdecimal()):
        return text
    if _has_all(words, _LOWERED):
        return words.translate(_LOWERED)
    return f"_{words}" if _ATOM.fullmatch(words) else f"_({words})"


def fraction(before: str, above: str, below: str) -> str:
    """A fraction in one line: `3/4`, `(a + b)/2`; after a number or a letter with a space, as in `2 3/4`."""
    space = " " if before[-1:].isalnum() else ""
    return f"{space}{_grouped(above)}/{_grouped(below)}"


def with_fractions(text: str) -> str:
    """The text with fractions that were written as raised over lowered figures (`3¹/₂`) in one line: `3 1/2`."""
    return _STACKED.sub(lambda match: f"{match[1]}{' ' * bool(match[1])}{_flat(match[2])}/{_flat(match[3])}", text)


def _flat(figures: str) -> str:
    return "".join(str(unicodedata.digit(figure)) for figure in figures)


def root(radicand: str, degree: str = "") -> str:
    """A root: `√(x + 1)`, `³√8`."""
    return f"{degree.strip().translate(_RAISED)}√{_grouped(radicand)}"


def matrix(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells: `[1, 0; 0, 1]`."""
    return "[" + "; ".join(", ".join(cell.strip() for cell in row) for row in rows) + "]"


def _grouped(text: str) -> str:
    words = text.strip()
    return words if _ATOM.fullmatch(words) and "/" not in words else f"({words})"


def _has_all(text: str, letters: dict[int, int]) -> bool:
    return bool(text) and all(ord(letter) in letters for letter in text)
