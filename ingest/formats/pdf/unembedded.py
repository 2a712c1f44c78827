"""Glyphs of fonts that a PDF names and does not hold: where the machine has none like them, pdfium drops their text."""

import ctypes
import io
from collections.abc import Iterator
from typing import Final

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer, LTItem
from pdfminer.psexceptions import PSException
from pypdfium2 import PdfPage, raw

from ingest.formats.pdf.glyphs import Glyph, is_bold, quarter_turns, turned
from ingest.formats.pdf.scripts import HANGUL, is_ideographic, is_in

_FEW: Final = 5
"""Text objects without a size from which text may be lost; spaces have none either."""
_UNKNOWN: Final = "(cid:"
"""How the other reader shows what it cannot read."""


def loses_text(page: PdfPage) -> bool:
    """Whether the page has text objects that show nothing, in fonts that the file does not hold."""
    lost = 0
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        item = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(item, *sides):
            continue
        if sides[0].value == sides[2].value and raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(item)) == 0:
            lost += 1
            if lost >= _FEW:
                return True
    return False


def lost(data: bytes, number: int) -> list[Glyph]:
    """The Chinese, Japanese and Korean glyphs of the page, read anew; `number` counts from 1.

    Widths of other letters are unknown there, and pdfium finds those.
    """
    try:
        return [
            glyph for glyph in _glyphs(data, number) if is_ideographic(glyph.text[0]) or is_in(glyph.text[0], HANGUL)
        ]
    except (PSException, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return []  # a file that the other reader fails at is read as far as pdfium reads it


def _is_cjk(letter: str) -> bool:
    return is_ideographic(letter) or is_in(letter, HANGUL)


def _glyphs(data: bytes, number: int) -> Iterator[Glyph]:
    for layout in extract_pages(io.BytesIO(data), page_numbers=[number - 1], laparams=None):
        for character in _characters(layout):
            text = character.get_text()
            a, b, _, _, x, y = character.matrix
            turn = quarter_turns(a, b)
            size = character.width if turn in {1, 3} else character.height
            if not text.strip() or text.startswith(_UNKNOWN) or not (0 < size < 1e4):
                continue
            x0, x1 = sorted(turned(left, bottom, turn)[0] for left, bottom in (character.bbox[:2], character.bbox[2:]))
            yield Glyph(text, x0, x1, turned(x, y, turn)[1], size, is_bold(character.fontname), turn)


def _characters(item: LTItem) -> Iterator[LTChar]:
    if isinstance(item, LTChar):
        yield item
    elif isinstance(item, LTContainer):
        for child in item:
            yield from _characters(child)
