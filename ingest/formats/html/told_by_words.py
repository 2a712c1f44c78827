"""What stands beside a page's content by its words: boxes that their heading tells, footers that a line tells."""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from ingest.formats.html.furniture import is_counter, is_footer_line, is_of_comments, leads_elsewhere
from ingest.formats.html.tree import NEVER, TEXT, leads_away, text_of, walked
from ingest.text import one_line, word_set

_BOXES: Final = word_set("div section aside ul td")
_STOPS: Final = word_set("body html main article")
_LABELS: Final = re.compile(r"h[1-6]|summary|legend")
_LONGEST_LABEL: Final = 60
"""Code points of the heading of a box at most."""
_LONGEST_LINE: Final = 250
"""Code points of a line that only footers have, and of a paragraph of a footer, at most."""
_FOOTER: Final = 1_000
"""Code points of a footer at most."""
_FOOTER_SHARE: Final = 0.3
"""Share of a page's words that a footer has at most."""
_BELOW_SHARE: Final = 0.2
"""Share of a page's words that follow a line of a footer at most."""
_LINKED: Final = 0.3
"""Share of the words of a box that leads to other pages in links, at least."""
_HIGHEST: Final = 8
"""Elements that a footer's line is looked for in, and that a figure is."""


class ToldByWords:
    """What of a page its words tell; each element is measured once, since pages may nest as deep as they like."""

    def __init__(self, body: LexborNode) -> None:
        self._lengths: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._elements: list[LexborNode] = []
        length = 0
        starts: list[int] = []
        for node, opens in walked(body, lambda each: each.tag in NEVER):
            if node.tag == TEXT:
                length += len((node.text_content or "").strip())
            elif opens:
                starts.append(length)
                self._elements.append(node)
            else:
                self._lengths[node.mem_id], self._ends[node.mem_id] = length - starts.pop(), length
        self._whole = length

    def boxes(self) -> Iterator[tuple[LexborNode, str]]:
        """Boxes whose heading says that they lead to other pages, hold what readers wrote, or count visitors."""
        for node in self._elements:
            label = self._label_of(node) if node.tag in _BOXES else ""
            why = "comments" if is_of_comments(label) else "counter" if is_counter(label) else ""
            if not why and leads_elsewhere(label) and self._is_linked(node):
                why = "links"
            if why and node.css_first("h1, main, article p") is None:
                yield node, why

    def footers(self) -> Iterator[tuple[LexborNode, str]]:
        """What holds a line that only footers have, with the short lines around it, at the end of the page."""
        for node in self._elements:
            if self._may_be_line(node) and is_footer_line(one_line(text_of(node))) and not _is_in_figure(node):
                yield self._climbed(node), "footer"

    def _may_be_line(self, node: LexborNode) -> bool:
        """Whether it is short, near the end, and the outermost of those that hold just these words."""
        length, parent = self._lengths[node.mem_id], node.parent
        near = self._whole - self._ends[node.mem_id] <= _BELOW_SHARE * self._whole
        outermost = parent is not None and self._lengths.get(parent.mem_id) != length
        return 0 < length <= _LONGEST_LINE and near and outermost

    def _climbed(self, node: LexborNode) -> LexborNode:
        """The outermost element around a line of a footer that is no more than a footer."""
        for _ in range(_HIGHEST):
            parent = node.parent
            if parent is None or parent.tag in _STOPS:
                break
            most = min(_FOOTER, _FOOTER_SHARE * self._whole)
            if self._lengths[parent.mem_id] > most or parent.css_first("h1, h2, article, main"):
                break
            if any(self._lengths.get(each.mem_id, 0) > _LONGEST_LINE for each in parent.css("p, li, td")):
                break
            node = parent
        return node

    def _label_of(self, node: LexborNode) -> str:
        """The heading that the box begins with, "" where it begins with anything else or with none."""
        child = node.first_child
        while child is not None:
            if child.tag == TEXT and one_line(child.text_content or ""):
                return ""
            if self._lengths.get(child.mem_id):
                break
            child = child.next
        if child is None or not _LABELS.fullmatch(child.tag or "") or self._lengths[child.mem_id] > _LONGEST_LABEL:
            return ""
        return one_line(text_of(child))

    def _is_linked(self, node: LexborNode) -> bool:
        links = sum(self._lengths.get(link.mem_id, 0) for link in node.css("a") if leads_away(link))
        return links >= _LINKED * self._lengths[node.mem_id]


def _is_in_figure(node: LexborNode) -> bool:
    above: LexborNode | None = node
    for _ in range(_HIGHEST):
        if above is None or above.tag in {"figure", "figcaption"}:
            break
        above = above.parent
    return above is not None and above.tag in {"figure", "figcaption"}
