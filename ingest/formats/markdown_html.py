"""HTML that stands as a block in Markdown: what a reader of the page would see of it."""

import re
from html.parser import HTMLParser
from typing import Final

from ingest.content import Kind
from ingest.text import one_line, word_set

_UNSEEN: Final = word_set("script style template head title noscript svg")
_INLINE: Final = word_set(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub "
    "sup time tt u var wbr img"
)
_MAX_LENGTH: Final = 200_000
"""Code points of a block; a longer one loses its tags without being parsed, which takes time that grows faster."""
_TAG: Final = re.compile(r"<[^<>]*>")


def html_blocks(html: str) -> list[tuple[str, Kind, int]]:
    """The words of each block, its kind and level; no words and level 0 where details end."""
    if len(html) > _MAX_LENGTH:
        return [(_TAG.sub(" ", html), "paragraph", 1)]
    parser = _Parser()
    parser.feed(html)
    parser.close()
    parser.flush()
    return parser.found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, Kind, int]] = []
        self._words: list[str] = []
        self._cells: list[str] | None = None
        self._heads = 0
        self._kind: Kind = "paragraph"
        self._level = 1
        self._lists = 0
        self._unseen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN and self._unseen is None:
            self._unseen = tag
        elif tag == "br":
            self._words.append("\n")
        elif tag == "img":
            self._words.append(dict(attrs).get("alt") or "")
        elif tag not in _INLINE:
            self._enter(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = None
        elif tag not in _INLINE:
            self._leave(tag)

    def handle_data(self, data: str) -> None:
        if self._unseen is None:
            self._words.append(re.sub(r"\s+", " ", data))

    def _enter(self, tag: str) -> None:
        if self._cells is not None and tag not in {"tr", "table"}:
            if tag in {"td", "th"}:
                self._close_cell()
                self._heads += tag == "th"
            return
        self.flush()
        if tag == "tr":
            self._cells, self._heads = [], 0
        elif tag in {"ul", "ol"}:
            self._lists += 1
        elif tag == "li":
            self._kind, self._level = "item", max(self._lists, 1)
        elif tag == "summary":
            self._kind = "question"
        elif re.fullmatch("h[1-6]", tag):
            self._kind, self._level = "heading", int(tag[1])

    def _leave(self, tag: str) -> None:
        if self._cells is not None and tag not in {"tr", "table", "thead", "tbody"}:
            return
        self.flush()
        if tag == "details":
            self.found.append(("", "paragraph", 0))
        self._lists -= tag in {"ul", "ol"} and self._lists > 0

    def _close_cell(self) -> None:
        words = one_line("".join(self._words))
        self._words = []
        if words and self._cells is not None:
            self._cells.append(words)

    def flush(self) -> None:
        """End the block or the row that is being read."""
        if self._cells is not None:
            self._close_cell()
            kind: Kind = "table_head" if self._heads and self._heads >= len(self._cells) else "row"
            self.found.append((" | ".join(self._cells), kind, 1))
            self._cells = None
            return
        lines = [" ".join(line.split()) for line in "".join(self._words).split("\n")]
        words = "\n".join(line for line in lines if line)
        self._words = []
        if words:
            self.found.append((words, self._kind, self._level))
            self._kind, self._level = "paragraph", 1
