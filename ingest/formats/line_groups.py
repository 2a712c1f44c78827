"""Which lines of a plain text belong together: wrapped prose, an item, a row, labels with their values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from corpus.documents import Span
from ingest.content import Kind
from ingest.lines import Line, division, ends_sentence, is_heading_like, is_page_number, is_rule, lines
from ingest.questions import is_question

LISTING: Final = 3
"""So many lines in a row that look like headings are an address, a list or verse: one paragraph."""
_NARROWEST: Final = 55
_WIDEST: Final = 130
"""Columns of hard-wrapped prose: narrower lines are verse, tables or addresses, wider ones paragraphs."""
_LONGEST_WORD: Final = 15
"""What counts of a line's first word: scripts without spaces have words as long as the line."""
_BEFORE_NUMBER: Final = re.compile(
    r"(?:\s[^\W\d_A-Z][^\W\d_]*|\s(?:Rp|RM|S\$|US\$|THB|PHP|USD|VND|MMK|LAK|KHR|No|Nos)\.?|[$₱฿₫€£¥])\Z"
)
"""How a line ends whose sentence goes on with a number: in a small letter, or with a currency."""
_LEAST_WORDS: Final = 3
"""Words of a line that may go on in the next: fewer are a label or a list."""
_ROWS: Final = 3
"""Rows of a table whose columns only white space holds apart; fewer may be anything."""
_MAX_CELL: Final = 40
"""Code points of its cells, in the mean."""
_GAP: Final = re.compile(r"\t+|(?<![.!?:;, ]) {2,}")
_LABELLED: Final = re.compile(r"[^\W\d_][^:：៖\n]{0,40}[:：៖]\s*\S.{0,160}")
_HYPHENATED: Final = re.compile(r"[^\W\d_][-\u00ad\u2010]\Z")
_GOES_ON: Final = (":", "：", ";", "；", "៖")


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that belong together. `before` and `after`: an empty line or the text's edge stands there."""

    lines: Sequence[Line]
    kind: Kind = "paragraph"
    underlined: bool = False
    before: bool = False
    after: bool = False

    @property
    def first(self) -> Line:
        """The first line."""
        return self.lines[0]

    @property
    def apart(self) -> bool:
        """Whether it stands between empty lines."""
        return self.before and self.after

    @property
    def number(self) -> tuple[int, ...]:
        """The number that it begins with, as `Line.number`."""
        return self.first.number

    @property
    def whole(self) -> Span:
        """All of it."""
        return Span(self.first.start, self.lines[-1].end)

    @property
    def words(self) -> Span:
        """Without a bullet; a number or a letter that counts an item belongs to it."""
        bullet = self.first.marker if self.kind == "item" and self.first.is_bulleted else 0
        return Span(self.first.start + bullet, self.lines[-1].end)


def units_of(text: str) -> list[Unit]:
    """The units of a text in order."""
    found: list[Unit] = []
    for group, underlined in _joined(_groups(text)):
        units = list(_units(group, underlined=underlined))
        last = len(units) - 1
        found += [
            Unit(unit.lines, unit.kind, unit.underlined, before=place == 0, after=place == last)
            for place, unit in enumerate(units)
        ]
    return found


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


def _joined(groups: Iterator[tuple[list[Line], bool]]) -> Iterator[tuple[list[Line], bool]]:
    """The groups without the numbers of pages; those are one that only such a number divides within a sentence."""
    waiting: tuple[list[Line], bool] | None = None
    over_page = False
    for whole, underlined in groups:
        numbered = is_page_number(whole[0])
        group = whole[numbered:]
        over_page = over_page or numbered
        if not group:
            continue
        if waiting and over_page and not waiting[1] and _is_within_sentence(waiting[0][-1], group[0]):
            waiting = [*waiting[0], *group], underlined
        else:
            if waiting:
                yield waiting
            waiting = group, underlined
        over_page = False
    if waiting:
        yield waiting


def _is_within_sentence(before: Line, line: Line) -> bool:
    return line.text[0].islower() and not ends_sentence(before.text)


def _units(group: list[Line], *, underlined: bool) -> Iterator[Unit]:
    if underlined and is_heading_like(group[-1].text):
        yield from _units(group[:-1], underlined=False)
        yield Unit(group[-1:], underlined=True)
        return
    widest = max((line.width for line in group), default=0)
    begins = _beginnings(group)
    rows = _rows(group)
    start = 0
    while start < len(group):
        end = start + 1
        if rows[start]:
            yield Unit(group[start:end], "row")
        elif begins[start]:
            while end < len(group) and not (begins[end] or rows[end]) and _continues(group, start, end, widest):
                end += 1
            yield Unit(group[start:end], "item")
        else:
            while end < len(group) and not (begins[end] or rows[end]):
                end += 1
            yield from _prose(group[start:end])
        start = end


def _beginnings(group: Sequence[Line]) -> list[bool]:
    """Whether each line begins an item: a number within a sentence that does not count on is a date or an amount."""
    begins: list[bool] = []
    counted: set[int] = set()
    for index, line in enumerate(group):
        count = line.count
        before = group[index - 1] if index else None
        inside = (
            before is not None
            and not begins[-1]
            and count is not None
            and count > 1
            and count - 1 not in counted
            and not ends_sentence(before.text)
            and not before.text.endswith(_GOES_ON)
            and len(before.text.split()) >= _LEAST_WORDS
        )
        begins.append(line.begins_item and not inside)
        if begins[-1] and count is not None:
            counted.add(count)
    return begins


def _rows(group: Sequence[Line]) -> list[bool]:
    """Whether each line is a row of a table: cells apart by bars, or as many cells as its neighbours have."""
    found = [" | " in line.text or (line.text.count("|") > 1 and line.text.startswith("|")) for line in group]
    counts = [0 if found[place] else _cells(line) for place, line in enumerate(group)]
    start = 0
    for count, alike in groupby(counts):
        end = start + len(list(alike))
        if count > 1 and (end - start >= _ROWS or (end - start > 1 and "\t" in group[start].text)):
            found[start:end] = [True] * (end - start)
        start = end
    alone = sum(found) == 1
    return [is_row and not (alone and len(group) > 1) for is_row in found]


def _cells(line: Line) -> int:
    """How many short cells the line has that tabs or two spaces hold apart."""
    parts = [part for part in _GAP.split(line.text) if part.strip()]
    short = sum(map(len, parts)) <= _MAX_CELL * len(parts)
    return len(parts) if short and not line.is_bulleted else 0


def _continues(group: Sequence[Line], item: int, place: int, widest: int) -> bool:
    before, line = group[place - 1], group[place]
    if line.indent > group[item].indent:
        return True
    new = ends_sentence(before.text) and not line.text[0].islower()
    wide = _NARROWEST <= widest <= _WIDEST
    return not new and (_runs_on(before, line) or (wide and _is_wrapped(before, line, widest)))


def _prose(run: list[Line]) -> Iterator[Unit]:
    """Lines of prose: joined where a width made the break between them, or in a listing; else each a paragraph."""
    breaks = _breaks(run)
    labels = [_is_labelled(line) for line in run]
    if sum(labels) > 1:
        breaks = [joined and not labels[place] for place, joined in enumerate(breaks, start=1)]
    start = 0
    for index, joined in enumerate([*breaks, False], start=1):
        if not joined:
            several = any(labels[place] for place in (start - 1, index) if 0 <= place < len(run))
            labelled = index == start + 1 and labels[start] and several
            yield Unit(run[start:index], "line" if labelled else "paragraph")
            start = index


def _breaks(run: Sequence[Line]) -> list[bool]:
    """Whether each line goes on in the next."""
    widest = max(line.width for line in run)
    ended = sum(ends_sentence(line.text) for line in run[:-1])
    running = [_runs_on(before, line) for before, line in pairwise(run)]
    if any(running) and 2 * sum(running) >= len(running) >= 2 * ended:
        head = run[0]
        apart = is_question(head.text) or (is_heading_like(head.text) and 2 * head.width < widest)
        return [running[0] or not apart, *(True for _ in running[1:])]
    wrapped = [_is_wrapped(before, line, widest) for before, line in pairwise(run)]
    if _NARROWEST <= widest <= _WIDEST and 2 * sum(wrapped) >= len(wrapped) >= 2 * ended:
        return wrapped
    return [one or two for one, two in zip(_within_listings(run), running, strict=True)]


def _is_labelled(line: Line) -> bool:
    return bool(_LABELLED.fullmatch(line.text)) and division(line.text) is None


def _within_listings(run: Sequence[Line]) -> list[bool]:
    """Whether each break is inside `LISTING` or more lines in a row that look like headings."""
    breaks: list[bool] = []
    for short, lines_alike in groupby(run, key=lambda line: is_heading_like(line.text)):
        count = len(list(lines_alike))
        breaks += [short and count >= LISTING] * (count - 1) + [False]
    return breaks[:-1]


def _runs_on(before: Line, line: Line) -> bool:
    """Whether a word is divided between the lines, or a sentence goes on in small letters or with a number."""
    if line.begins_item:  # of a number that was found to begin none
        return True
    if _HYPHENATED.search(before.text) and line.text[0].isalpha():
        return True
    whole = ends_sentence(before.text) or before.text.endswith(_GOES_ON) or len(before.text.split()) < _LEAST_WORDS
    counted = line.text[0].isdigit() and ends_sentence(line.text) and _BEFORE_NUMBER.search(before.text)
    return not whole and (line.text[0].islower() or bool(counted))


def _is_wrapped(before: Line, line: Line, widest: int) -> bool:
    """Whether the text runs on: the next word would not have fitted, or goes on in small letters."""
    if "\t" in before.text or "   " in before.text:
        return False
    word = min(len(line.text.split(maxsplit=1)[0]), _LONGEST_WORD)
    running_on = 2 * before.width >= widest and line.text[0].islower() and not ends_sentence(before.text)
    return running_on or before.width + 1 + word > widest
