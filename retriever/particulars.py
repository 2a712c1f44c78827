"""Find the numbers and single letters that a question names: text about berth 2 does not answer about berth 3."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby, pairwise
from typing import Final

from corpus.lexicon import Lexicon, lexicons
from corpus.scripts import is_unspaced
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
_HUNDREDS: Final = 900
"""The largest number whose word adds to the ones before it, as "quinientos" does."""
_MULTIPLIER: Final = 100
"""The least number whose word multiplies the one before it."""
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
    """Give each number in words, read in each language by itself: "twenty-one", "dua puluh satu"."""
    found = [word for _, word in words(text)]
    distinct, unspaced = set(found), is_unspaced(text)
    for language in lexicons():
        if language.unspaced and unspaced:
            yield from _read(_divide(found, language), language)
        elif not distinct.isdisjoint(_number_words(language)):
            yield from _read(found, language)


def _divide(found: Iterable[str], language: Lexicon) -> Iterator[str]:
    """Cut words that consist of words for numbers into these: a dictionary of words without spaces cuts elsewhere."""
    one, several = _patterns(_number_words(language))
    for is_number, run in groupby(found, key=lambda word: several.fullmatch(word) is not None):
        if is_number:
            yield from one.findall("".join(run))
        else:
            yield from run


def _number_words(language: Lexicon) -> tuple[str, ...]:
    return (*language.numerals, *language.numerals_beside, *language.numerals_behind_tens)


@cache
def _patterns(numerals: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the patterns of one of these words, the longest first, and of several in a row."""
    one = "|".join(map(re.escape, sorted(numerals, key=lambda word: (-len(word), word))))
    return re.compile(one), re.compile(f"(?:{one})+")


def _read(found: Iterable[str], language: Lexicon) -> Iterator[Decimal]:
    """Give the number that each word says, and what it makes with those before it."""
    whole, part = 0, 0  # what was multiplied already, and what a word may still multiply
    found = [word for word in found if word not in language.numeral_joints]
    for word, following in pairwise([*found, ""]):
        number = _number(word, whole + part, following, language)
        if word in language.teens and part % 10:
            part += 10
        elif number is not None:
            whole, part = _continue(whole, part, number)
        else:
            whole, part = 0, 0
            continue
        yield from (Decimal(number or part), Decimal(whole + part))


def _number(word: str, before: int, following: str, language: Lexicon) -> int | None:
    """Give the number that a word is between the number `before` it, 0 for none, and the word that follows."""
    if word in language.numerals:
        return language.numerals[word]
    if before % 100 and not before % 10 and word in language.numerals_behind_tens:
        return language.numerals_behind_tens[word]
    number = language.numerals_beside.get(word)
    if number is None:
        return None
    next_number = language.numerals.get(following) or language.numerals_beside.get(following, 0)
    leads = next_number >= 10 or following in language.teens
    adds = before > 0 and (number >= _MULTIPLIER or not before % (10 if number < 10 else _MULTIPLIER))
    return number if leads or adds else None


def _continue(whole: int, part: int, number: int) -> tuple[int, int]:
    """Give what a number in words comes to with its next word; begin anew where the word goes on from nothing."""
    if number > _HUNDREDS:
        if 0 < whole < number:  # "two hundred thousand million"
            return (whole + part) * number, 0
        return whole + (part or 1) * number, 0
    if number == _MULTIPLIER and part < _MULTIPLIER:
        return whole, (part or 1) * number
    if number == 10:  # "dua puluh" is two tens
        return whole, part + (part % 10 or 1) * 10 - part % 10
    step = 10 if number < 10 else _MULTIPLIER if number < _MULTIPLIER else 1000
    return (0, number) if part % step else (whole, part + number)
