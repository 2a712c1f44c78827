"""What is known of scripts beyond what Unicode's tables say."""

import re
import unicodedata
from typing import Final

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
    """Remove what shows nothing and only says where a line may end: some writers put it between words, some do not."""
    return text if text.isascii() else _HINTS.sub("", text)


def places_without_hints(text: str) -> list[int]:
    """Give where each character that `remove_hints` leaves stands in the text, and last the text's end."""
    places, start = list[int](), 0
    for found in _HINTS.finditer(text):
        places += range(start, found.start())
        start = found.end()
    return [*places, *range(start, len(text) + 1)]


def strip_accents(text: str) -> str:
    """Take the accents off letters, the bar of "đ" too."""
    return unicodedata.normalize("NFD", text).translate(_ACCENTS)
