"""What is written onto a PDF page rather than printed on it: values of form fields, and notes of free text."""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.formats.pdf.text_runs import Piece

_MOST: Final = 5000
"""Annotations of a page that are read."""
_LONGEST: Final = 200_000
"""Bytes of what one says."""
_SIZE: Final = 10.0
"""Height of letters, in points, in a field that is higher than a line."""
_FIELDS: Final = frozenset({raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})
_HIDDEN: Final = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_SECRET: Final = 1 << 13
"""The flag of a field for a password."""


def written(document: pdfium.PdfDocument, page: pdfium.PdfPage, turn: int) -> list[Piece]:
    """What is written onto the page, where it stands; `turn` is that of the page's text, in quarter turns."""
    found: list[Piece] = []
    for index in range(min(max(0, raw.FPDFPage_GetAnnotCount(page.raw)), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            found += _pieces(document.formenv, annotation, turn)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def _pieces(form: Any, annotation: Any, turn: int) -> Iterator[Piece]:
    rect = raw.FS_RECTF()
    if raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN or not raw.FPDFAnnot_GetRect(annotation, rect):
        return
    lines = [line for line in _text(form, annotation).replace("\r\n", "\n").replace("\r", "\n").split("\n") if line]
    height = abs(rect.top - rect.bottom)
    size = min(_SIZE, height) or _SIZE
    step = height / len(lines) if lines else 0.0
    middle = (rect.top + rect.bottom) / 2
    first = -middle + size / 3 if len(lines) == 1 and height <= 3 * size else -rect.top + size
    for count, line in enumerate(lines):
        text = " ".join("".join(letter for letter in line if letter.isprintable()).split())
        if text:
            base = first + count * min(step, 1.2 * size)
            yield Piece(text, rect.left, max(rect.right, rect.left + 1), base, size, bold=False, turn=turn)


def _text(form: Any, annotation: Any) -> str:
    """What the field holds or the note says; nothing of any other annotation."""
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    if kind != raw.FPDF_ANNOT_WIDGET or form is None:
        return ""
    if raw.FPDFAnnot_GetFormFieldType(form, annotation) not in _FIELDS:
        return ""
    if raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _SECRET:
        return ""
    return _string(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _string(asked: Callable[[Any, int], int]) -> str:
    """The string that a function of pdfium writes into a buffer, after telling its length."""
    length = asked(None, 0)
    if not 2 < length <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(length)
    asked(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")
