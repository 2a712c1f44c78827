"""What is known of scripts beyond what Unicode's tables say."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_DIVIDED: Final = re.compile(r"(?<![\w-])([^\W\d_]{2,})([-\u2010][ \t]*\n[ \t]*)(?=([^\W\d_]{2,})(?!\w))")
_LANGUAGES: Final = ("en", "id", "fil")
"""Languages in whose lists of words the halves and the whole are looked up."""
_COMMON: Final = 3.0
"""Frequency, on wordfreq's scale of tenfold steps, from which half of a word is a word by itself."""
_LETTERS: Final = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
_UNSPACED: Final = re.compile(_LETTERS)
_ALWAYS: Final = r"\u00ad\u2060\ufeff"
_HINTS: Final = re.compile(
    rf"(?<={_LETTERS})[\u200b-\u200d{_ALWAYS}]+|[\u200b-\u200d{_ALWAYS}]+(?={_LETTERS})|[{_ALWAYS}]+"
)
"""What only says where a line may end: soft hyphens, word joiners, and zero-width spaces beside such letters. Elsewhere
a zero-width space parts words, and its joiners change what is seen."""
_ACCENTS: Final = {**dict.fromkeys(range(0x0300, 0x0370)), ord("đ"): "d"}


def find_divisions(text: str) -> Iterator[tuple[int, int]]:
    """Find from where to where, hyphen and line end, a word is divided that has no hyphen of its own."""
    if "\n" not in text:
        return
    for found in _DIVIDED.finditer(text):
        if _is_one_word(found[1], found[3]):
            yield found.span(2)


@lru_cache(maxsize=10_000)
def _is_one_word(last: str, first: str) -> bool:
    """Whether two halves are one word.

    A capital after the hyphen says that they are not, and a doubled word (`anak-anak`), and that both are common words
    while the whole is none (`state-owned`, and `long-` before `and short-term`).
    """
    last, first = last.casefold(), first if first.islower() else ""
    if not first or first.startswith(last):
        return False
    return _frequency(last + first) > 0 or min(_frequency(last), _frequency(first)) < _COMMON


def _frequency(word: str) -> float:
    from wordfreq import zipf_frequency

    return max(zipf_frequency(word, language, wordlist="small") for language in _LANGUAGES)


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
