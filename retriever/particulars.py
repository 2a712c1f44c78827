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
_NEXT: Final = re.compile(r"\s+([^\W\d_]+)(?!\w)")
_ROMAN: Final = {
    tens + digit: 10 * len(tens) + number
    for tens in ("", "X")
    for number, digit in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), start=1)
}
_LETTERS: Final = {Decimal(5): "V", Decimal(10): "X"}
_MULTIPLIER: Final = 100
"""The least number whose word multiplies the one before it."""
_JOINING: Final = "and"
_TEENS: Final = "belas"
"""What makes the digit before it one of the teens in Malay and Indonesian."""
_BUDDHIST: Final = 543

Particular = Decimal | str


def find_particulars(question: str) -> frozenset[Particular]:
    """Find the numbers and single capital letters that stand by themselves in a question."""
    found = _ALONE.finditer(unicodedata.normalize("NFKC", question))
    return frozenset(each[0] if each[0].isalpha() else read_number(each[0]) * _times(each) for each in found)


def are_said(particulars: frozenset[Particular], texts: Iterable[str]) -> bool:
    """Tell whether all stand in the texts: numbers in figures or words, a year in either era, letters by themselves."""
    return not particulars or particulars <= frozenset(each for text in texts for each in _said(text))


def _said(text: str) -> Iterator[Particular]:
    text = unicodedata.normalize("NFKC", text)
    yield from re.findall(r"(?<!\w)[B-HJ-Z](?!\w)", text)
    for roman in re.findall(r"(?<!\w)[IVX]+(?!\w)", text):
        if roman in _ROMAN:
            yield Decimal(_ROMAN[roman])
    for figures in _NUMBER.finditer(text):
        number = read_number(figures[0])
        yield from (number, number * _times(figures))
        if number in _LETTERS:
            yield _LETTERS[number]
        if 1500 <= number < 2700:  # as years are, in either era
            yield from (number - _BUDDHIST, number + _BUDDHIST)
    yield from _in_words(text)


def _times(figures: re.Match[str]) -> int:
    """By how much the word behind a number multiplies it: "70 million"."""
    after = _NEXT.match(figures.string, figures.end())
    number = numerals().get(after[1].casefold(), 1) if after else 1
    return number if number >= _MULTIPLIER else 1


def _in_words(text: str) -> Iterator[Decimal]:
    """Give each number in words, and what it makes with those before it: "twenty-one", "dua puluh satu"."""
    named = numerals()
    whole, part = 0, 0
    for _, word in words(text):
        number = named.get(word)
        if word == _TEENS and part % 10:
            part += 10
        elif number is None:
            whole, part = (whole, part) if word == _JOINING else (0, 0)
            continue
        elif number > _MULTIPLIER:
            whole, part = whole + (part or 1) * number, 0
        elif number == _MULTIPLIER and part < _MULTIPLIER:
            part = (part or 1) * number
        elif number == 10:  # "dua puluh" is two tens
            part += (part % 10 or 1) * 10 - part % 10
        elif part % (10 if number < 10 else 100):
            whole, part = 0, number
        else:
            part += number
        yield from (Decimal(number or part), Decimal(whole + part))
