"""The glyphs of a PDF page as pdfium reads them: what each says, where it stands and how it looks."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium

_HYPHENS: Final = frozenset({0x02, 0xFFFE, 0xAD})
"""What pdfium gives for a hyphen at a line's end, and the soft hyphen, which a PDF holds only where it shows."""
_SPACES: Final = frozenset({0x20, 0xA0, 0x09, 0x3000})
_UNNAMED: Final = {
    0x0B: "ff",
    0x0C: "fi",
    0x0D: "fl",
    0x0E: "ffi",
    0x0F: "ffl",
    **dict(zip(range(0x10, 0x17), "“”„«»–—", strict=True)),
    **dict(zip(range(0x1B, 0x20), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
}
"""What TeX's fonts show at these codes, which come as they are from a font that names no letters."""
_BOLD: Final = ("bold", "black", "heavy", "semibold", "demi", "cmbx", "-bd")
_BULLETS: Final = frozenset("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf06e\uf075\uf0a8\u2022\uf020\uf02d\uf0e0")
_NO_TEXT: Final = frozenset({"Cc", "Cn", "Co", "Cs"})
_LAST_CONTROL: Final = 0x20
_UNKNOWN: Final = 0xFFFD
"""What stands for a letter that the file draws and does not name."""
_LAST_CODE: Final = 0x10FFFF
_FARTHEST: Final = 1e6
"""Points from the corner of its page at which anything stands at most."""
_EM: Final = 1.17
"""Height of a usual font's box in that of its letters."""
_TALLEST: Final = 4.0
"""Times by which the height of letters may differ from their box; beyond it the file states it wrongly."""
_SLANT: Final = 0.1
"""Radians by which text may be off a quarter turn; beyond it it is slanted."""
SLANTED: Final = -1
"""The `turn` of text that stands aslant, as a watermark does."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the `table` of that number on its page; edges in points, y downwards."""

    left: float
    right: float
    top: float
    bottom: float
    table: int = 0


@dataclass(slots=True)
class Glyph:
    """What one glyph shows, one letter or several; x to the right and y downwards in points, as its reader sees it.

    `turn` counts quarter turns. `spaced` says that a space stands before it in the file, at `space` along the line,
    `guessed` that pdfium sees one there, `measured` that `x1` is where the next glyph would stand. `cell` is the
    cell of a ruled table that it stands in.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    turn: int
    spaced: bool = False
    guessed: bool = False
    measured: bool = True
    space: float = math.nan
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """How the glyphs of one text object look."""

    size: float
    bold: bool
    turn: int


class GlyphReader:
    """Reads the characters of a page through pdfium's functions."""

    def __init__(self, text_page: Any) -> None:
        self._page = text_page
        self._count = max(0, pdfium.FPDFText_CountChars(text_page))
        self._rect = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._font = ctypes.create_string_buffer(128)
        self._sizes: set[float] = set()

    def unmapped(self) -> tuple[int, int]:
        """How many of a sample of characters have no mapping to Unicode, and the size of the sample."""
        sample = range(0, self._count, max(1, self._count // 200))
        return sum(pdfium.FPDFText_HasUnicodeMapError(self._page, index) == 1 for index in sample), len(sample)

    def glyphs(self) -> Iterator[Glyph]:
        """The glyphs in the order of the file; characters that stand for one glyph come as one."""
        spaced = guessed = False
        space = (math.nan, math.nan)
        current: Glyph | None = None
        origin, shown, look = (math.nan, math.nan), None, _Look(0.0, bold=False, turn=0)
        for index in range(self._count):
            code = pdfium.FPDFText_GetUnicode(self._page, index)
            generated = code <= _LAST_CONTROL and pdfium.FPDFText_IsGenerated(self._page, index) == 1
            code = _UNKNOWN if code == 0 and not generated and self._has_ink(index) else code
            if generated or code in _SPACES or code == 0:
                if code in _SPACES and not generated and self._has_width(index):
                    spaced, space = True, self._origin(index)
                else:
                    guessed = True
                continue
            here = self._origin(index)
            target = pdfium.FPDFText_GetTextObject(self._page, index)
            address = ctypes.cast(target, ctypes.c_void_p).value
            if address != shown:
                shown, look = address, self._look(index)
            if current is not None and here == origin and not spaced and current.turn == look.turn:
                current.text += self._letter(code)
                current.x1, current.measured = max(current.x1, self._box(index, look.turn)[1]), False
                continue
            if current is not None:
                yield _finished(current)
            origin = here
            x0, x1 = self._box(index, look.turn)
            left, base = turned(*here, look.turn)
            x0, x1 = min(x0, left), max(x1, left)
            current = Glyph(self._letter(code), x0, x1, base, look.size, look.bold, look.turn, spaced, guessed)
            current.space = turned(*space, look.turn)[0]
            spaced = guessed = False
            space = (math.nan, math.nan)
        if current is not None:
            yield _finished(current)

    def _letter(self, code: int) -> str:
        if code in _HYPHENS:
            return "-"
        return _UNNAMED.get(code) or chr(code if code <= _LAST_CODE else 0xFFFD)

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        return _finite(self._x.value), _finite(self._y.value)

    def _box(self, index: int, turn: int) -> tuple[float, float]:
        """Where the character starts and ends along its line."""
        rect = self._rect
        if not pdfium.FPDFText_GetLooseCharBox(self._page, index, rect):
            return 0.0, 0.0
        corners = (
            turned(_finite(rect.left), _finite(rect.bottom), turn)[0],
            turned(_finite(rect.right), _finite(rect.top), turn)[0],
        )
        return min(corners), max(corners)

    def _has_width(self, index: int) -> bool:
        """Whether the space is the file's; one that pdfium sees between others has none."""
        rect = self._rect
        found = pdfium.FPDFText_GetLooseCharBox(self._page, index, rect)
        return bool(found) and max(rect.right - rect.left, rect.top - rect.bottom) > 0

    def _has_ink(self, index: int) -> bool:
        """Whether the character draws something."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        found = pdfium.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        return bool(found) and right.value - left.value > 0 and top.value - bottom.value > 0

    def _height(self, index: int, turn: int) -> float:
        rect = self._rect
        if not pdfium.FPDFText_GetLooseCharBox(self._page, index, rect):
            return 0.0
        sides = (_finite(rect.top - rect.bottom), _finite(rect.right - rect.left))
        return sides[turn in {1, 3}] / _EM

    def _look(self, index: int) -> _Look:
        matrix = self._matrix
        turn, scale = 0, 1.0
        if pdfium.FPDFText_GetMatrix(self._page, index, matrix):
            scale = math.hypot(_finite(matrix.c), _finite(matrix.d)) or 1.0
            turn = quarter_turns(_finite(matrix.a), _finite(matrix.b))
        size = abs(_finite(pdfium.FPDFText_GetFontSize(self._page, index))) * scale
        height = self._height(index, turn)
        if height / _TALLEST <= size <= _TALLEST * height or not height:
            self._sizes.add(round(size, 1))
        elif round(size, 1) not in self._sizes:
            size = height
        flags = ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._page, index, self._font, len(self._font), flags)
        return _Look(min(max(size, 0.1), 1e4), is_bold(self._font.value.decode("latin-1")), turn)


def _finite(value: float) -> float:
    if -_FARTHEST <= value <= _FARTHEST:
        return value
    return math.copysign(_FARTHEST, value) if math.isfinite(value) else 0.0


def is_bold(font: str) -> bool:
    """Whether a font's name says that it is bold."""
    return any(mark in font.lower() for mark in _BOLD)


def quarter_turns(a: float, b: float) -> int:
    """Quarter turns in which text stands whose baseline runs along (a, b), or `SLANTED`."""
    angle = math.atan2(b, a)
    quarters = round(angle / (math.pi / 2))
    return quarters % 4 if abs(angle - quarters * math.pi / 2) <= _SLANT else SLANTED


def turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """The point as someone sees it who reads the text upright; y downwards."""
    if turn == 1:
        return y, x
    if turn == 2:
        return -x, y
    if turn == 3:
        return -y, -x
    return x, -y


def _finished(glyph: Glyph) -> Glyph:
    """The glyph with its letters as they are searched for."""
    text = glyph.text
    if text.isascii() and text.isprintable():
        return glyph
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    glyph.text = "".join(map(_plain, text))
    return glyph


def _plain(letter: str) -> str:
    """The letter as it is searched for: ligatures and presentation forms taken apart, what is no text left out."""
    if letter in _BULLETS:
        return "•"
    code = ord(letter)
    if 0xFB00 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC or 0x2E80 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", letter)
    return "" if unicodedata.category(letter) in _NO_TEXT else letter
