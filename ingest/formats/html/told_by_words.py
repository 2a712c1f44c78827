"""What stands beside a page's content by its words: boxes that their heading tells, footers that a line tells.

What an author wrote is worth more than a clean page: only what can be nothing else is told, and the rest stays.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from selectolax.lexbor import LexborNode

from ingest.formats.html.furniture import (
    counts_today,
    is_counter,
    is_footer_line,
    is_of_comments,
    leads_elsewhere,
)
from ingest.formats.html.tree import NEVER, TEXT, attribute, leads_away, walked
from ingest.text import one_line, word_set

_BOXES: Final = word_set("div section aside ul td")
_STOPS: Final = word_set("body html main article")
_LABELS: Final = re.compile(r"h[1-6]|summary|legend")
_NO_PAGES: Final = ("tel:", "mailto:", "sms:")
"""What the targets of links begin with that say how to reach somebody."""
_LONGEST_LABEL: Final = 60
"""Code points of the heading of a box at most."""
_LONGEST_LINE: Final = 250
"""Code points of a line that only footers have, and of a count of visitors, at most."""
_FOOTER: Final = 1_000
"""Code points of a footer at most."""
_FOOTER_SHARE: Final = 0.3
"""Share of a page's words that a footer has at most."""
_BELOW_SHARE: Final = 0.2
"""Share of a page's words that follow a line of a footer at most."""
_LINKED: Final = 0.8
"""Share of the words under a heading in links, at least, for all to lead to other pages."""
_PROSE: Final = 25
"""Code points of a text that is prose rather than a label or a date."""
_HIGHEST: Final = 8
"""Elements that a footer's line is looked for in, and that a figure is."""


class _Counts(NamedTuple):
    """What was met of a page: of an element, the difference between its end and its start."""

    parts: int = 0
    length: int = 0
    links: int = 0
    prose: int = 0
    contents: int = 0
    fields: int = 0

    def since(self, start: "_Counts") -> "_Counts":
        """What was met from there on."""
        return _Counts(*(end - begin for end, begin in zip(self, start, strict=True)))


class ToldByWords:
    """What of a page its words tell; each element is measured once, since pages may nest as deep as they like."""

    def __init__(self, body: LexborNode) -> None:
        self._starts: dict[int, _Counts] = {}
        self._ends: dict[int, _Counts] = {}
        self._elements: list[LexborNode] = []
        self._parts: list[str] = []
        self._measure(body)
        self._whole = self._ends[body.mem_id].length if body.mem_id in self._ends else 0
        self._told: dict[int, int] = {}

    def _measure(self, body: LexborNode) -> None:
        now, linked, paragraphs, parted = _Counts(), 0, 0, True
        before: list[int] = []
        for node, opens in walked(body, lambda each: each.tag in NEVER):
            if node.tag == TEXT:
                text = node.text_content or ""
                if length := len(text.strip()):
                    self._parts.append(f" {text}" if parted else text)
                    now = now._replace(
                        parts=now.parts + 1,
                        length=now.length + length,
                        links=now.links + (length if linked else 0),
                        prose=now.prose + (not linked and length > _PROSE),
                    )
                parted = not length and (parted or bool(text))
                continue
            parted = True
            linked += (1 if opens else -1) * _leads_to_page(node)
            if opens:
                self._starts[node.mem_id] = now
                self._elements.append(node)
                paragraphs += node.tag == "p"
                before += [paragraphs] if node.tag == "article" else []
                shows = node.tag in {"h1", "main"}
                now = now._replace(contents=now.contents + shows, fields=now.fields + (node.tag == "textarea"))
            else:
                if node.tag == "article":
                    now = now._replace(contents=now.contents + (paragraphs > before.pop()))
                self._ends[node.mem_id] = now

    def boxes(self) -> Iterator[tuple[LexborNode, str]]:
        """Boxes whose heading says that they lead to other pages, hold what readers wrote, or count visitors."""
        for node in self._elements:
            head = self._label_of(node) if node.tag in _BOXES else None
            if head is None or self._counts(node).contents:
                continue
            if why := self._why(self._counts(node), self._counts(head), self._text(head), node):
                yield node, why

    def _why(self, box: _Counts, head: _Counts, label: str, node: LexborNode) -> str:
        """What a box is, "" where something in it may be content: its heading alone says too little."""
        length, links = box.length - head.length, box.links - head.links
        if is_of_comments(label) and box.fields:
            return "comments"
        if is_counter(label) and length <= _LONGEST_LINE and counts_today(self._text(node)):
            return "counter"
        led = 0 < links >= _LINKED * length and box.prose == head.prose
        return "links" if led and leads_elsewhere(label) else ""

    def footers(self) -> Iterator[tuple[LexborNode, str]]:
        """Lines that only footers have, at the end of the page, with what holds nothing but them and links."""
        found: list[LexborNode] = []
        end = -1
        for node in self._elements:
            if self._starts[node.mem_id].length < end or not self._may_be_line(node):
                continue
            if is_footer_line(self._text(node)) and not _is_in_figure(node):
                end = self._ends[node.mem_id].length
                found.append(node)
                self._tell(node)
        for node in found:
            yield self._climbed(node), "footer"

    def _may_be_line(self, node: LexborNode) -> bool:
        """Whether it is short, near the end, and the outermost of those that hold just these words."""
        length = self._length(node)
        near = self._whole - self._ends[node.mem_id].length <= _BELOW_SHARE * self._whole
        if not (near and 0 < length <= _LONGEST_LINE):
            return False
        parent = node.parent
        return parent is not None and (parent.mem_id not in self._ends or self._length(parent) != length)

    def _tell(self, line: LexborNode) -> None:
        """Note the words of a footer's line outside links for each element around it."""
        counts, node = self._counts(line), line.parent
        for _ in range(_HIGHEST):
            if node is None:
                break
            self._told[node.mem_id] = self._told.get(node.mem_id, 0) + counts.length - counts.links
            node = node.parent

    def _climbed(self, node: LexborNode) -> LexborNode:
        """The outermost element around a line of a footer in which all is such lines and links to pages."""
        most = min(_FOOTER, _FOOTER_SHARE * self._whole)
        for _ in range(_HIGHEST):
            parent = node.parent
            if parent is None or parent.tag in _STOPS or parent.mem_id not in self._ends:
                break
            counts = self._counts(parent)
            if counts.length > most or counts.length - counts.links > self._told.get(parent.mem_id, 0):
                break
            node = parent
        return node

    def _label_of(self, node: LexborNode) -> LexborNode | None:
        """The heading that the box begins with, None where it begins with anything else or with none."""
        child = node.first_child
        while child is not None:
            if child.tag == TEXT and one_line(child.text_content or ""):
                return None
            if child.mem_id in self._ends and self._length(child):
                break
            child = child.next
        if child is None or not _LABELS.fullmatch(child.tag or ""):
            return None
        return child if self._length(child) <= _LONGEST_LABEL else None

    def _length(self, node: LexborNode) -> int:
        return self._ends[node.mem_id].length - self._starts[node.mem_id].length

    def _counts(self, node: LexborNode) -> _Counts:
        return self._ends[node.mem_id].since(self._starts[node.mem_id])

    def _text(self, node: LexborNode) -> str:
        """The words of the element, told without walking what is empty in it."""
        return one_line("".join(self._parts[self._starts[node.mem_id].parts : self._ends[node.mem_id].parts]))


def _leads_to_page(node: LexborNode) -> bool:
    return leads_away(node) and not attribute(node, "href").strip().lower().startswith(_NO_PAGES)


def _is_in_figure(node: LexborNode) -> bool:
    above: LexborNode | None = node
    for _ in range(_HIGHEST):
        if above is None or above.tag in {"figure", "figcaption"}:
            break
        above = above.parent
    return above is not None and above.tag in {"figure", "figcaption"}
