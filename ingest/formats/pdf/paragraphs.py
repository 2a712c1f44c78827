"""Paragraphs of a PDF: lines joined where a line's width made the break, also over columns and pages."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from icu4py.breakers import LineBreaker

from ingest.formats.pdf.blocks import Block, is_inside, joined
from ingest.formats.pdf.right_to_left import is_rtl
from ingest.formats.pdf.scripts import is_ideographic, is_unspaced
from ingest.formats.pdf.tables import Area
from ingest.formats.pdf.text_runs import Piece
from ingest.lines import ends_sentence, lines

_SIZE: Final = 0.12
"""Share by which lines of one paragraph differ in height at most."""
_LEADING: Final = 1.3
"""Times the usual distance of lines beyond which a new paragraph starts."""
_INDENT: Final = 0.8
"""Heights of the letters by which a first line is set in."""
_BULLET: Final = re.compile(r"\A[•●▪■◦○‣➢✓·][ \t\u00a0\u3000]*")
_MARKER: Final = 6
"""Code points of a list's marker or a heading's number that stands apart from its words."""
_SIGNS: Final = frozenset({"Sc", "So"})
"""A currency, or a box that can be ticked."""
_CURRENCY_AT_END: Final = re.compile(r"(.*\S)\s+([^\w\s]+)\Z", re.DOTALL)
_NARROW: Final = 15.0
"""Heights of the letters up to which a column is too narrow for its width to tell where a line is full."""
_GOING_ON: Final = 0.25
_FULL_SHARE: Final = 0.75
"""Share of the page's widest line that a centred one fills where it breaks for its width."""
_WIDTH: Final = 0.25
"""Share by which two columns of one text differ in width at most."""
_LABELLED: Final = re.compile(r"\A[^.:!?]{1,30}[:：]\s*\S")
_PAUSES: Final = (";", ":")
"""What ends an entry of a list whose entries begin with small letters."""
_NOTE: Final = re.compile(r"\A[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s")
_NUMBER_AT_END: Final = re.compile(r"\d[.)]?\Z")


@dataclass(frozen=True, slots=True)
class TextLine:
    """The words of a line, or of a piece of it, with the piece and its page; `text` may leave out a mark before it."""

    text: str
    piece: Piece
    page: int


Cell = list[TextLine]


@dataclass(slots=True)
class Part:
    """A paragraph, a heading or a table's row: its cells, of which only a row has several."""

    page: int
    size: float
    bold: bool
    cells: list[Cell] = field(default_factory=list)
    table: bool = False
    item: bool = False

    @property
    def lines(self) -> Cell:
        """All its lines."""
        return [line for cell in self.cells for line in cell]

    @property
    def length(self) -> int:
        """Code points."""
        return sum(len(line.text) for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with what tells whether the next goes on.

    `room` is what is left of its column after it, `indent` what it is set in from its column's edge, `width` that of
    the column, all in points and in the direction that it runs; `pitch` is the usual distance of lines in heights,
    `running` says that the column's width tells where a line is full; `share` is that of the page's widest line which
    it fills.
    """

    piece: Piece
    page: int
    text: str
    item: bool
    numbered: bool
    room: float
    indent: float
    width: float
    pitch: float
    running: bool
    share: float


class _Place(NamedTuple):
    """Where an area stands, in points downwards."""

    top: float
    bottom: float
    x0: float
    x1: float


class _Page:
    """The areas of a page, each measured once, as a page may hold thousands."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.areas = areas
        self.places = [_Place(area.top, area.bottom, area.x0, area.x1) for area in areas]
        self.lines = [line for area in areas if len(area.cells) == 1 for line in area.lines]
        self.widest = max([1.0, *(line.x1 - line.x0 for line in self.lines)])
        self.pitch = _pitch(areas)
        self._starts = sorted((place.x0, at) for at, place in enumerate(self.places))

    def beginning(self, x0: float, near: float) -> list[int]:
        """Where among the areas those stand that begin within so many points, in order."""
        first = bisect_left(self._starts, (x0 - near, -1))
        last = bisect_right(self._starts, (x0 + near, len(self.areas)))
        return sorted(at for _, at in self._starts[first:last])


def parts(pages: Sequence[Sequence[Area]]) -> list[Part]:
    """The parts of a document's pages, in order."""
    found: list[Part] = []
    before: _Line | None = None
    for number, page in enumerate(pages, start=1):
        whole = _Page([_without_labels(area) for area in page])
        for at, area in enumerate(whole.areas):
            if len(area.cells) > 1:
                found.append(_row(area, number))
                before = None
                continue
            opens = area.apart or (before is not None and _opens_apart(whole, at, before))
            for first, line in enumerate(_lines(whole, at, number)):
                if before is not None and not (opens and not first) and _goes_on(before, line, found[-1]):
                    found[-1].cells[0].append(TextLine(line.text, line.piece, number))
                else:
                    cell = [TextLine(line.text, line.piece, number)]
                    found.append(Part(number, line.piece.size, line.piece.bold, [cell], item=line.item))
                before = line
            before = None if area.apart else before
    return found


def _opens_apart(page: _Page, at: int, before: _Line) -> bool:
    """Whether nothing tells that the area goes on with the line before.

    That is so where it is one of several under that line, or where something else stands above it in its column that
    it may go on with as well.
    """
    first, own = page.areas[at].lines[0], page.places[at]
    if first.base <= before.piece.base:
        near = 2 * first.size
        stacked = ((page.places[index].bottom, -index) for index in page.beginning(own.x0, near))
        above = [each for each in stacked if each[0] < first.base]
        return bool(above) and not ends_sentence(page.areas[-max(above)[1]].lines[-1].text)
    start, end = before.piece.x0, max(before.piece.x1, before.piece.x0 + before.width)
    if own.x0 >= end or own.x1 <= start:
        return False
    level = (each for each in page.places if each.top < own.bottom and each.bottom > own.top)
    return sum(each.x0 < end and each.x1 > start for each in level) > 1


def _row(area: Area, page: int) -> Part:
    main = max(area.lines, key=lambda line: len(line.text))
    cells = [[TextLine(line.text, line, page) for line in cell] for cell in area.cells]
    return Part(page, main.size, all(line.bold for line in area.lines), cells, table=True)


def _without_labels(area: Area) -> Area:
    """The row with labels, markers and numbers of headings put before what they stand for."""
    whole = _currency_forward(area.cells)
    cells = whole[:1]
    for cell in whole[1:]:
        if len(cells[-1]) == 1 and _belongs(cells[-1][0].text):
            cells[-1] = (joined(cells[-1][0], cell[0]), *cell[1:])
        else:
            cells.append(cell)
    return Area(tuple(cells), area.apart)


def _currency_forward(cells: Sequence[tuple[Piece, ...]]) -> list[tuple[Piece, ...]]:
    """The cells, with the sign of a currency at the end of one put before the amount in the next."""
    moved = list(cells)
    for index in range(len(moved) - 1):
        match = _CURRENCY_AT_END.match(moved[index][-1].text)
        if match and all(unicodedata.category(letter) == "Sc" for letter in match[2]):
            last, first = moved[index][-1], moved[index + 1][0]
            moved[index] = (*moved[index][:-1], replace(last, text=match[1], edges=b""))
            moved[index + 1] = (replace(first, text=f"{match[2]} {first.text}", edges=b""), *moved[index + 1][1:])
    return moved


def _belongs(text: str) -> bool:
    """Whether it is no cell by itself: a label, a currency's sign, a list's marker, a heading's number."""
    if text.endswith((":", "：")) or all(unicodedata.category(letter) in _SIGNS for letter in text):
        return True
    shown = next(iter(lines(f"{text} x")), None)
    return len(text) <= _MARKER and bool(shown and (shown.marker or shown.number))


def _pitch(areas: Sequence[Area]) -> float:
    """The usual distance of two lines in their height."""
    near = [
        (after.base - before.base) / before.size
        for area in areas
        if len(area.cells) == 1
        for before, after in pairwise(area.cells[0])
    ]
    return median(near) if near else _LEADING


def _lines(whole: _Page, at: int, page: int) -> Iterator[_Line]:
    area = whole.areas[at]
    left, right = _edges(whole, at)
    block = Block(area.cells[0])
    own = [after.base - before.base for before, after in pairwise(block.lines)]
    running = right - left > _NARROW * block.size or block.goes_on >= _GOING_ON
    for piece in block.lines:
        shown = next(iter(lines(piece.text)), None)
        rtl = is_rtl(piece.text)
        yield _Line(
            piece,
            page,
            _BULLET.sub("", piece.text) or piece.text,
            bool(shown and shown.begins_item),
            bool(shown and shown.begins_item and shown.text[0].isdigit()),
            piece.x0 - left if rtl else right - piece.x1,
            right - piece.x1 if rtl else piece.x0 - left,
            right - left,
            median(own) / block.size if len(own) > 1 else whole.pitch,
            running,
            (piece.x1 - piece.x0) / max(whole.widest, block.x1 - block.x0),
        )


def _edges(page: _Page, at: int) -> tuple[float, float]:
    """Where most lines of the area's column begin, and where the long ones end."""
    area = page.areas[at]
    size = area.lines[0].size
    peers = [
        line
        for index in page.beginning(page.places[at].x0, 4 * size)
        if index == at or len(page.areas[index].cells) == 1
        for line in page.areas[index].lines
        if index == at or abs(line.size - size) <= _SIZE * size
    ]
    rtl = is_rtl(area.lines[0].text)
    if rtl:
        peers = [line for line in page.lines if abs(line.size - size) <= _SIZE * size] or peers
    ends = sorted(line.x1 for line in peers)
    starts = sorted(line.x0 for line in peers)
    if rtl:
        return starts[len(starts) // 20], float(Counter(round(end) for end in ends).most_common(1)[0][0])
    left = float(Counter(round(start) for start in starts).most_common(1)[0][0])
    own = max(line.x1 for line in area.lines) if len(area.lines) > 2 else 0.0
    return left, own or ends[-1 - len(ends) // 20]


def _goes_on(before: _Line, line: _Line, part: Part) -> bool:
    """Whether the line continues the part that the line before ended."""
    one, other = before.piece, line.piece
    if one.bold != other.bold or abs(one.size - other.size) > _SIZE * max(one.size, other.size):
        return False
    apart = min(one.x1, other.x1) <= max(one.x0, other.x0)
    if line.page != before.page or other.base <= one.base or apart:
        return _runs_over(before, line)
    if not _stands_below(before, line, part):
        return False
    if one.hyphen and line.text[0].isalnum():
        return True
    return not _opens(before, line) and not _is_short(before, line)


def _opens(before: _Line, line: _Line) -> bool:
    """Whether the line opens an item, or what follows another label."""
    if _LABELLED.match(before.text) and _LABELLED.match(line.text):
        return True
    if _NOTE.match(line.text):
        return True
    return line.item and (not line.numbered or _ends(before.text))


def _ends(text: str) -> bool:
    """Whether a sentence ends with the line; a number with a full stop after it may go on in the next."""
    return ends_sentence(text) and not _NUMBER_AT_END.search(text)


def _stands_below(before: _Line, line: _Line, part: Part) -> bool:
    """Whether the line stands where the part's next line would."""
    one, other = before.piece, line.piece
    if other.base - one.base > _LEADING * before.pitch * one.size:
        return False
    set_in = line.indent - before.indent
    count = len(part.cells[0])
    if set_in > _INDENT * one.size and not part.item:
        return (count == 1 or is_inside(before.text, line.text)) and _is_centred(before, line)
    return not (set_in < -_INDENT * one.size and count > 1 and not part.item and ends_sentence(before.text))


def _runs_over(before: _Line, line: _Line) -> bool:
    """Whether a paragraph goes on at the head of the next column or page."""
    if ends_sentence(before.text) or line.item or abs(before.width - line.width) > _WIDTH * max(before.width, 1):
        return False
    if line.page == before.page and line.piece.x1 <= before.piece.x0 and not is_rtl(before.text):
        return False  # a text does not go on in the column before
    if before.piece.hyphen:
        return line.text[0].isalnum()
    if _is_short(before, line):
        return False
    return line.text[0].islower() or not (line.text[0].isupper() or line.text[0].isdigit())


def _is_short(before: _Line, line: _Line) -> bool:
    """Whether the next line's first word would have fitted into the line before, with room left."""
    word = _first_word(line.text)
    width = (line.piece.x1 - line.piece.x0) / max(1, len(line.text))
    needed = (min(len(word), 15) + 2) * width if len(word) < len(line.text) else 4 * width
    if line.text[0].islower():
        wide = 0.0 if before.text.endswith(_PAUSES) else before.width / 2
        return before.room > max(6 * needed, wide)
    if _is_centred(before, line) and before.share < _FULL_SHARE:
        return True
    if line.text[0].isdigit() and ends_sentence(line.text) and before.text[-1].islower():
        return False
    return before.room > needed or not before.running


def _first_word(text: str) -> str:
    """What of a line stands before the first place where it may be broken."""
    first = text.split(maxsplit=1)[0]
    if not is_unspaced(first[0]) or is_ideographic(first[0]):
        return first
    return next(iter(LineBreaker(first, "en")), first)


def _is_centred(before: _Line, line: _Line) -> bool:
    one, other = before.piece, line.piece
    middle = abs((one.x0 + one.x1) - (other.x0 + other.x1)) <= 4
    return middle and abs(one.x0 - other.x0) > _INDENT * one.size
