"""Excel (.xlsx): each sheet under its name, row by row, with dates and percentages as they are shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from xml.etree.ElementTree import Element

from corpus.cells import Rows
from corpus.errors import DocumentRefused
from ingest.content import Content, LeftOut, TextBuilder
from ingest.formats import formulas
from ingest.formats.docx.package import Package, child, local, number, value
from ingest.formats.docx.runs import is_on
from ingest.formats.sheets import add_rows, with_empty
from ingest.text import one_line

_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the formats for dates that a workbook need not state."""
_PERCENT: Final = frozenset((9, 10))
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_DAY_ONE: Final = datetime(1899, 12, 30)
_DAY_ONE_1904: Final = datetime(1904, 1, 1)
_MOST_EMPTY: Final = 30
"""Cells between two others that are counted."""
_ROW: Final = re.compile(r"[1-9][0-9]{0,6}")


def read(data: bytes) -> Content:
    """The content of a workbook; hidden sheets are left out and said. Raises DocumentRefused for one without text."""
    package = Package(data, "xl/")
    book = package.root(package.main)
    if book is None:
        raise DocumentRefused("it is an Excel workbook without sheets, or damaged; save it again")
    strings = _strings(package)
    formats = _formats(package)
    first = _DAY_ONE_1904 if value(child(book, "workbookPr"), "date1904") in {"1", "true"} else _DAY_ONE
    builder, left, places = TextBuilder(), LeftOut(), Rows()
    for sheet in child(book, "sheets") or ():
        part = package.root(package.related_by_id(value(sheet, "id")))
        rows = [] if part is None else list(_rows(part, strings, formats, first))
        name = one_line(value(sheet, "name"))
        if value(sheet, "state") in {"hidden", "veryHidden"}:
            left.add(f"hidden sheet {name}", " ".join(cell for _, row in rows for cell in row))
        elif any(row for _, row in rows):
            builder.add(name, "heading")
            add_rows(builder, rows, places, name)
    if not builder.blocks:
        raise DocumentRefused("it is an Excel workbook without text")
    return Content(builder.text, builder.blocks, metadata=places.metadata, remarks=left.remarks())


def _rows(
    sheet: Element, strings: Sequence[str], formats: Sequence[str], first: datetime
) -> Iterator[tuple[int, list[str]]]:
    """The number of each row and its cells, an empty row where some are left out; a hidden row is left."""
    before = 0
    for row in child(sheet, "sheetData") or ():
        place = int(written) if _ROW.fullmatch(written := value(row, "r")) else before + 1
        if value(row, "hidden") in {"1", "true"}:
            before = place
            continue
        if place > before + 1:
            yield place - 1, []
        before = place
        cells: list[str] = []
        for cell in (each for each in row if local(each) == "c"):
            cells += [""] * min(_column(value(cell, "r")) - len(cells), _MOST_EMPTY)
            cells.append(_shown(cell, strings, formats, first))
        yield place, with_empty(cells)


def _column(reference: str) -> int:
    """The place of a cell's column from 0: 27 of `AB12`; 0 where it is not said."""
    place = 0
    for letter in reference.rstrip("0123456789")[:3]:
        place = 26 * place + ord(letter) - ord("A") + 1 if "A" <= letter <= "Z" else 0
    return max(place - 1, 0)


def _shown(cell: Element, strings: Sequence[str], formats: Sequence[str], first: datetime) -> str:
    kind, held = value(cell, "t"), child(cell, "v")
    if kind == "inlineStr":
        return _text(child(cell, "is"))
    written = "" if held is None else held.text or ""
    if kind == "s":
        return strings[int(written)] if written.isdecimal() and int(written) < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(written, written)
    if kind in {"str", "e", "d"}:
        return written
    style = number(cell, 0, "s")
    return _number(written, formats[style] if style < len(formats) else "", first)


def _number(written: str, form: str, first: datetime) -> str:
    """A number as its format shows it: `date` and `time` from days since the first, `percent` as such."""
    try:
        amount = float(written)
    except ValueError:
        return written
    if form == "date" and 0 <= amount <= (datetime.max - first).days:
        moment = first + timedelta(days=amount)
        moment = (moment + timedelta(seconds=0.5)).replace(microsecond=0)
        if amount < 1:
            return f"{moment:%H:%M}"
        return f"{moment:%Y-%m-%d}" if moment.time() == datetime.min.time() else f"{moment:%Y-%m-%d %H:%M}"
    return f"{100 * amount:.10g}%" if form == "percent" else f"{amount:.15g}"


def _strings(package: Package) -> list[str]:
    root = package.related("sharedStrings")
    return [] if root is None else [_text(item) for item in root if local(item) == "si"]


def _text(item: Element | None) -> str:
    """The words of a string as they are shown, without struck ones and without what says how they are pronounced."""
    said = ""
    for each in item if item is not None else ():
        if local(each) == "t":
            said += each.text or ""
        elif local(each) == "r" and not is_on(child(each, "rPr", "strike")):
            place = value(child(each, "rPr", "vertAlign"), "val")
            shift = {"superscript": formulas.raised, "subscript": formulas.lowered}.get(place)
            said += shift(said, _text(each)) if shift else _text(each)
    return said


def _formats(package: Package) -> list[str]:
    """What each style of cells shows a number as: `date`, `percent`, or "" for a number."""
    root = package.related("styles")
    codes: Mapping[int, str] = {
        number(each, 0, "numFmtId"): value(each, "formatCode") for each in child(root, "numFmts") or ()
    }
    return [_kind(number(each, 0, "numFmtId"), codes) for each in child(root, "cellXfs") or ()]


def _kind(identifier: int, codes: Mapping[int, str]) -> str:
    code = _LITERAL.sub("", codes.get(identifier, "")).lower()
    if identifier in _DATES or (code and re.search(r"[ymdhs]", code) and "general" not in code):
        return "date"
    return "percent" if identifier in _PERCENT or "%" in code else ""
