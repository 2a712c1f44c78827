"""Store where a text's words stand on the pages of its file."""

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus.documents import Span

SCALE: Final = 65_535
"""What 1, the width or the height of a page, is in a box."""

Boxes = npt.NDArray[np.uint16]
"""(n, 4): left, top, right, bottom of n code points, in parts of `SCALE` of the page from its upper left corner."""

_LINE: Final = struct.Struct("<II")


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle on a page, which counts from 1: fractions of the page's width and height from its upper left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of a page: the code points of the text from `start` on stand in these boxes."""

    start: int
    boxes: Boxes

    @property
    def end(self) -> int:
        """The code point after its last one."""
        return self.start + len(self.boxes)


def pack(lines: Sequence[PlacedLine]) -> bytes:
    """Write the lines of one page as a few bytes a code point."""
    heads = b"".join(_LINE.pack(line.start, len(line.boxes)) for line in lines)
    boxes = np.concatenate([line.boxes for line in lines]) if lines else np.empty((0, 4), np.uint16)
    steps = np.diff(boxes, axis=0, prepend=np.zeros((1, 4), np.uint16))  # modulo 2^16, and mostly small
    return zlib.compress(struct.pack("<I", len(lines)) + heads + steps.T.astype("<u2").tobytes())


def unpack(packed: bytes) -> list[PlacedLine]:
    """Read the lines that were packed."""
    written = zlib.decompress(packed)
    (count,) = struct.unpack_from("<I", written)
    heads = [_LINE.unpack_from(written, 4 + place * _LINE.size) for place in range(count)]
    steps = np.frombuffer(written, "<u2", offset=4 + count * _LINE.size).reshape(4, -1).T
    boxes = np.cumsum(steps, axis=0, dtype=np.uint16)
    ends = np.cumsum([length for _, length in heads], dtype=np.int64)
    return [
        PlacedLine(start, boxes[end - length : end]) for (start, length), end in zip(heads, ends.tolist(), strict=True)
    ]


def find_regions(pages: Iterable[tuple[int, bytes]], span: Span, words: str) -> tuple[Region, ...]:
    """Give where the `words` at a span stand, one region a line; none unless that is known of all that show.

    `pages`: numbers, from 1, and what `pack` made of those pages that hold some of the span.
    """
    known = [letter.isspace() for letter in words]
    regions: list[Region] = []
    for page, packed in pages:
        for line in unpack(packed):
            first, last = max(span.start, line.start), min(span.end, line.end)
            if first < last:
                known[first - span.start : last - span.start] = [True] * (last - first)
                regions.append(_around(page, line.boxes[first - line.start : last - line.start]))
    return tuple(regions) if all(known) else ()


def spread(lines: Iterator[PlacedLine] | Sequence[PlacedLine]) -> Span | None:
    """Give the span from the first code point of lines to their last; None where there is none."""
    found = [line for line in lines if len(line.boxes)]
    return Span(min(line.start for line in found), max(line.end for line in found)) if found else None


def _around(page: int, boxes: Boxes) -> Region:
    x0, y0 = (boxes[:, :2].min(axis=0) / SCALE).tolist()
    x1, y1 = (boxes[:, 2:].max(axis=0) / SCALE).tolist()
    return Region(page, x0, y0, x1, y1)
