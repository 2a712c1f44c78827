"""The words of a Word paragraph, as they are shown; and what hangs on it: text boxes and notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats import formulas
from ingest.formats.docx.equations import equation
from ingest.formats.docx.package import child, local, number, value
from ingest.formats.docx.symbols import shown, symbol
from ingest.text import word_set

_SKIPPED: Final = word_set(
    "pPr rPr moveFrom instrText rt annotationRef footnoteRef endnoteRef separator continuationSeparator sdtPr sdtEndPr "
    "commentReference"
)
"""Elements that hold nothing to read: properties, field codes, readings above characters."""
_DELETED: Final = word_set("del delText")
_WRITTEN: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_NOTES: Final = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_OFF: Final = word_set("0 false off none")
_CHECKED: Final = {True: "☒", False: "☐"}


@dataclass(slots=True)
class Words:
    """A paragraph's text, the text boxes anchored in it, and the notes that it refers to (their kind and id).

    `charts` are the ids of the parts with its charts; `left` gives what of it is left out: its kind and its words.
    `bold` holds whether its runs are bold, None for one that is as its paragraph.
    """

    text: str = ""
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    bold: set[bool | None] = field(default_factory=set)


def words(paragraph: Element, tab: str = " ") -> Words:
    """The words of a paragraph, with `tab` for a tabulator."""
    reader = _Reader()
    reader.read(paragraph)
    reader.end_script()
    reader.found.text = "".join(reader.parts).replace("\t", tab)
    return reader.found


def is_on(element: Element | None) -> bool:
    """Whether a property is there and not switched off."""
    return element is not None and value(element).lower() not in _OFF


_SCRIPT: Final = re.compile(r"(?:super|sub)script", re.IGNORECASE)
_PLACE: Final = re.compile(r"-?0*[1-9]\d{0,2}")
"""Half points by which a run stands higher or lower than its line."""
_SHORT: Final = 8
"""Code points of what is raised so, at most: longer text is placed for looks."""


class _Reader:
    """Goes through a paragraph; raised and lowered runs are held back until another follows."""

    def __init__(self) -> None:
        self.found = Words()
        self.parts: list[str] = []
        self._script = ""
        self._held = ""
        self._font = ""

    def read(self, element: Element) -> None:
        """Add the words in the element."""
        for each in element:
            name = local(each)
            if name in _DELETED:
                self._leave("deleted text", each)
            elif name == "r":
                self._run(each)
            elif name == "sdt":
                self._control(each)
            elif name == "oMath":
                self.end_script()
                self.parts.append(equation(each, "".join(self.parts[-3:])))
            elif name == "AlternateContent":
                self._alternative(each)
            elif name not in _SKIPPED:
                self._piece(each, name)

    def _piece(self, element: Element, name: str) -> None:
        """A part of a run, or an element that holds some."""
        if name == "t":
            self._add(shown(self._font, element.text or ""))
        elif name in _WRITTEN:
            self._add(_WRITTEN[name])
        elif name == "sym":
            self._symbol(element)
        elif name == "ffData":
            self._add(_form_value(element))
        elif name == "txbxContent":
            self.found.boxes.append(element)
        elif name == "chart":
            self.found.charts.append(value(element, "id"))
        elif name in _NOTES:
            self.found.notes.append((_NOTES[name], value(element, "id")))
        else:
            self.read(element)

    def _run(self, run: Element) -> None:
        properties = child(run, "rPr")
        if is_on(child(properties, "strike")) or is_on(child(properties, "dstrike")):
            self._leave("struck text", run)
        elif is_on(child(properties, "vanish")):
            self._leave("hidden text", run)
        else:
            script = value(child(properties, "vertAlign")) or _moved(run, properties)
            if script != self._script:
                self.end_script()
            self._script = script if script in {"superscript", "subscript"} else ""
            self._font = value(child(properties, "rFonts"), "ascii")
            if any(map(str.strip, _letters(run))):
                bold = child(properties, "b")
                self.found.bold.add(None if bold is None else is_on(bold))
            self.read(run)
            self._font = ""

    def end_script(self) -> None:
        """Write what is held back so that it does not join what is before it."""
        before = "".join(self.parts[-3:])
        if self._held:
            write = formulas.raised if self._script == "superscript" else formulas.lowered
            self.parts.append(write(before, self._held))
        self._held = self._script = ""

    def _add(self, text: str) -> None:
        if self._script:
            self._held += text
        else:
            self.parts.append(text)

    def _symbol(self, element: Element) -> None:
        font, code = value(element, "font"), value(element, "char")
        shown_as = symbol(font, int(code, 16)) if _is_code(code) else None
        if shown_as is None:
            self.found.left.append(("symbol", "?"))
        self._add(shown_as or "")

    def _control(self, control: Element) -> None:
        """The value of a content control; what it says while nobody has filled it in is none."""
        properties = child(control, "sdtPr")
        if is_on(child(properties, "showingPlcHdr")) and child(properties, "checkbox") is None:
            self._leave("placeholder", control)
        else:
            self.read(control)

    def _alternative(self, element: Element) -> None:
        """What newer programs show, and what it replaces only where that has no text box."""
        boxes = len(self.found.boxes)
        for name in ("Choice", "Fallback"):
            part = child(element, name)
            if part is not None and len(self.found.boxes) == boxes:
                self.read(part)

    def _leave(self, kind: str, element: Element) -> None:
        text = "".join(_letters(element))
        if text.strip():
            self.found.left.append((kind, text))


def _letters(element: Element) -> Iterator[str]:
    return (each.text or "" for each in element.iter() if local(each) in {"t", "delText"})


def _is_code(code: str) -> bool:
    return 0 < len(code) <= 4 and all(digit in "0123456789abcdefABCDEF" for digit in code)


def _form_value(data: Element) -> str:
    """What a form field says besides its text: a ticked box, the entry chosen from a list."""
    box, choices = child(data, "checkBox"), child(data, "ddList")
    if box is not None:
        checked = child(box, "checked")
        return _CHECKED[is_on(child(box, "default") if checked is None else checked)]
    if choices is not None:
        entries = [value(each) for each in choices if local(each) == "listEntry"]
        chosen = number(child(choices, "result"), number(child(choices, "default"), 0))
        return entries[chosen] if chosen < len(entries) else ""
    return ""


def _moved(run: Element, properties: Element | None) -> str:
    """Whether a run is raised or lowered by its place, as LibreOffice does, or by a style that is called so."""
    named = _SCRIPT.search(value(child(properties, "rStyle")))
    if named:
        return named[0].lower()
    place = value(child(properties, "position"))
    if not _PLACE.fullmatch(place) or sum(map(len, _letters(run))) > _SHORT:
        return ""
    return "subscript" if place.startswith("-") else "superscript"
