"""Read the one value in a few words: a date or an amount."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from corpus.lexicon import date_pattern, lexicons
from retriever.analysis import words

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_CLOCK: Final = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?!\d)")
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})+")
_MULTIPLIER: Final = 100
"""The least number whose word multiplies the one before it."""
_BUDDHIST: Final = 543
_YEARS: Final = range(1500, 2400)


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as far as it is told."""

    year: int | None
    month: int | None
    day: int | None

    def differs(self, other: "Day") -> bool:
        """Tell whether no day can be both."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)

    def is_part_of(self, other: "Day") -> bool:
        """Tell whether the other tells the same and more."""
        return not self.differs(other) and self.told < other.told

    @property
    def told(self) -> int:
        """How many of year, month and day are told."""
        return sum(part is not None for part in (self.year, self.month, self.day))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the words and signs around it. `rounded`: it is told in words such as "million"."""

    number: Decimal
    unit: frozenset[str]
    rounded: bool

    def differs(self, other: "Amount", *, roughly: bool) -> bool:
        """Tell whether both count the same and not as many; `roughly`: either may be rounded, so that 70 fits 71.3."""
        if self.unit != other.unit or self.number == other.number:
            return False
        if not (roughly or self.rounded or other.rounded):
            return True
        places = max(each.adjusted() - len(each.normalize().as_tuple().digits) for each in (self.number, other.number))
        step = Decimal(1).scaleb(places + 1)
        return abs(self.number - other.number) > step


Value = Day | Amount


def find_value(text: str) -> Value | None:
    """Find the one value in a few words; None where there is none, are several, or is one that is read in two ways."""
    text = unicodedata.normalize("NFKC", text)
    dates = {day for form in _forms() for day in _days(form, text)}
    if dates:
        whole = [day for day in dates if not any(day.is_part_of(other) for other in dates)]
        return whole[0] if len(whole) == 1 else None
    if re.search(r"\d[-/.]\d{1,2}[-/.]\d", text):
        return None  # a date in figures, of which nobody says whether the day or the month comes first
    return _amount(_CLOCK.sub(r"\1.\2", text))


def _amount(text: str) -> Amount | None:
    numbers: list[Decimal] = []
    unit = {letter for letter in text if letter == "%" or unicodedata.category(letter) == "Sc"}
    named = numerals()
    rounded, follows = False, False
    for _, word in words(re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text)):
        follows, behind = _NUMBER.fullmatch(word) is not None, follows
        if follows:
            numbers.append(read_number(word))
        elif numbers and named.get(word, 0) >= _MULTIPLIER:
            numbers[-1] *= named[word]
            rounded = True
        elif word in named and not behind:  # behind figures it is what they count, or a name
            return None
        else:
            unit.add(word)
    return Amount(numbers[0], frozenset(unit), rounded) if len(numbers) == 1 else None


def read_number(figures: str) -> Decimal:
    """Give the number in figures: three after a sign that no other follows are thousands, as "2.500" mostly is."""
    if _GROUPED.fullmatch(figures) and len(set(re.findall(r"[.,]", figures))) == 1:
        return Decimal(re.sub(r"[.,]", "", figures))
    whole, sign, rest = figures.replace(",", ".").rpartition(".")
    return Decimal(f"{whole.replace('.', '')}{sign}{rest}")


def is_price(number: re.Match[str]) -> bool:
    """Tell whether a currency's sign stands next to a number."""
    text, (start, end) = number.string, number.span()
    around = text[max(start - 2, 0) : start].rstrip()[-1:], text[end : end + 2].lstrip()[:1]
    return any(unicodedata.category(each) == "Sc" for each in around if each)


def _days(form: re.Pattern[str], text: str) -> Iterator[Day]:
    for match in form.finditer(text):
        told = match.groupdict()
        year, day = (int(told[name]) if told.get(name) else None for name in ("year", "day"))
        month = int(told["number"]) if told.get("number") else _months()[told["month"].casefold()]
        if year is not None and year not in _YEARS:
            year -= _BUDDHIST
        if (year, day) != (None, None):  # "may" is a month's name, and no date
            yield Day(year, month, day)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    names = "|".join(re.escape(name) for name in sorted(_months(), key=lambda name: (-len(name), name)))
    gap = rf"[\s,.]{{0,3}}(?:{date_pattern('months', 'years')}\s?)?"
    ordinal = date_pattern("ordinals")
    month, day, year = (
        rf"(?<!\w)(?P<month>{names})(?![^\W\d_])",
        r"(?<!\d)(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})(?!\d)",
    )
    written = (
        rf"(?:{day}{ordinal}?{gap})?{month}\.?(?:{gap}{year})?",
        rf"{month}\.?\s?{day}{ordinal}?(?:{gap}{year})?",
        r"(?<!\d)(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in written)


@cache
def _months() -> Mapping[str, int]:
    return {
        name: number for known in lexicons() for number, names in enumerate(known.months, start=1) for name in names
    }


@cache
def numerals() -> Mapping[str, int]:
    """Give the words for numbers in all languages that are known."""
    return {word: number for known in lexicons() for word, number in known.numerals.items()}
