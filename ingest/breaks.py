"""Where a text that is too long may be cut: at white space, else where a line may break, else between graphemes."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from icu4py.breakers import BaseBreaker, CharacterBreaker, LineBreaker

_CONTEXT: Final = 64
"""Code points beyond the last possible cut that ICU sees, so that it does not take the window's end for a break."""


def cut_points(text: str, start: int, end: int, limit: int) -> Iterator[int]:
    """Offsets that cut `text[start:end]` into nearly equal pieces of at most `limit` code points; the last is `end`."""
    while end - start > limit:
        pieces = -(-(end - start) // limit)
        start = _best_cut(text, start, start + (end - start) // pieces, start + limit)
        yield start
    yield end


def _best_cut(text: str, start: int, aim: int, latest: int) -> int:
    earliest = (start + aim) // 2 + 1
    window = text[start : latest + _CONTEXT]
    for places in (_after_spaces, _line_breaks, _graphemes):
        within = [start + place for place in places(window) if earliest <= start + place <= latest]
        if within:
            return min(within, key=lambda place: abs(place - aim))
    return latest


def _after_spaces(text: str) -> list[int]:
    return [index + 1 for index, character in enumerate(text) if character.isspace()]


def _line_breaks(text: str) -> list[int]:
    return _in_code_points(text, LineBreaker(text, "en"))


def _graphemes(text: str) -> list[int]:
    return _in_code_points(text, CharacterBreaker(text, "en"))


def _in_code_points(text: str, breaker: BaseBreaker) -> list[int]:
    """Where the breaker's segments end; ICU counts UTF-16 units, in which a character beyond U+FFFF takes two."""
    units = accumulate(2 if character > "\uffff" else 1 for character in text)
    index_at = {unit: index for index, unit in enumerate(units, start=1)}
    return [index_at[end] for _, end in breaker.segments()]
