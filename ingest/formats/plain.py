"""Plain text: its lines as headings, paragraphs, items and rows. The text itself stays as it is given."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from corpus.documents import Span
from corpus.scripts import is_unspaced
from ingest.content import Block, Content
from ingest.formats.line_groups import LISTING, Unit, units_of
from ingest.lines import division, ends_sentence, is_heading_like, is_title_like, leads_in
from ingest.questions import is_question
from ingest.text import canonical, one_line, trimmed

_OF_ISSUE: Final = re.compile(r"\d|[,，၊、]")
"""What lines under a title hold that say who issued the text and when."""
_UNDER_TITLE: Final = 3
"""Units after the title that may be such lines."""
_MARKERS: Final = (re.compile(r"\d"), re.compile(r"\(\d"), re.compile(r"[ivxIVX]{2}|[iI]\b"), re.compile(r"\w"))


def read(text: str) -> Content:
    """The content of a plain text that shows something; a heading before all else is its title, unless numbered."""
    text = canonical(text)
    blocks = split(text)
    first = one_line(blocks[0].span.of(text))
    titled = blocks[0].kind == "heading" and not (first[:1].isdigit() or division(first))
    return Content(text, blocks, first if titled else None)


def split(text: str) -> tuple[Block, ...]:
    """The blocks of a canonical text that shows something, at least one that is no heading among them.

    Empty lines and rules separate. What they leave uncovered is white space, rules and the bullets of list items.
    A heading's level is the depth of its number (3 for `1.2.3 Scope`), else 1; one more under a title.
    """
    units = units_of(text)
    if not units:
        return (Block(Span(*trimmed(text, 0, len(text))), "paragraph"),)
    depths = _depths(units)
    titled = _is_titled(units)
    return tuple(
        Block(unit.whole, "heading", level + (titled and place > 0)) if level else Block(unit.words, unit.kind, depth)
        for place, (unit, level, depth) in enumerate(zip(units, _levels(units, titled=titled), depths, strict=True))
    )


def _depths(units: Sequence[Unit]) -> list[int]:
    """How deep each item is nested, from 1: by how far it is indented, then by the kind of its marker."""
    depths: list[int] = []
    stack: list[tuple[int, int]] = []
    for unit in units:
        if unit.kind != "item":
            stack = []
            depths.append(1)
            continue
        place = (unit.first.indent, _marker(unit.first.text))
        while stack and stack[-1][0] > place[0]:
            stack.pop()
        if place in stack:
            del stack[stack.index(place) + 1 :]
        else:
            stack.append(place)
        depths.append(len(stack))
    return depths


def _marker(shown: str) -> int:
    """The kind of the marker that an item begins with: a number, a number or a letter in brackets, a bullet."""
    return next((kind for kind, form in enumerate(_MARKERS) if form.match(shown.lstrip("(" * (kind != 1)))), -1)


def _levels(units: Sequence[Unit], *, titled: bool) -> list[int]:
    """The level of each unit that is a heading, 0 for the others."""
    glued = any(is_question(unit.first.text) and not unit.after for unit in units if len(unit.lines) == 1)
    strong = [_strong_level(units, index) for index in range(len(units))]
    issued = [titled and 0 < index <= _UNDER_TITLE and _is_of_issue(units, index) for index in range(len(units))]
    weak = [
        not (strong[index] or issued[index]) and _is_weak(unit, first=index == 0, asking=not glued)
        for index, unit in enumerate(units)
    ]
    levels = list(strong)
    start = int(titled)
    levels[0] = levels[0] or start
    while start < len(units):
        end = start
        while end < len(units) and weak[end]:
            end += 1
        if 0 < end - start < LISTING and end < len(units):
            leading = _is_lead(units, start, end)
            end -= leading
            for index in range(start, end):
                under = titled and 0 < index <= _UNDER_TITLE
                levels[index] = int(leading or strong[end] > 0 or _opens(units[index], units[end], ended=under))
        start = end + 1
    return levels


def _is_lead(units: Sequence[Unit], start: int, end: int) -> bool:
    """Whether the last of several lines over a list or a table leads in to it, in a script without colons."""
    return end - start > 1 and units[end].kind != "paragraph" and is_unspaced(units[end - 1].first.text)


def _is_titled(units: Sequence[Unit]) -> bool:
    """Whether the first line is a title: it stands apart, ends no sentence, and a sentence or a table follows."""
    first, *others = units
    if first.underlined or first.number or division(first.first.text):
        return False
    if not (first.apart and len(first.lines) == 1 and first.kind == "paragraph" and is_title_like(first.first.text)):
        return False
    longest = len(first.first.text)
    return any(
        unit.kind == "row" or ends_sentence(unit.lines[-1].text) or len(unit.first.text) > longest for unit in others
    )


def _is_of_issue(units: Sequence[Unit], index: int) -> bool:
    return units[index].apart and not units[index].number and bool(_OF_ISSUE.search(units[index].first.text))


def _strong_level(units: Sequence[Unit], index: int) -> int:
    """The level of a heading that shows by itself: underlined, numbered, or an `Article 5`; else 0."""
    unit, after = units[index], units[index + 1 : index + 2]
    text = unit.first.text
    if len(unit.lines) > 1 or not after or unit.kind == "row":
        return 0
    if unit.underlined:
        return 1
    kind = division(text)
    if kind:
        return int(division(after[0].first.text) != kind)
    if not unit.number or not is_heading_like(_without_number(text), apart=unit.before):
        return 0
    neighbours = units[max(index - 1, 0) : index + 2]
    listed = any(_are_listed(one, two) for one, two in pairwise(neighbours))
    deeper = len(after[0].number) > len(unit.number)
    return len(unit.number) if not listed and (deeper or _opens(unit, after[0])) else 0


def _are_listed(unit: Unit, after: Unit) -> bool:
    """Whether both are short and the next number at the same depth follows, as in a list or a table of contents."""
    numbers = unit.number and after.number == (*unit.number[:-1], unit.number[-1] + 1)
    return bool(numbers) and all(is_heading_like(_without_number(one.first.text)) for one in (unit, after))


def _without_number(text: str) -> str:
    return text.split(maxsplit=1)[-1]


def _is_weak(unit: Unit, *, first: bool, asking: bool) -> bool:
    """Whether the unit looks like a heading, or is a question that stands where one would."""
    text = unit.first.text
    if len(unit.lines) > 1 or unit.kind != "paragraph":
        return False
    if is_question(text):
        return asking and unit.apart and is_heading_like(text.rstrip("?"))
    return is_heading_like(text, apart=unit.before and not first)


def _opens(heading: Unit, unit: Unit, *, ended: bool = False) -> bool:
    """Whether the unit is what stands under a heading: a list, a table, or something longer that starts anew.

    `ended`: something longer must end as a sentence does.
    """
    last = unit.lines[-1].text
    if ended and unit.kind == "paragraph" and not (ends_sentence(last) or leads_in(last) or is_unspaced(last)):
        return False
    longer = len(unit.lines) > 1 or len(unit.first.text) > len(heading.first.text)
    asked = is_question(heading.first.text)
    if unit.kind != "paragraph" or leads_in(last) or is_question(unit.first.text):
        return True
    return (longer or asked) and not unit.first.text[0].islower()
