"""Words that a hyphen divides at a line's end, told from compounds, whose hyphen is their own."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_DIVIDED: Final = re.compile(r"(?<![\w-])([^\W\d_]{2,})([-\u2010][ \t]*\n[ \t]*)(?=([^\W\d_]{2,})(?!\w))")
_LANGUAGES: Final = ("en", "id", "fil")
"""Languages in whose lists of words the halves and the whole are looked up."""
_COMMON: Final = 3.0
"""Frequency, on wordfreq's scale of tenfold steps, from which half of a word is a word by itself."""


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
