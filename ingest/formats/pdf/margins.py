"""What stands on a PDF page beside its text: numbers of lines, watermarks, letters that open a text in large."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.formats.pdf.blocks import in_lines, is_inside
from ingest.formats.pdf.text_runs import EDGES, Piece

_NUMBERED: Final = re.compile(r"(\d{1,5})(?:\s+(?=\S)|\Z)")
_COUNTED: Final = 4
"""Lines in a row that numbers count at least."""
_SHARE: Final = 0.7
"""Share of the page's lines that are numbered, where every line is."""
_INSIDE: Final = 0.3
"""Share of numbered lines that begin in the middle of a sentence; items of a list do not."""
_LARGE: Final = 1.8
"""Times the height of the letters beside it that an initial has."""
_BESIDE: Final = 0.8


def without_line_numbers(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the numbers that count a page's lines, one by one or every fifth."""
    lines = list(in_lines(pieces))
    numbers = [(index, int(match[1])) for index, line in enumerate(lines) if (match := _NUMBERED.match(line[0].text))]
    if len(numbers) < _COUNTED or not (_every_line(lines, numbers) or _every_fifth(lines, numbers)):
        return list(pieces)
    counted = {index for index, _ in numbers}
    found: list[Piece] = []
    for index, line in enumerate(lines):
        first = line[0]
        rest = _NUMBERED.sub("", first.text, count=1) if index in counted else first.text
        gone = len(first.text) - len(rest)
        number = (first.x1 - first.x0) * gone / len(first.text)
        found += [replace(first, text=rest, x0=first.x0 + number, edges=first.edges[gone * EDGES :])] if rest else []
        found += line[1:]
    return found


def _every_line(lines: Sequence[Sequence[Piece]], numbers: Sequence[tuple[int, int]]) -> bool:
    """Whether each line has the number after that of the line above, and sentences run over the lines."""
    if len(numbers) < _SHARE * len(lines) or any(after[1] - before[1] != 1 for before, after in pairwise(numbers)):
        return False
    texts = [_NUMBERED.sub("", " ".join(piece.text for piece in lines[index]), count=1) for index, _ in numbers]
    inside = sum(bool(text) and bool(before) and is_inside(before, text) for before, text in pairwise(texts))
    return inside >= _INSIDE * len(texts)


def _every_fifth(lines: Sequence[Sequence[Piece]], numbers: Sequence[tuple[int, int]]) -> bool:
    """Whether numbers by themselves, in one place, count the lines in fives."""
    sides = ([lines[index][0].x0 for index, _ in numbers], [lines[index][0].x1 for index, _ in numbers])
    level = min(max(side) - min(side) for side in sides) <= 2
    alone = all(_NUMBERED.fullmatch(lines[index][0].text) and len(lines[index]) > 1 for index, _ in numbers)
    steps = {after[1] - before[1] for before, after in pairwise(numbers)}
    between = {after[0] - before[0] for before, after in pairwise(numbers)}
    return alone and level and steps in ({5}, {10}) and between == steps


def watermarks(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces in large letters that stand over lines of the text."""
    usual = median(piece.size for piece in pieces) if pieces else 0.0
    return [
        piece
        for piece in pieces
        if piece.size >= _LARGE * usual
        and any(
            piece.base - piece.size < other.base < piece.base
            and min(piece.x1, other.x1) - max(piece.x0, other.x0) > piece.size / 2
            for other in pieces
            if other.size < piece.size / _LARGE and other.turn == piece.turn
        )
    ]


def with_initials(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with a large letter that stands beside several lines put before the words of the first."""
    usual = median(piece.size for piece in pieces) if pieces else 0.0
    found = list(pieces)
    for initial in [piece for piece in pieces if _is_initial(piece, usual)]:
        beside = sorted(
            (
                piece
                for piece in found
                if -1 <= piece.x0 - initial.x1 <= _BESIDE * initial.size
                and initial.base - initial.size < piece.base <= initial.base + 0.2 * piece.size
                and initial.size >= _LARGE * piece.size
            ),
            key=lambda piece: piece.base,
        )
        if not beside:
            continue
        first = beside[0]
        space = "" if first.text[0].islower() or len(initial.text) > 1 else " "
        edges = initial.edges + initial.edges[-EDGES:] * len(space) + first.edges
        found = [piece for piece in found if piece is not initial and piece not in beside]
        found += [replace(first, text=f"{initial.text}{space}{first.text}", x0=initial.x0, edges=edges)]
        found += [replace(piece, x0=initial.x0) for piece in beside[1:]]
    return found


def _is_initial(piece: Piece, usual: float) -> bool:
    return len(piece.text.strip("“\"'«‘")) == 1 and piece.text[-1].isalpha() and piece.size >= _LARGE * usual
