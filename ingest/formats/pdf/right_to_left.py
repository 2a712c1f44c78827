"""Text that runs from right to left, from where its glyphs stand: a file may draw them in any order."""

import math
import re
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.formats.pdf.glyphs import Glyph

_RTL: Final = frozenset({"R", "AL"})
_DIGITS: Final = frozenset({"EN", "AN"})
_IN_NUMBERS: Final = ".,:/٫٬"
_GAP: Final = 0.17
"""Width of a space that the file does not write, in heights of the letters."""
_MIRRORED: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_LAM_ALEF: Final = re.compile(r"([\u0622\u0623\u0625\u0627])(\u0644)")
_OPENED: Final = re.compile(r"(?<!\S)[)\]}»](?=[^\W_])")
_CLOSED: Final = re.compile(r"(?<=[^\W_])[(\[{«](?=[\s.,;:!?،؛؟]|\Z)")
"""Brackets that stand the wrong way round: pdfium mirrors those beside letters that run from right to left."""
_MARK: Final = "Mn"


def is_rtl(text: str) -> bool:
    """Whether any letter of it is of a script that runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in _RTL for letter in text)


def in_reading_order(glyphs: Sequence[Glyph]) -> str:
    """The text of one line's glyphs, with spaces where the file has them and where a gap shows one.

    A line that holds more letters from left to right runs that way, with the others inside it.
    """
    clusters = list(_clusters(sorted(glyphs, key=lambda glyph: (glyph.x0 + glyph.x1) / 2)))
    strong = [unicodedata.bidirectional(letter) for text, _ in clusters for letter in text]
    rtl = 2 * sum(kind in _RTL for kind in strong) >= sum(kind in _RTL or kind == "L" for kind in strong)
    parts = list(_parts(clusters))
    whole = "".join(
        _turned(text) if backwards else "".join(text)
        for text, backwards in (reversed(parts) if rtl else _stretches_turned(parts))
    )
    for wrong in (_OPENED, _CLOSED):
        whole = wrong.sub(lambda match: match[0].translate(_MIRRORED), whole)
    return whole


def _stretches_turned(parts: Sequence[tuple[list[str], bool]]) -> Iterator[tuple[list[str], bool]]:
    """The parts of a line from left to right, with those from a first to a last word of the other direction turned."""
    stretch: list[tuple[list[str], bool]] = []
    for part in parts:
        kinds = {_kind(text) for text in part[0]}
        if "L" in kinds or not (stretch or "R" in kinds):
            yield from _stretch_turned(stretch)
            stretch = []
            yield part
        else:
            stretch.append(part)
    yield from _stretch_turned(stretch)


def _stretch_turned(stretch: Sequence[tuple[list[str], bool]]) -> Iterator[tuple[list[str], bool]]:
    """The stretch turned up to its last word of the other direction, then what follows that."""
    last = max((index for index, (texts, _) in enumerate(stretch, 1) if is_rtl("".join(texts))), default=0)
    yield from reversed(stretch[:last])
    yield from stretch[last:]


def _clusters(glyphs: Sequence[Glyph]) -> Iterator[tuple[str, bool]]:
    """The texts from left to right, spaces among them; marks go with the letter that they stand on."""
    spaces = sorted(glyph.space for glyph in glyphs if math.isfinite(glyph.space) and not _is_mark(glyph))
    found: list[tuple[str, Glyph]] = []
    for glyph in glyphs:
        if _is_mark(glyph) and found and glyph.x0 < found[-1][1].x1:
            found[-1] = (found[-1][0] + glyph.text, found[-1][1])
        else:
            found.append((_ligature(glyph.text), glyph))
    before: Glyph | None = None
    for text, glyph in found:
        if before is not None and _has_space(before, glyph, spaces):
            yield " ", False
        yield text, is_rtl(text)
        before = glyph


def _is_mark(glyph: Glyph) -> bool:
    return all(unicodedata.category(letter) == _MARK for letter in glyph.text)


def _ligature(text: str) -> str:
    """Letters of one glyph, which pdfium turns round, as they are read."""
    return _LAM_ALEF.sub(r"\2\1", text[::-1]) if len(text) > 1 and is_rtl(text) else text


def _has_space(left: Glyph, right: Glyph, spaces: Sequence[float]) -> bool:
    """Whether the file has a space between the middles of both, a gap shows one, or letters of both directions meet."""
    if left.text.isalpha() and right.text.isalpha() and is_rtl(left.text) != is_rtl(right.text):
        return True
    from_, to = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
    return bisect(spaces, from_) < bisect(spaces, to) or right.x0 - left.x1 > _GAP * min(left.size, right.size)


def _parts(clusters: Sequence[tuple[str, bool]]) -> Iterator[tuple[list[str], bool]]:
    """Stretches of one direction from left to right; numbers and what is in them run from left to right."""
    kinds = [_kind(text) for text, _ in clusters]
    texts = [text for text, _ in clusters]
    start = 0
    while start < len(texts):
        end = start + 1
        if kinds[start] == "N":
            joining = _IN_NUMBERS if _follows_arabic(texts, start) else _IN_NUMBERS + "-"
            while end < len(texts) and (
                kinds[end] == "N" or (texts[end] in joining and end + 1 < len(texts) and kinds[end + 1] == "N")
            ):
                end += 1
            yield texts[start:end], False
        elif kinds[start] == "L":
            while end < len(texts) and _goes_on_left_to_right(kinds, end):
                end += 1
            yield texts[start:end], False
        else:
            yield texts[start:end], True
        start = end


def _follows_arabic(texts: Sequence[str], start: int) -> bool:
    """Whether the number at that place is read after an Arabic word: a hyphen then parts numbers that run leftwards."""
    end = next((at for at in range(start, len(texts)) if _kind(texts[at]) in "RL"), None)
    return end is not None and any(unicodedata.bidirectional(letter) == "AL" for letter in texts[end])


def _goes_on_left_to_right(kinds: Sequence[str], at: int) -> bool:
    following = next((kind for kind in kinds[at:] if kind != "O"), "R")
    return kinds[at] in "LN" or following in "LN"


def _kind(text: str) -> str:
    kinds = {unicodedata.bidirectional(letter) for letter in text}
    if kinds & _RTL:
        return "R"
    if "L" in kinds:
        return "L"
    return "N" if kinds & _DIGITS else "O"


def _turned(texts: Sequence[str]) -> str:
    return "".join(text.translate(_MIRRORED) if len(text) == 1 else text for text in reversed(texts))
