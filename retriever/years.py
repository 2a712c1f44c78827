"""Find the years in a text, in whatever way they are written: "FY2024", "2024/25", "2024年", "พ.ศ. 2567"."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from retriever.values import is_price

_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NEXT: Final = re.compile(r"\s?[-/\u2010-\u2014]\s?(\d{4}|\d\d)(?!\d)")
_KNOWN: Final = range(1900, 2700)
_BUDDHIST: Final = 543


def find_asked_years(question: str) -> frozenset[int]:
    """Find the years that a question names, in the Christian era; "2024/25" is a year that begins in 2024."""
    return frozenset(years[0] for years in _spans(question))


def find_said_years(text: str) -> frozenset[int]:
    """Find all years that a text says, in the Christian era; "2024/25" says both."""
    return frozenset(year for years in _spans(text) for year in years)


def in_christian_era(year: int) -> int:
    """Give the year in the Christian era where it can only be one of the Buddhist era."""
    return year - _BUDDHIST if year >= _KNOWN.start + _BUDDHIST else year


def _spans(text: str) -> Iterator[tuple[int, ...]]:
    """Give each year by itself, or with the next one where it leads to that."""
    text, end = unicodedata.normalize("NFKC", text), 0
    for found in _YEAR.finditer(text):
        year = int(found[0])
        if found.start() < end or year not in _KNOWN or is_price(found):
            continue
        after = _NEXT.match(text, found.end())
        leads = after is not None and int(after[1]) == (year + 1) % 10 ** len(after[1])
        end = after.end() if after and leads else found.end()
        year = in_christian_era(year)
        yield (year, year + 1) if leads else (year,)
