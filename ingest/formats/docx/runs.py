"""The words of a Word paragraph, as they are shown; and what hangs on it: text boxes and notes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.docx.package import child, local, value
from ingest.text import word_set

_LEFT: Final = word_set(
    "pPr rPr del moveFrom instrText delText rt annotationRef footnoteRef endnoteRef separator continuationSeparator "
    "sdtPr sdtEndPr commentReference"
)
"""Elements that hold nothing to read: properties, deleted text, field codes, readings above characters."""
_WRITTEN: Final = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_NOTES: Final = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_OFF: Final = frozenset({"0", "false", "off"})


@dataclass(slots=True)
class Words:
    """A paragraph's text, the text boxes anchored in it, and the notes that it refers to (their kind and id)."""

    text: str = ""
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def words(paragraph: Element) -> Words:
    """The words of a paragraph."""
    found = Words()
    found.text = "".join(_pieces(paragraph, found))
    return found


def _pieces(element: Element, found: Words) -> Iterator[str]:
    for each in element:
        name = local(each)
        if name == "t":
            yield each.text or ""
        elif name in _WRITTEN:
            yield _WRITTEN[name]
        elif name == "AlternateContent":
            yield from _alternative(each, found)
        elif name == "txbxContent":
            found.boxes.append(each)
        elif name in _NOTES:
            found.notes.append((_NOTES[name], value(each, "id")))
        elif name not in _LEFT and not (name == "r" and _is_hidden(each)):
            yield from _pieces(each, found)


def _alternative(element: Element, found: Words) -> Iterator[str]:
    """What newer programs show, and what it replaces only where that has no text box."""
    boxes = len(found.boxes)
    for name in ("Choice", "Fallback"):
        part = child(element, name)
        if part is not None and len(found.boxes) == boxes:
            yield from _pieces(part, found)


def _is_hidden(run: Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and value(vanish).lower() not in _OFF
