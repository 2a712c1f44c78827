"""Tables that are drawn with characters, as Pandoc and reStructuredText do, as tables with bars."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_BORDER: Final = re.compile(r"[ ]{0,3}\+(?:[-=:]{3,}\+)+[ ]*")
_ROW: Final = re.compile(r"[ ]{0,3}[|+].*[|+][ ]*")
_RULE: Final = re.compile(r"[ ]{0,3}-{3,}(?:[ ]+-{2,})+[ ]*")
_FENCE: Final = re.compile(r"[ >]*(`{3,}|~{3,})")
_MOST: Final = 1000
"""Lines of such a table."""


def with_pipes(text: str) -> str:
    """The text with drawn tables as tables with bars, one line a row."""
    if "+--" not in text and "+==" not in text and "-- -" not in text and "--  " not in text:
        return text
    lines = text.split("\n")
    made: list[str] = []
    place = 0
    fence = ""
    while place < len(lines):
        mark = _FENCE.match(lines[place])
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        end = 0 if fence else _end(lines, place)
        if fence:
            made.append(lines[place])
            end = place + 1
        elif end:
            made += _written(list(_grid(lines[place:end])))
        elif columns := _columns(lines, place):
            end = next((at for at in range(place + 2, len(lines)) if not lines[at].strip()), len(lines))
            rows = [lines[place], *(line for line in lines[place + 2 : end] if not _RULE.fullmatch(line))]
            made += _written([[line[start:stop].strip() for start, stop in columns] for line in rows])
        else:
            made.append(lines[place])
            end = place + 1
        place = end
    return "\n".join(made)


def _end(lines: Sequence[str], start: int) -> int:
    """Where the grid ends that begins in the line; 0 where none begins."""
    if not _BORDER.fullmatch(lines[start]):
        return 0
    end = start + 1
    while end < len(lines) and end < start + _MOST and _ROW.fullmatch(lines[end]):
        end += 1
    return end if end > start + 2 and _BORDER.fullmatch(lines[end - 1]) else 0


def _grid(lines: Sequence[str]) -> Iterator[list[str]]:
    """The cells of each row of a grid."""
    cells: list[str] = []
    for line in lines:
        if _BORDER.fullmatch(line):
            if cells:
                yield [" ".join(cell.split()) for cell in cells]
            cells = []
            continue
        parts = line.strip().strip("|").split("|")
        cells = [f"{one} {other}" for one, other in zip(cells or [""] * len(parts), parts, strict=False)]


def _columns(lines: Sequence[str], start: int) -> list[tuple[int, int | None]]:
    """From where to where each column goes of a table whose head stands in the line and whose rule in the next."""
    if start + 2 >= len(lines) or not _RULE.fullmatch(lines[start + 1]) or not lines[start].strip():
        return []
    starts = [match.start() for match in re.finditer("-+", lines[start + 1])]
    gaps = [line[at - 1 : at] for line in lines[start : start + 3] for at in starts[1:]]
    if any(gap.strip() for gap in gaps) or not lines[start + 2].strip():
        return []
    return list(zip(starts, [*starts[1:], None], strict=True))


def _written(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return ["", lines[0], f"|{'---|' * width}", *lines[1:], ""] if lines else []
