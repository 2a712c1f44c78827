"""What is written onto a PDF page rather than printed on it: values of form fields, and notes of free text."""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import unescape
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
_CHOICES: Final = frozenset({raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})
_TICKED: Final = frozenset({raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON})
_MOST_OPTIONS: Final = 2000
_HIDDEN: Final = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_SECRET: Final = 1 << 13
"""The flag of a field for a password."""
_TAG: Final = re.compile(r"<[^>]*>")
_PARAGRAPH: Final = re.compile(r"</p>|<br ?/?>")
_BLANK: Final = re.compile(r"[_.…·]{4,}")
"""The line of a printed form to write on."""


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


def filled_in(printed: Sequence[Piece], written: Sequence[Piece]) -> list[Piece]:
    """The printed pieces, with what is written on a line of dots or dashes in its place; then the other written ones.

    What is written where the same is printed is one.
    """
    found = list(printed)
    for value in written:
        under = [index for index, piece in enumerate(found) if _lies_on(value, piece)]
        if any(value.text == found[index].text for index in under):
            continue
        blanks = [(index, blank) for index in under for blank in _BLANK.finditer(found[index].text)]
        if not blanks:
            found.append(value)
            continue
        index, blank = min(blanks, key=lambda each: abs(_place(found[each[0]], each[1].start()) - value.x0))
        text = found[index].text
        found[index] = replace(
            found[index], text=f"{text[: blank.start()]}{value.text}{text[blank.end() :]}", edges=b""
        )
    return found


def _lies_on(value: Piece, piece: Piece) -> bool:
    level = abs(value.base - piece.base) <= 0.6 * max(value.size, piece.size)
    return level and value.turn == piece.turn and min(value.x1, piece.x1) > max(value.x0, piece.x0)


def _place(piece: Piece, index: int) -> float:
    """About where a character of the piece stands."""
    return piece.x0 + (piece.x1 - piece.x0) * index / len(piece.text)


def _text(form: Any, annotation: Any) -> str:
    """What the field holds or the note says; nothing of any other annotation."""
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        rich = unescape(_TAG.sub("", _PARAGRAPH.sub("\n", _entry(annotation, b"RC"))))
        return _entry(annotation, b"Contents") or rich.strip()
    if kind != raw.FPDF_ANNOT_WIDGET:
        return ""
    field = -1 if form is None else raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if field == -1:  # a field that the file's list of fields leaves out
        return _entry(annotation, b"V")
    if field in _TICKED:
        return "☒" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if field in _CHOICES:
        return _chosen(form, annotation) or _value(form, annotation)
    secret = raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _SECRET
    return _value(form, annotation) if field == raw.FPDF_FORMFIELD_TEXTFIELD and not secret else ""


def _chosen(form: Any, annotation: Any) -> str:
    """The chosen entries of a list as the form shows them, which may not be what it sends."""
    count = min(max(0, raw.FPDFAnnot_GetOptionCount(form, annotation)), _MOST_OPTIONS)
    chosen = [index for index in range(count) if raw.FPDFAnnot_IsOptionSelected(form, annotation, index)]
    labels = (_string(partial(raw.FPDFAnnot_GetOptionLabel, form, annotation, index)) for index in chosen)
    return ", ".join(label for label in labels if label)


def _value(form: Any, annotation: Any) -> str:
    return _string(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _entry(annotation: Any, key: bytes) -> str:
    return _string(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size))


def _string(asked: Callable[[Any, int], int]) -> str:
    """The string that a function of pdfium writes into a buffer, after telling its length."""
    length = asked(None, 0)
    if not 2 < length <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(length)
    asked(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")
