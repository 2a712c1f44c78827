"""What a Word file's styles say of a paragraph: a heading's level, a title, an entry of a table of contents, a number.

The numbers that Word puts before headings and list items stand in no text and are counted here.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.counting import MAX_COUNTED, repeated, roman
from ingest.formats.docx.package import child, local, number, value

_HEADING: Final = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"toc(?: heading| \d)|table of figures", re.IGNORECASE)
_DEPTH: Final = 20
"""Styles that one may be based on, one upon the other."""
_PLACE: Final = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. `level` is that of a heading from 1, else 0; `number` and `depth` name a numbered list.

    `bold` says that its letters are.
    """

    level: int = 0
    title: bool = False
    contents: bool = False
    number: str = ""
    depth: int = 0
    bold: bool = False


class Styles:
    """The paragraph styles of a Word file."""

    def __init__(self, root: Element | None) -> None:
        self._elements = {
            value(each, "styleId"): each for each in ([] if root is None else root) if local(each) == "style"
        }
        self._known: dict[str, Style] = {"": Style()}

    def of(self, paragraph: Element) -> Style:
        """The style of a paragraph, with what the paragraph says itself."""
        properties = child(paragraph, "pPr")
        style = self._style(value(child(properties, "pStyle")))
        return _merged(style, properties)

    def _style(self, name: str) -> Style:
        if name not in self._known:
            chain: list[Element] = []
            base = name
            while base in self._elements and len(chain) < _DEPTH:
                chain.append(self._elements[base])
                base = value(child(chain[-1], "basedOn"))
            style = Style()
            for element in reversed(chain):
                style = _named(_merged(style, child(element, "pPr")), value(child(element, "name")))
                bold = child(element, "rPr", "b")
                style = style if bold is None else replace(style, bold=value(bold).lower() not in {"0", "false", "off"})
            self._known[name] = style
        return self._known[name]


def _named(style: Style, name: str) -> Style:
    heading = _HEADING.fullmatch(name)
    level = int(heading[1]) if heading else 0 if name.lower() in {"title", "subtitle"} else style.level
    titled, contents = name.lower() == "title", bool(_CONTENTS.fullmatch(name))
    return replace(style, level=level, title=titled, contents=contents)


def _merged(style: Style, properties: Element | None) -> Style:
    outline = number(child(properties, "outlineLvl"), style.level - 1)
    level = outline + 1 if outline < 9 else 0
    list_properties = child(properties, "numPr")
    numbered = value(child(list_properties, "numId")) or style.number
    depth = number(child(list_properties, "ilvl"), style.depth)
    return replace(style, level=level, number=numbered, depth=depth)


class Numbers:
    """The lists of a Word file and how far each has counted."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, Element]] = {}
        self._lists: dict[str, str] = {}
        for element in [] if root is None else root:
            if local(element) == "abstractNum":
                self._levels[value(element, "abstractNumId")] = {
                    number(each, -1, "ilvl"): each for each in element if local(each) == "lvl"
                }
            elif local(element) == "num":
                self._lists[value(element, "numId")] = value(child(element, "abstractNumId"))
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def next(self, number: str, depth: int) -> str:
        """What stands before the next item of the list: `2.1`, `(a)`; empty for a bullet and outside lists."""
        name = self._lists.get(number, "")
        levels = self._levels.get(name, {})
        if depth not in levels or number == "0":
            return ""
        counts = self._counts[name]
        counts[depth] = counts[depth] + 1 if depth in counts else _start(levels[depth])
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if value(child(levels[depth], "numFmt")) in {"bullet", "none"}:
            return ""

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            count = counts.get(place, _start(levels.get(place)))
            return _written(count, value(child(levels.get(place), "numFmt")))

        return _PLACE.sub(shown, value(child(levels[depth], "lvlText")))


def _start(level: Element | None) -> int:
    return number(child(level, "start"), 1)


def _written(count: int, form: str) -> str:
    if form.endswith(("Letter", "Roman")) and 0 < count <= MAX_COUNTED:
        shown = repeated(count) if form.endswith("Letter") else roman(count)
        return shown.upper() if form.startswith("upper") else shown
    return f"{count:02}" if form == "decimalZero" else str(count)
