"""The pieces of lines on a PDF page: words that stand together, with where they stand and how they look."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium

_GAP: Final = 1.0
"""Width of a gap between words, in heights of the line, that divides a line into pieces."""
_RTL_GAP: Final = 3.0
"""The same where the line runs from right to left with words that do not: there the order of boxes jumps."""
_LINE_ENDS: Final = frozenset({0x0A, 0x0D})
_HYPHEN: Final = 0x02
"""What pdfium gives for a hyphen at a line's end."""
_RTL: Final = frozenset({"R", "AL"})
_LOOSE_MARK: Final = re.compile(r" ([\u064b-\u0652]+)([\u0621-\u064a])")
"""An Arabic vowel sign before the letter that bears it."""
_BOLD: Final = ("bold", "black", "heavy", "semibold", "demi", "cmbx", "-bd")
_BULLETS: Final = frozenset("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf06e\uf075\uf0a8\u2022\uf020\uf02d\uf0e0")
_NO_TEXT: Final = frozenset({"Cc", "Cn", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line; x to the right, y downwards from the top, in points, whatever way the page is turned.

    `size` is the height of its line, `hyphen` says that it ends in a hyphen at a line's end, `spaced` that a space
    stands after it.
    """

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    bold: bool
    turn: int = 0
    hyphen: bool = False
    spaced: bool = False

    @property
    def size(self) -> float:
        """Height of the line, in points."""
        return self.y1 - self.y0

    @property
    def base(self) -> float:
        """Where the line stands; accents and exponents leave it as it is."""
        return self.y1


@dataclass(slots=True)
class _Word:
    text: str
    first: int
    last: int


class PageText:
    """The characters of a page, read through pdfium's functions."""

    def __init__(self, text_page: Any) -> None:
        self._page = text_page
        self._count = max(0, pdfium.FPDFText_CountChars(text_page))
        self._rect = pdfium.FS_RECTF()
        self._font = ctypes.create_string_buffer(128)

    def unmapped(self) -> tuple[int, int]:
        """How many of a sample of characters have no known meaning, and the size of the sample."""
        sample = range(0, self._count, max(1, self._count // 200))
        return sum(pdfium.FPDFText_HasUnicodeMapError(self._page, index) == 1 for index in sample), len(sample)

    def pieces(self) -> list[Piece]:
        """The pieces in the order of the file, those turned as most are; the others come after."""
        found = [piece for line, hyphen in self._lines() for piece in self._divided(line, hyphen=hyphen)]
        turns = Counter(turn for piece, turn in ((piece, piece.turn) for piece in found) for _ in piece.text)
        most = turns.most_common(1)[0][0] if turns else 0
        return [piece for piece in found if piece.turn == most] + [piece for piece in found if piece.turn != most]

    def _lines(self) -> Iterator[tuple[list[_Word], bool]]:
        """The words of each line, and whether it ends in a hyphen."""
        words: list[_Word] = []
        start = -1
        for index in range(self._count + 1):
            code = pdfium.FPDFText_GetUnicode(self._page, index) if index < self._count else 0x0A
            ends = code in _LINE_ENDS or code in {_HYPHEN, 0xFFFE}
            if start >= 0 and (ends or code in {0x20, 0xA0, 0x09, 0x3000}):
                words.append(_Word(self._text(start, index), start, index - 1))
                start = -1
            elif start < 0 and not ends and code not in {0x20, 0xA0, 0x09, 0x3000, 0}:
                start = index
            if code in {0x20, 0xA0} and words and not words[-1].text.endswith(" "):
                words[-1].text += " "
            if ends:
                if words:
                    yield words, code not in _LINE_ENDS
                words = []

    def _text(self, start: int, end: int) -> str:
        """The characters; those that one Arabic ligature stands for come from pdfium in the wrong order."""
        letters = [chr(pdfium.FPDFText_GetUnicode(self._page, index)) for index in range(start, end)]
        if is_rtl("".join(letters)):
            letters = self._in_order(letters, start)
        text = "".join(letters)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return "".join(map(_plain, text))

    def _in_order(self, letters: list[str], start: int) -> list[str]:
        """Ligatures turned round, and a space where a word of the other direction stands apart."""
        boxes = [self._box(start + offset) for offset in range(len(letters))]
        ordered: list[str] = []
        index = 0
        while index < len(letters):
            end = index + 1
            while end < len(letters) and boxes[end] == boxes[index] and unicodedata.bidirectional(letters[end]) != "L":
                end += 1
            ordered += reversed(letters[index:end])
            if end < len(letters) and is_rtl(letters[end - 1]) != is_rtl(letters[end]):
                left, right = sorted((boxes[end - 1], boxes[end]))
                between = right[0] - left[1]
                ordered += [" "] if between > 0.15 * (left[3] - left[2]) and is_rtl(letters[end]) else []
            index = end
        return ordered

    def _divided(self, words: list[_Word], *, hyphen: bool) -> Iterator[Piece]:
        """The line's words in pieces, where a wide gap stands between them."""
        boxes = [(self._box(word.first), self._box(word.last)) for word in words]
        turn = self._turn(words[0].first)
        spans = [_turned(first, last, turn) for first, last in boxes]
        rtl = any(is_rtl(word.text) for word in words)
        start = 0
        for index in range(1, len(words) + 1):
            if index < len(words):
                before, after = spans[index - 1], spans[index]
                gap = max(after[0] - before[1], before[0] - after[1])
                if gap <= (_RTL_GAP if rtl else _GAP) * max(before[3] - before[2], after[3] - after[2]):
                    continue
            yield self._piece(words[start:index], spans[start:index], turn, hyphen=hyphen and index == len(words))
            start = index

    def _piece(
        self, words: list[_Word], spans: list[tuple[float, float, float, float]], turn: int, *, hyphen: bool
    ) -> Piece:
        top, bottom = _usual([(span[2], span[3]) for span in spans], [len(word.text) for word in words])
        text = _LOOSE_MARK.sub(r"\2\1", "".join(word.text for word in words))
        return Piece(
            text.strip() + ("-" if hyphen else ""),
            min(span[0] for span in spans),
            max(span[1] for span in spans),
            top,
            bottom,
            self._is_bold(words[0].first) and self._is_bold(words[-1].first),
            turn,
            hyphen,
            text.endswith(" "),
        )

    def _box(self, index: int) -> tuple[float, float, float, float]:
        """Left, right, bottom, top in the page's own coordinates, in points."""
        rect = self._rect
        if not pdfium.FPDFText_GetLooseCharBox(self._page, index, rect):
            return 0.0, 0.0, 0.0, 0.0
        values = (rect.left, rect.right, rect.bottom, rect.top)
        return values if all(map(math.isfinite, values)) else (0.0, 0.0, 0.0, 0.0)

    def _turn(self, index: int) -> int:
        """Quarter turns to the right in which the character stands."""
        angle = pdfium.FPDFText_GetCharAngle(self._page, index)
        return round(angle / (math.pi / 2)) % 4 if math.isfinite(angle) and angle >= 0 else 0

    def _is_bold(self, index: int) -> bool:
        flags = ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._page, index, self._font, len(self._font), flags)
        name = self._font.value.decode("latin-1").lower()
        return any(mark in name for mark in _BOLD)


def _turned(
    first: tuple[float, float, float, float], last: tuple[float, float, float, float], turn: int
) -> tuple[float, float, float, float]:
    """Left, right, top, bottom of both boxes together, as someone sees them who reads the word upright."""
    left, right = min(first[0], last[0]), max(first[1], last[1])
    bottom, top = min(first[2], last[2]), max(first[3], last[3])
    if turn == 0:
        return left, right, -top, -bottom
    if turn == 1:
        return -top, -bottom, -right, -left
    if turn == 2:
        return -right, -left, bottom, top
    return bottom, top, left, right


def _usual(edges: Sequence[tuple[float, float]], lengths: Sequence[int]) -> tuple[float, float]:
    """The top and bottom that most letters have: a word in another font or set higher does not count."""
    heights: Counter[float] = Counter()
    for (top, bottom), length in zip(edges, lengths, strict=True):
        heights[round(bottom - top, 1)] += length
    most = heights.most_common(1)[0][0]
    return next((top, bottom) for top, bottom in edges if round(bottom - top, 1) == most)


def is_rtl(text: str) -> bool:
    """Whether any letter of it is of a script that runs from right to left."""
    return any(unicodedata.bidirectional(letter) in _RTL for letter in text)


def _plain(letter: str) -> str:
    """The letter as it is searched for: ligatures and presentation forms taken apart, what is no text left out."""
    if letter in _BULLETS:
        return "•"
    code = ord(letter)
    if 0xFB00 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC or 0x2E80 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", letter)
    if letter == "\xad":
        return "-"
    return "" if unicodedata.category(letter) in _NO_TEXT else letter
