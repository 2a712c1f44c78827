"""Whether letters that a PDF's fonts do not name make words: codes in place of letters have other shapes."""

import unicodedata
from collections.abc import Iterable
from typing import Final

_VOWELS: Final = frozenset("aeiouy")
_SHARE: Final = (0.2, 0.65)
"""Share of vowels among the Latin letters of a text in any language."""
_FEW: Final = 20
"""Latin letters from which the share tells something."""
_STRANGE: Final = 0.25
"""Share of signs, code points for private use and unknown ones beyond which a text is none."""
_SIGNS: Final = frozenset({"Sk", "Sm", "So", "Co", "Cn", "Cc"})


def is_readable(texts: Iterable[str]) -> bool:
    """Whether the texts look like words of a language."""
    whole = "".join(texts)
    letters = [unicodedata.normalize("NFD", letter)[0].lower() for letter in whole if letter.isalpha()]
    latin = [letter for letter in letters if letter.isascii()]
    strange = sum(unicodedata.category(letter) in _SIGNS for letter in whole)
    if not letters or strange > _STRANGE * len(whole):
        return False
    return len(latin) < _FEW or _SHARE[0] <= sum(letter in _VOWELS for letter in latin) / len(latin) <= _SHARE[1]
