"""What is known of scripts beyond what Unicode's tables say."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from corpus.hyphens import find_divisions

_LETTERS: Final = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
_UNSPACED: Final = re.compile(_LETTERS)
_ALWAYS: Final = r"\u00ad\u2060\ufeff"
_HINTS: Final = re.compile(
    rf"(?<={_LETTERS})[\u200b-\u200d{_ALWAYS}]+|[\u200b-\u200d{_ALWAYS}]+(?={_LETTERS})|[{_ALWAYS}]+"
)
"""What only says where a line may end: soft hyphens, word joiners, and zero-width spaces beside such letters. Elsewhere
a zero-width space parts words, and its joiners change what is seen."""
_ACCENTS: Final = {**dict.fromkeys(range(0x0300, 0x0370)), ord("đ"): "d"}


def is_unspaced(text: str) -> bool:
    """Tell whether a text holds letters of a script that puts no spaces between words.

    Thai, Lao, Burmese, Khmer, Japanese and Chinese: a letter there says about as much as two of an alphabet's.
    """
    return _UNSPACED.search(text) is not None


def remove_hints(text: str) -> str:
    """Remove what only says where a line may end, and the hyphen of a word that is divided where one ends.

    Some writers put the former between words, some do not.
    """
    return "".join(text[start:end] for start, end in _between_hints(text))


def places_without_hints(text: str) -> list[int]:
    """Give where each character that `remove_hints` leaves stands in the text, and last the text's end."""
    return [*(place for start, end in _between_hints(text) for place in range(start, end)), len(text)]


def _between_hints(text: str) -> Iterator[tuple[int, int]]:
    """The pieces of the text that `remove_hints` leaves."""
    hints = [] if text.isascii() else [found.span() for found in _HINTS.finditer(text)]
    start = 0
    for begin, end in sorted([*hints, *find_divisions(text)]):
        yield start, begin
        start = end
    yield start, len(text)


def strip_accents(text: str) -> str:
    """Take the accents off letters, the bar of "đ" too."""
    return unicodedata.normalize("NFD", text).translate(_ACCENTS)
