"""Where the words of a PDF stand on its pages, as fractions of what a reader of the page sees."""

import base64
import ctypes
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from pypdfium2 import PdfPage, raw

from corpus.places import SCALE, Boxes, PlacedLine, pack
from ingest.formats.pdf.glyphs import SLANTED
from ingest.formats.pdf.paragraphs import TextLine
from ingest.formats.pdf.text_runs import EDGES, Piece

_ABOVE: Final = 0.95
"""Heights of the letters that a line reaches above where it stands."""
_BELOW: Final = 0.27
"""Heights that it reaches below."""
_DEVICE: Final = 1_000_000
"""Pixels of a page that is as wide as it is high, from which fractions are made."""
_FAR: Final = 10_000
"""Points apart at which the page is measured."""

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PageFrame:
    """How points of a page become fractions of its image, whatever its box and however it is turned.

    `origin`: (2,), where the point (0, 0) shows; `steps`: (2, 2), a row for what one point to the right adds, and one
    upwards.
    """

    origin: Points
    steps: Points

    @classmethod
    def of(cls, page: PdfPage) -> Self:
        """The frame of a page."""
        origin, right, up = (_shown(page, *point) for point in ((0, 0), (_FAR, 0), (0, _FAR)))
        return cls(origin, np.stack([right - origin, up - origin]) / _FAR)

    def boxes(self, piece: Piece) -> Boxes | None:
        """The boxes of a piece's code points; None where they are not known, or not all on the page."""
        if piece.turn == SLANTED or len(piece.edges) != EDGES * len(piece.text):
            return None
        along = np.frombuffer(piece.edges, np.float32).astype(np.float64).reshape(-1, 2)
        across = np.array([piece.base - _ABOVE * piece.size, piece.base + _BELOW * piece.size])
        corners = np.stack(np.broadcast_arrays(along, across), axis=-1)  # (n, 2 corners, x and y downwards)
        shown = self.origin + _upright(corners, piece.turn) @ self.steps
        found = np.concatenate([shown.min(axis=1), shown.max(axis=1)], axis=1)
        inside = found.min() >= -0.01 and found.max() <= 1.01
        return np.rint(np.clip(found, 0, 1) * SCALE).astype(np.uint16) if inside else None


def _shown(page: PdfPage, x: float, y: float) -> Points:
    left, top = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _DEVICE, _DEVICE, 0, x, y, left, top)
    return np.array([left.value, top.value], dtype=np.float64) / _DEVICE


def _upright(points: Points, turn: int) -> Points:
    """Points of the file again, from those of a reader who holds the text upright: what `glyphs.turned` undoes."""
    x, y = points[..., 0], points[..., 1]
    return np.stack(((x, -y), (y, x), (-x, y), (-y, -x))[turn], axis=-1)


class Places:
    """Collects where the lines of a document stand, page by page; `frames`: of each page, None where it has none."""

    def __init__(self, frames: Sequence[PageFrame | None]) -> None:
        self._frames = frames
        self._lines: dict[int, list[PlacedLine]] = defaultdict(list)

    def note(self, start: int, lines: Sequence[TextLine], starts: Sequence[int]) -> None:
        """Note a block whose words begin at `start` of the text, and each of its lines at those of its words."""
        places = [*(start + at for at in starts), None]
        for line, (first, following) in zip(lines, pairwise(places), strict=True):
            frame = self._frames[line.page - 1]
            boxes = frame.boxes(line.piece) if frame else None
            if boxes is None or first is None:
                continue
            boxes = boxes[len(line.piece.text) - len(line.text) :]
            gap = 0 if following is None else following - first - len(boxes)
            if gap < 0:  # a hyphen that only broke the word
                boxes = boxes[:gap]
            elif gap:  # what parts the cells of a row, or a space
                boxes = np.concatenate([boxes, np.repeat(boxes[-1:], gap, axis=0)])
            self._lines[line.page].append(PlacedLine(first, boxes))

    def packed(self) -> list[str]:
        """What `corpus.places.pack` makes of each page, in base 64."""
        return [base64.b64encode(pack(self._lines[page])).decode() for page in range(1, len(self._frames) + 1)]
