"""What the styles of an OpenDocument text say of its words: titles, raised and hidden ones, numbers of lists."""

from collections.abc import Iterator
from typing import Final, Literal
from xml.etree.ElementTree import Element

from ingest.formats.counting import MAX_COUNTED, alphabetic, repeated, roman
from ingest.formats.docx.package import child, local, number, value

_DEPTH: Final = 20
"""Styles that inherit from each other."""
OUTLINE: Final = "\0outline"
"""The list style of headings, which has no name."""

Counts = dict[int, int]
"""How far a list has counted, by the depth from 1."""


class Styles:
    """The styles of a document, those of its own words before the common ones."""

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, dict[int, Element]] = {}
        for root in roots:
            for kind in ("automatic-styles", "styles"):
                for each in child(root, kind) or ():
                    self._keep(each)

    def _keep(self, style: Element) -> None:
        if local(style) == "style":
            self._styles.setdefault((value(style, "family"), value(style, "name")), style)
        elif local(style) in {"list-style", "outline-style"}:
            name = value(style, "name") if local(style) == "list-style" else OUTLINE
            self._lists.setdefault(name, {number(each, 0, "level"): each for each in style})

    def is_title(self, paragraph: Element) -> bool:
        """Whether the paragraph is the document's title."""
        return any(value(each, "name") == "Title" for each in self._chain("paragraph", paragraph))

    def is_hidden(self, element: Element) -> bool:
        """Whether the paragraph or the span is not shown."""
        return self._said(element, "display") == "none"

    def is_struck(self, span: Element) -> bool:
        """Whether a line runs through the span."""
        names = ("text-line-through-style", "text-line-through-type")
        return any(self._said(span, name) not in {"", "none"} for name in names)

    def script(self, span: Element) -> Literal["sup", "sub", ""]:
        """Whether the span is raised or lowered."""
        place = self._said(span, "text-position").split(" ")[0]
        if place == "super" or (place[:-1].isdecimal() and int(place[:-1]) > 0):
            return "sup"
        return "sub" if place == "sub" or place.startswith("-") else ""

    def list_of(self, paragraph: Element) -> str:
        """The list style that the paragraph's style names, "" for none."""
        return next(filter(None, (value(each, "list-style-name") for each in self._chain("paragraph", paragraph))), "")

    def numbered(self, name: str, depth: int, counts: Counts, start: int | None = None) -> str:
        """Count the next item of that depth: what is shown before it, such as `2.1.`; "" for a bullet.

        `start`: the number that the item itself says.
        """
        levels = self._lists.get(name, {})
        level = levels.get(depth)
        first = number(level, 1, "start-value")
        counts[depth] = start if start is not None else counts.get(depth, first - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if level is None or not value(level, "num-format"):
            return ""
        shown = []
        for each in range(max(1, depth + 1 - number(level, 1, "display-levels")), depth + 1):
            count = counts.get(each, number(levels.get(each), 1, "start-value"))
            shown.append(_written(count, levels.get(each)))
        return value(level, "num-prefix") + ".".join(filter(None, shown)) + value(level, "num-suffix")

    def _said(self, element: Element, name: str) -> str:
        """What the first of the element's styles that says so says in its text properties."""
        family = "text" if local(element) == "span" else "paragraph"
        chain = self._chain(family, element)
        return next(filter(None, (value(child(each, "text-properties"), name) for each in chain)), "")

    def _chain(self, family: str, element: Element) -> Iterator[Element]:
        """The element's style and those that it inherits from."""
        name = value(element, "style-name")
        for _ in range(_DEPTH):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = value(style, "parent-style-name")


def _written(count: int, level: Element | None) -> str:
    form = value(level, "num-format")
    if form.lower() not in {"a", "i"} or not 0 < count <= MAX_COUNTED:
        return str(count) if form else ""
    letters = repeated if value(level, "num-letter-sync") == "true" else alphabetic
    shown = roman(count) if form.lower() == "i" else letters(count)
    return shown.upper() if form.isupper() else shown
