"""The numbers that Word puts before headings and list items: they stand in no text and are counted here."""

import re
from collections import defaultdict
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.counting import MAX_COUNTED, repeated, roman
from ingest.formats.docx.package import child, local, value
from ingest.formats.docx.package import number as number_of

_PLACE: Final = re.compile(r"%([1-9])")


class Numbers:
    """The lists of a Word file and how far each has counted."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, Element]] = {}
        self._lists: dict[str, str] = {}
        for element in [] if root is None else root:
            if local(element) == "abstractNum":
                self._levels[value(element, "abstractNumId")] = {
                    number_of(each, -1, "ilvl"): each for each in element if local(each) == "lvl"
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
    return number_of(child(level, "start"), 1)


def _written(count: int, form: str) -> str:
    if form.endswith(("Letter", "Roman")) and 0 < count <= MAX_COUNTED:
        shown = repeated(count) if form.endswith("Letter") else roman(count)
        return shown.upper() if form.startswith("upper") else shown
    return f"{count:02}" if form == "decimalZero" else str(count)
