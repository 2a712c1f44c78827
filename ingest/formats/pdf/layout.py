"""The reading order of a PDF page: columns one after the other, tables row by row, what stands beside them apart."""

from collections.abc import Iterator, Sequence
from typing import Final

from ingest.formats.pdf.blocks import Block, blocks, in_lines, with_markers, with_values
from ingest.formats.pdf.doubts import are_tangled, lines_apart, tangled, without_doubtful
from ingest.formats.pdf.gutters import gutters, regions
from ingest.formats.pdf.right_to_left import is_rtl
from ingest.formats.pdf.stretch import without_stretch
from ingest.formats.pdf.tables import Area, areas, ruled_rows
from ingest.formats.pdf.text_runs import Piece

_GUTTER: Final = 4.0
"""Points that columns are apart at least."""
_GAP: Final = 5.0
"""Heights of the letters beyond which bands of columns are not read together."""
_LINES: Final = 3
"""Lines of a column at least."""
_DEPTH: Final = 40
_MOST: Final = 2000
"""Blocks of a page that are put in order; those of a fuller one, a drawing, are read line by line."""


def reading_order(pieces: Sequence[Piece]) -> list[Area]:
    """The areas of a page in the order in which they are read; what fits none comes line by line, each apart."""
    ruled = [piece for piece in pieces if piece.cell]
    over = tangled([piece for piece in pieces if not piece.cell])
    gone = set(map(id, [*ruled, *over]))
    free = with_markers([piece for piece in pieces if id(piece) not in gone])
    found = [_blocks(column) for column in regions(free, gutters(free))]
    if sum(map(len, found)) > _MOST:
        return [Area(tuple((piece,) for piece in line)) for line in in_lines(pieces)]
    rtl = 2 * sum(len(piece.text) for piece in pieces if is_rtl(piece.text)) > sum(len(piece.text) for piece in pieces)
    read = [area for column in found for area in areas(column)]
    apart = [Area(((piece,),), apart=True) for piece in over]
    ordered = list(_ordered([*read, *apart, *ruled_rows(ruled, rtl=rtl)], 0, rtl=rtl))
    return without_doubtful(ordered, pieces)


def _blocks(pieces: Sequence[Piece]) -> list[Block]:
    """The blocks of a region; a label stands in one with its value."""
    whole = without_stretch(pieces)
    found = blocks(whole)
    labelled = with_values(whole, {line for block in found if block.prose for line in block.lines})
    return found if len(labelled) == len(whole) else blocks(labelled)


def _ordered(found: Sequence[Area], depth: int, *, rtl: bool) -> Iterator[Area]:
    """Columns first where white space parts them from top to bottom, else bands from top to bottom."""
    if len(found) < 2 or depth > _DEPTH:
        yield from sorted(found, key=lambda area: (area.top, area.x0))
        return
    sides = _columns(found)
    groups = [] if sides and _are_columns(*sides) else _together(_bands(found))
    if sides and len(groups) < 2:
        for side in reversed(sides) if rtl else sides:
            yield from _ordered(side, depth + 1, rtl=rtl)
        return
    if len(groups) == 1:
        kept = lines_apart(found) if are_tangled(found) else found
        yield from sorted(kept, key=lambda area: (area.top, area.x0))
        return
    for group in groups:
        yield from _ordered(group, depth + 1, rtl=rtl)


def _columns(found: Sequence[Area]) -> tuple[list[Area], list[Area]] | None:
    """What stands left and right of the widest white space that runs from top to bottom."""
    ordered = sorted(found, key=lambda area: area.x0)
    end = ordered[0].x1
    widest, at = _GUTTER / 2, 0
    for index, area in enumerate(ordered[1:], start=1):
        if area.x0 - end > widest:
            widest, at = area.x0 - end, index
        end = max(end, area.x1)
    return (ordered[:at], ordered[at:]) if at else None


def _are_columns(left: Sequence[Area], right: Sequence[Area]) -> bool:
    """Whether both sides hold several lines and stand beside each other for most of the shorter one."""
    tops = [min(area.top for area in side) for side in (left, right)]
    bottoms = [max(area.bottom for area in side) for side in (left, right)]
    shorter = min(bottom - top for top, bottom in zip(tops, bottoms, strict=True))
    several = all(sum(len(cell) for area in side for cell in area.cells) >= _LINES for side in (left, right))
    return several and min(bottoms) - max(tops) >= shorter / 2


def _bands(found: Sequence[Area]) -> list[list[Area]]:
    """The areas in bands from top to bottom that white space parts from side to side."""
    bands: list[list[Area]] = []
    bottom = 0.0
    for area in sorted(found, key=lambda area: (area.top, area.x0)):
        if bands and area.top < bottom - 0.3 * (area.bottom - area.top):
            bands[-1].append(area)
            bottom = max(bottom, area.bottom)
        else:
            bands.append([area])
            bottom = area.bottom
    return bands


def _together(bands: Sequence[list[Area]]) -> list[list[Area]]:
    """Bands that one white space from top to bottom parts, put together: paragraphs of columns that begin level."""
    groups: list[list[Area]] = []
    for band in bands:
        near = groups and min(area.top for area in band) - max(area.bottom for area in groups[-1]) < _GAP * (
            band[0].lines[0].size
        )
        sides = _columns([*groups[-1], *band]) if near else None
        if sides and _are_columns(*sides):
            groups[-1] += band
        else:
            groups.append(list(band))
    return groups
