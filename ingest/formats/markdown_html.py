"""HTML that stands as a block in Markdown: what a reader of the page would see of it."""

import re
from html import unescape
from typing import Final

from ingest.content import Kind, LeftOut
from ingest.formats import formulas
from ingest.questions import is_question
from ingest.text import one_line, word_set

_UNSEEN: Final = word_set("script style template head title noscript svg iframe video audio canvas object")
_INLINE: Final = word_set(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub "
    "sup time tt u var wbr"
)
_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9.-]*)((?:[^<>\"']|\"[^\"<]{0,1000}\"|'[^'<]{0,1000}'|[\"'])*+)>|<[!?/][^<>]*>"
)
_MARKING: Final = {"sup": "sup", "sub": "sub", "del": "s", "s": "s", "strike": "s"}
_START: Final = re.compile(r"""\bstart\s*=\s*["']?(\d{1,6})""", re.IGNORECASE)
_CHECKBOX: Final = re.compile(r"""\btype\s*=\s*["']?checkbox\b""", re.IGNORECASE)
_CHECKED: Final = re.compile(r"(?<![\w-])checked\b", re.IGNORECASE)
_CALLED: Final = re.compile(r"""(?<![\w-])(?:title|label|summary|heading|header)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
"""What a component of MDX is called."""
_ALTERNATIVE: Final = re.compile(r"""(?<![\w-])alt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


def standing_for(html: str) -> str:
    """What a tag within a line stands for: a picture's description, a box with or without its tick."""
    tag = _TAG.match(html)
    if tag is None or tag[1] or not tag[2]:
        return ""
    called = _name_of(tag[2], tag[3])
    return f"{called}: " if called else _shown(tag[2].lower(), tag[3])


def _name_of(tag: str, attributes: str) -> str:
    """What a component of MDX is called, "" for none."""
    called = _CALLED.search(attributes) if tag[0].isupper() else None
    return unescape(called[1] or called[2] or "") if called else ""


def _shown(tag: str, attributes: str) -> str:
    if tag == "img":
        told = _ALTERNATIVE.search(attributes)
        return unescape(told[1] or told[2] or "") if told else ""
    if tag == "input" and _CHECKBOX.search(attributes):
        return "☑" if _CHECKED.search(attributes) else "☐"
    return ""


def _without_comments(html: str) -> str:
    parts: list[str] = []
    position = 0
    while (start := html.find("<!--", position)) >= 0:
        parts.append(html[position:start])
        end = html.find("-->", start)
        position = end + 3 if end >= 0 else len(html)
    return "".join([*parts, html[position:]])


class Html:
    """Reads the HTML of a document, piece by piece: a row of a table may go on in the next, with Markdown between."""

    def __init__(self, left: LeftOut) -> None:
        self._left = left
        self._marked: dict[str, int] = {}
        self._counts: list[int | None] = []
        self._number = ""
        self._term = ""
        self._asked = False
        self.found: list[tuple[str, Kind, int]] = []
        self._words: list[str] = []
        self._cells: list[str] | None = None
        self._heads = 0
        self._kind: Kind = "paragraph"
        self._level = 1
        self._lists = 0
        self._unseen = ""

    @property
    def in_cell(self) -> bool:
        """Whether a cell of a table is open, to which the words of the Markdown after it belong."""
        return self._cells is not None

    def read(self, html: str) -> list[tuple[str, Kind, int]]:
        """The words of each block that ends in the piece, its kind and level; no words and level 0 where details end.

        Struck text is left out, and counted.
        """
        html = _without_comments(html)
        position = 0
        for tag in _TAG.finditer(html):
            self.add(unescape(html[position : tag.start()]))
            position = tag.end()
            if tag[2]:
                self._component(tag[2], tag[3], closes=bool(tag[1]))
                self.pass_tag(tag[2].lower(), tag[3], closes=bool(tag[1]))
        self.add(unescape(html[position:]))
        if self.in_cell:
            return self._found()
        self._unseen = ""
        return self.end()

    def end(self) -> list[tuple[str, Kind, int]]:
        """The blocks that end with the document."""
        self.flush()
        return self._found()

    def _found(self) -> list[tuple[str, Kind, int]]:
        found, self.found = self.found, []
        return found

    def _component(self, tag: str, attributes: str, *, closes: bool) -> None:
        called = "" if closes or self._unseen else _name_of(tag, attributes)
        if called:
            self.flush()
            self._words.append(called)

    def add(self, words: str) -> None:
        """Take words between tags."""
        if not self._unseen:
            self._words.append(re.sub(r"\s+", " ", words))

    def pass_tag(self, tag: str, attributes: str, *, closes: bool) -> None:
        """Pass over a tag, which may end what is being read."""
        if tag in _UNSEEN and attributes.rstrip().endswith("/"):
            return
        if self._unseen or (tag in _UNSEEN and not closes):
            self._unseen = "" if closes and tag == self._unseen else self._unseen or tag
        elif tag == "br":
            self._words.append("\n")
        elif tag in {"img", "input"}:
            self._words.append(_shown(tag, attributes))
        elif tag in _MARKING:
            self._mark(_MARKING[tag], closes=closes)
        elif tag not in _INLINE:
            self._leave(tag) if closes else self._enter(tag, attributes)

    def _mark(self, mark: str, *, closes: bool) -> None:
        """Note where raised, lowered or struck words begin, and write or leave them where they end."""
        if not closes:
            self._marked.setdefault(mark, len(self._words))
        elif mark in self._marked:
            start = self._marked.pop(mark)
            words, before = "".join(self._words[start:]), "".join(self._words[:start])[-3:]
            if mark == "s":
                self._left.add("struck text", words)
                self._words[start:] = []
            else:
                written = formulas.raised if mark == "sup" else formulas.lowered
                self._words[start:] = [written(before, words)]

    def _enter(self, tag: str, attributes: str) -> None:
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
            start = _START.search(attributes)
            self._counts.append((int(start[1]) if start else 1) - 1 if tag == "ol" else None)
        elif tag == "li":
            self._kind, self._level = "item", max(self._lists, 1)
            self._number = ""
            if self._counts and self._counts[-1] is not None:
                self._counts[-1] += 1
                self._number = f"{self._counts[-1]}. "
        elif tag in {"dt", "dd"}:
            self._end_term() if tag == "dt" else None
            self._kind = "paragraph" if tag == "dd" and self._asked else "item"
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
        elif tag == "dt" and self.found:
            words = self.found.pop()[0]
            self._asked = is_question(words)
            if self._asked:
                self.found.append((words, "question", 1))
            else:
                self._term = words
        elif tag in {"dd", "dl"}:
            self._end_term()
        if tag in {"ul", "ol"} and self._lists:
            self._lists -= 1
            self._counts.pop()

    def _end_term(self) -> None:
        """Say a term that nothing explains."""
        term, self._term = self._term, ""
        if term:
            self.found.append((term, "item", 1))

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
        self._words, self._marked = [], {}
        if words:
            words = f"{self._number}{self._term.rstrip(':')}{': ' if self._term else ''}{words}"
            self._number = self._term = ""
            self.found.append((words, self._kind, self._level))
            self._kind, self._level = "paragraph", 1
