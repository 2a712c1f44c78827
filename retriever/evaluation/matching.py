"""When a text holds another one, and how many words it has: what judging an answer needs to know of text."""

import unicodedata

from icu4py.breakers import WordBreaker


def normalize(text: str) -> str:
    """`text` for comparison: case-folded, Unicode NFC, every run of white space one space, none at the ends."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def contains(text: str, wanted: str) -> bool:
    """Whether `wanted` stands in `text`, both normalized; it may begin inside a word: not all scripts part words."""
    return normalize(wanted) in normalize(text)


def count_words(text: str) -> int:
    """How many words `text` has, cut as UAX #29 says (Thai, Lao, Khmer and Burmese by ICU's dictionaries).

    A piece without any letter or digit is no word.
    """
    return sum(any(character.isalnum() for character in piece) for piece in WordBreaker(text, "root"))
