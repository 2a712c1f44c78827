"""Plain text: its lines as paragraphs and headings. The text itself stays as it is given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from corpus.documents import Span
from ingest.content import Block, Content
from ingest.formats.lines import Line, division, ends_sentence, is_heading_like, is_rule, lines
from ingest.text import canonical, one_line, trimmed

_NARROWEST: Final = 55
_WIDEST: Final = 130
"""Columns of hard-wrapped prose: narrower lines are verse, tables or addresses, wider ones paragraphs."""
_LONGEST_WORD: Final = 15
"""What counts of a line's first word: scripts without spaces have words as long as the line."""
_LISTING: Final = 3
"""So many lines in a row that look like headings are an address, a list or verse: one paragraph."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Lines that belong together: a paragraph, a list item, or one line that may be a heading."""

    lines: Sequence[Line]
    underlined: bool = False

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def number(self) -> tuple[int, ...]:
        return self.first.number

    @property
    def whole(self) -> Span:
        return Span(self.first.start, self.lines[-1].end)

    @property
    def words(self) -> Span:
        """Without the marker of a list item."""
        return Span(self.first.start + self.first.marker, self.lines[-1].end)


def read(text: str) -> Content:
    """The content of a plain text that shows something; a heading before all else is its title, unless numbered."""
    text = canonical(text)
    blocks = split(text)
    first = one_line(blocks[0].span.of(text))
    titled = blocks[0].kind == "heading" and not (first[:1].isdigit() or division(first))
    return Content(text, blocks, first if titled else None)


def split(text: str) -> tuple[Block, ...]:
    """The headings and paragraphs of a canonical text that shows something, at least one paragraph among them.

    Empty lines and rules separate. What they leave uncovered is white space, rules and the markers of list items.
    A heading's level is the depth of its number (3 for `1.2.3 Scope`), else 1.
    """
    units = [unit for group, underlined in _groups(text) for unit in _units(group, underlined=underlined)]
    if not units:
        return (Block(Span(*trimmed(text, 0, len(text))), "paragraph"),)
    levels = _levels(units)
    return tuple(
        Block(unit.whole, "heading", level) if level else Block(unit.words, "paragraph")
        for unit, level in zip(units, levels, strict=True)
    )


def _groups(text: str) -> Iterator[tuple[list[Line], bool]]:
    """Lines with nothing empty between, and whether a rule underlines the last of them."""
    group: list[Line] = []
    for line in lines(text):
        if line and not is_rule(line.text):
            group.append(line)
        elif group:
            yield group, line is not None and line.text.startswith(("==", "--", "~~"))
            group = []
    if group:
        yield group, False


def _units(group: list[Line], *, underlined: bool) -> Iterator[_Unit]:
    if underlined and is_heading_like(group[-1].text):
        yield from _units(group[:-1], underlined=False)
        yield _Unit(group[-1:], underlined=True)
        return
    widest = max((line.width for line in group), default=0)
    start = 0
    while start < len(group):
        end = start + 1
        if group[start].begins_item:
            while end < len(group) and _continues_item(group[start], group[end - 1], group[end], widest):
                end += 1
            yield _Unit(group[start:end])
        else:
            while end < len(group) and not group[end].begins_item:
                end += 1
            yield from _prose(group[start:end])
        start = end


def _continues_item(item: Line, before: Line, line: Line, widest: int) -> bool:
    if line.begins_item:
        return False
    if line.indent > item.indent:
        return True
    new = ends_sentence(before.text) and not line.text[0].islower()
    return _NARROWEST <= widest <= _WIDEST and not new and _is_wrapped(before, line, widest)


def _prose(run: list[Line]) -> Iterator[_Unit]:
    """Lines of prose: joined where a width made the break between them, or in a listing; else each a paragraph."""
    widest = max(line.width for line in run)
    breaks = [_is_wrapped(before, line, widest) for before, line in pairwise(run)]
    ended = sum(ends_sentence(line.text) for line in run[:-1])
    if not (_NARROWEST <= widest <= _WIDEST and 2 * sum(breaks) >= len(breaks) >= 2 * ended):
        breaks = _within_listings(run)
    start = 0
    for index, joined in enumerate([*breaks, False], start=1):
        if not joined:
            yield _Unit(run[start:index])
            start = index


def _within_listings(run: list[Line]) -> list[bool]:
    """Whether each break is inside `_LISTING` or more lines in a row that look like headings."""
    breaks: list[bool] = []
    for short, lines_alike in groupby(run, key=lambda line: is_heading_like(line.text)):
        count = len(list(lines_alike))
        breaks += [short and count >= _LISTING] * (count - 1) + [False]
    return breaks[:-1]


def _is_wrapped(before: Line, line: Line, widest: int) -> bool:
    """Whether the text runs on: the next word would not have fitted, or goes on in small letters."""
    if "\t" in before.text or "   " in before.text:
        return False
    word = min(len(line.text.split(maxsplit=1)[0]), _LONGEST_WORD)
    running_on = 2 * before.width >= widest and line.text[0].islower() and not ends_sentence(before.text)
    return running_on or before.width + 1 + word > widest


def _levels(units: Sequence[_Unit]) -> list[int]:
    """The level of each unit that is a heading, 0 for the others."""
    strong = [_strong_level(units, index) for index in range(len(units))]
    weak = [not level and _is_weak(unit) for unit, level in zip(units, strong, strict=True)]
    levels = list(strong)
    start = 0
    while start < len(units):
        end = start
        while end < len(units) and weak[end]:
            end += 1
        if 0 < end - start < _LISTING and end < len(units):
            for index in range(start, end):
                levels[index] = int(strong[end] > 0 or _opens(units[index], units[end]))
        start = end + 1
    return levels


def _strong_level(units: Sequence[_Unit], index: int) -> int:
    """The level of a heading that shows by itself: underlined, numbered, or an `Article 5`; else 0."""
    unit, after = units[index], units[index + 1 : index + 2]
    text = unit.first.text
    if len(unit.lines) > 1 or not after:
        return 0
    if unit.underlined:
        return 1
    kind = division(text)
    if kind:
        return int(division(after[0].first.text) != kind)
    if not unit.number or not is_heading_like(_without_number(text)):
        return 0
    neighbours = units[max(index - 1, 0) : index + 2]
    listed = any(_are_listed(one, two) for one, two in pairwise(neighbours))
    deeper = len(after[0].number) > len(unit.number)
    return len(unit.number) if not listed and (deeper or _opens(unit, after[0])) else 0


def _are_listed(unit: _Unit, after: _Unit) -> bool:
    """Whether both are short and the next number at the same depth follows, as in a list or a table of contents."""
    numbers = unit.number and after.number == (*unit.number[:-1], unit.number[-1] + 1)
    return bool(numbers) and all(is_heading_like(_without_number(one.first.text)) for one in (unit, after))


def _without_number(text: str) -> str:
    return text.split(maxsplit=1)[-1]


def _is_weak(unit: _Unit) -> bool:
    return len(unit.lines) == 1 and not unit.first.begins_item and is_heading_like(unit.first.text)


def _opens(heading: _Unit, unit: _Unit) -> bool:
    """Whether the unit is what stands under a heading: a list, or something longer that starts anew."""
    longer = len(unit.lines) > 1 or len(unit.first.text) > len(heading.first.text)
    return unit.first.begins_item or (longer and not unit.first.text[0].islower())
