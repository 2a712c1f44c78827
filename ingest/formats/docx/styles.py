"""What a Word file's styles say of a paragraph: a heading's level, a title, an entry of a table of contents."""

import re
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.docx.package import child, local, number, value

_HEADING: Final = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"toc(?: heading| \d)|table of figures", re.IGNORECASE)
_DEPTH: Final = 20
"""Styles that one may be based on, one upon the other."""


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
