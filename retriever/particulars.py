"""The numbers and single letters that a question names: what is said of berth 2 answers nothing about berth 3."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from retriever.analysis import words
from retriever.values import numerals, read_number

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_ALONE: Final = re.compile(r"(?<![\w.,:'’/-])(?:\d+(?:[.,]\d+)*|[B-HJ-Z](?!\.))(?![\w'’/-]|[.,:]\d)")
"""A number or letter that stands by itself: not those of "RM50", "3rd" or "2025-03-14"; A and I are words."""
_BUDDHIST: Final = 543

Particular = Decimal | str


def find_particulars(question: str) -> frozenset[Particular]:
    """Find the numbers and single capital letters that stand by themselves in a question."""
    found = (match[0] for match in _ALONE.finditer(unicodedata.normalize("NFKC", question)))
    return frozenset(each if each.isalpha() else read_number(each) for each in found)


def are_said(particulars: frozenset[Particular], texts: Iterable[str]) -> bool:
    """Tell whether all stand in the texts: numbers in figures or words, a year in either era, letters by themselves."""
    return not particulars or particulars <= frozenset(each for text in texts for each in _said(text))


def _said(text: str) -> Iterator[Particular]:
    text = unicodedata.normalize("NFKC", text)
    yield from re.findall(r"(?<!\w)[B-HJ-Z](?!\w)", text)
    for figures in _NUMBER.findall(text):
        number = read_number(figures)
        yield number
        if 1500 <= number < 2700:  # as years are, in either era
            yield from (number - _BUDDHIST, number + _BUDDHIST)
    named = numerals()
    yield from (Decimal(named[word]) for _, word in words(text) if word in named)
