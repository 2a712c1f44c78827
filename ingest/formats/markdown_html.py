"""HTML that stands as a block in Markdown: what a reader of the page would see of it."""

import re
from html import unescape
from typing import Final

from ingest.content import Kind
from ingest.text import one_line, word_set

_UNSEEN: Final = word_set("script style template head title noscript svg")
_INLINE: Final = word_set(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub "
    "sup time tt u var wbr"
)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>|<[!?/][^<>]*>")
_ALTERNATIVE: Final = re.compile(r"""(?<![\w-])alt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


def html_blocks(html: str) -> list[tuple[str, Kind, int]]:
    """The words of each block, its kind and level; no words and level 0 where details end."""
    reader = _Reader()
    html = _without_comments(html)
    position = 0
    for tag in _TAG.finditer(html):
        reader.add(unescape(html[position : tag.start()]))
        position = tag.end()
        if tag[2]:
            reader.pass_tag(tag[2].lower(), tag[3], closes=bool(tag[1]))
    reader.add(unescape(html[position:]))
    reader.flush()
    return reader.found


def _without_comments(html: str) -> str:
    parts: list[str] = []
    position = 0
    while (start := html.find("<!--", position)) >= 0:
        parts.append(html[position:start])
        end = html.find("-->", start)
        position = end + 3 if end >= 0 else len(html)
    return "".join([*parts, html[position:]])


class _Reader:
    def __init__(self) -> None:
        self.found: list[tuple[str, Kind, int]] = []
        self._words: list[str] = []
        self._cells: list[str] | None = None
        self._heads = 0
        self._kind: Kind = "paragraph"
        self._level = 1
        self._lists = 0
        self._unseen = ""

    def add(self, words: str) -> None:
        """Take words between tags."""
        if not self._unseen:
            self._words.append(re.sub(r"\s+", " ", words))

    def pass_tag(self, tag: str, attributes: str, *, closes: bool) -> None:
        """Pass over a tag, which may end what is being read."""
        if self._unseen or (tag in _UNSEEN and not closes):
            self._unseen = "" if closes and tag == self._unseen else self._unseen or tag
        elif tag == "br":
            self._words.append("\n")
        elif tag == "img":
            told = _ALTERNATIVE.search(attributes)
            self._words.append(unescape(told[1] or told[2] or "") if told else "")
        elif tag not in _INLINE:
            self._leave(tag) if closes else self._enter(tag)

    def _enter(self, tag: str) -> None:
        if self._cells is not None and tag not in {"tr", "table"}:
            if tag in {"td", "th"}:
                self._close_cell()
                self._heads += tag == "th"
            else:
                self._words.append(" ")
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
