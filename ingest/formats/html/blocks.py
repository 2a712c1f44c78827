"""The headings, paragraphs, list items and table rows of a page, in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborNode

from ingest.content import Kind
from ingest.formats.html.boilerplate import Page
from ingest.formats.html.inline import Counter, Script, formula, script_of, shifted
from ingest.formats.html.tables import INLINE, is_data, rows, tail
from ingest.formats.html.tree import TEXT, leads_away, walked
from ingest.questions import is_question
from ingest.text import is_visible, one_line, word_set

_BOLD: Final = word_set("b strong")
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_END_HEADING: Final = word_set("p ul ol dl table div")
"""Elements that end a heading which nobody closed, once it has words."""
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_BROKEN: Final = re.compile(r"\n\s*\n\s*")


@dataclass(slots=True)
class Found:
    """A block as it was found: its words, how many code points of them are links, and whether it is in the content.

    `bold` says that all of it is.
    """

    text: str
    kind: Kind
    level: int
    links: int
    inside: bool
    listed: bool
    bold: bool = False


@dataclass(slots=True)
class _State:
    parts: list[str] = field(default_factory=list)
    links: int = 0
    bold: int = 0
    bold_depth: int = 0
    heading: int = 0
    headed: bool = False
    link_depth: int = 0
    pre_depth: int = 0
    list_depth: int = 0
    inside: bool = False
    terms: list[Found] = field(default_factory=list)
    explains: bool = False
    counters: list[Counter] = field(default_factory=list)
    scripts: list[tuple[Script, int]] = field(default_factory=list)
    number: str = ""
    asks: bool = False
    closed: bool = False


def blocks(page: Page) -> Iterator[Found]:
    """Every block of the page that is not passed over."""
    state = _State()
    skipped = resumed = 0
    for node, opens in walked(page.body, page.passed):
        tag = node.tag or ""
        skipped = 0 if resumed and node.mem_id == resumed else skipped
        if skipped:
            skipped = 0 if node.mem_id == skipped and not opens else skipped
        elif tag == "math":
            state.parts.append(formula(node, "".join(state.parts[-1:])))
            skipped = node.mem_id
        elif tag in {TEXT, "br"} or tag in INLINE:
            _add_inline(state, node, tag, opens=opens)
        else:
            yield from _flushed(state, tag, opens=opens)
            if label := page.visibility.labels.get(node.mem_id):
                yield from _labelled(state, label, opens=opens)
            if tag in {"dl", "dd"} and not opens:
                yield from _unexplained(state)
            _enter(state, tag, opens=opens)
            _count(state, node, tag, opens=opens)
            if node.mem_id == page.root.mem_id:
                state.inside = opens
            if tag == "table" and opens and is_data(node, page.passed):
                skipped, resumed = node.mem_id, tail(node, page.passed)
                yield from _unexplained(state)
                yield from _table(node, page, resumed, inside=state.inside)
    yield from _flushed(state, "", opens=False)
    yield from _unexplained(state)


def _labelled(state: _State, label: str, *, opens: bool) -> Iterator[Found]:
    """What the control of a panel calls it, as a question that the panel answers."""
    state.closed = not opens
    if opens:
        yield Found(label, "question", 1, 0, state.inside, listed=False)


def _add_inline(state: _State, node: LexborNode, tag: str, *, opens: bool) -> None:
    """Add a text, a line break, or the mark of what begins or ends within a line."""
    if tag == TEXT:
        _add_text(state, node.text_content or "")
    elif tag == "br":
        state.parts.append("\n" if opens else "")
    elif script := script_of(node):
        _shift(state, script, opens=opens)
    else:
        state.parts.append({"q": "“" if opens else "”"}.get(tag, ""))
    state.bold_depth += (1 if opens else -1) if tag in _BOLD and tag != TEXT else 0
    state.link_depth += (1 if opens else -1) if leads_away(node) else 0


def _enter(state: _State, tag: str, *, opens: bool) -> None:
    step = 1 if opens else -1
    if tag in _HEADINGS:
        state.heading = _HEADINGS[tag] if opens else 0
        state.headed = False
    elif tag in _END_HEADING and opens and state.headed:
        state.heading = 0
    elif tag in {"pre", "listing", "xmp"}:
        state.pre_depth += step
    elif tag == "dd":
        state.explains = opens
    elif tag == "summary":
        state.asks = opens
    elif tag == "details" and not opens:
        state.closed = True
    if tag in {"ul", "ol"}:
        state.list_depth += step


def _count(state: _State, node: LexborNode, tag: str, *, opens: bool) -> None:
    """Count the items of numbered lists, as a browser does."""
    if tag in {"ul", "ol"} and opens:
        state.counters.append(Counter.of(node))
    elif tag in {"ul", "ol"} and state.counters:
        state.counters.pop()
    elif tag == "li":
        state.number = state.counters[-1].next(node) if opens and state.counters else ""


def _shift(state: _State, script: Script, *, opens: bool) -> None:
    """Note where raised or lowered text begins; where it ends, write it so that it does not join what is before it."""
    if opens:
        state.scripts.append((script, len(state.parts)))
    elif state.scripts:
        script, start = state.scripts.pop()
        text, state.parts[start:] = "".join(state.parts[start:]), []
        before = "".join(state.parts[-3:])
        state.parts.append(shifted(script, before, text))


def _add_text(state: _State, text: str) -> None:
    words = text if state.pre_depth else _SPACE.sub(" ", text)
    state.parts.append(words)
    state.links += len(words.strip()) if state.link_depth else 0
    state.bold += len("".join(words.split())) if state.bold_depth else 0


def _flushed(state: _State, tag: str, *, opens: bool) -> Iterator[Found]:
    """The block that ends where an element opens or closes; two line breaks divide it."""
    if not state.parts:
        return
    whole = "".join(state.parts)
    links, state.parts, state.links = state.links, [], 0
    bold, state.bold = state.bold >= len("".join(whole.split())), 0
    state.scripts = [(script, 0) for script, _ in state.scripts]
    if not is_visible(whole):
        return
    pieces = [whole] if state.pre_depth else _BROKEN.split(whole)
    for piece in pieces:
        text = piece.strip("\n") if state.pre_depth else "\n".join(" ".join(line.split()) for line in piece.split("\n"))
        if is_visible(text):
            share = round(links * len(piece) / len(whole))
            kind, level = _kind(state)
            state.headed = state.heading > 0
            found = Found(state.number + text.strip(), kind, level, share, state.inside, state.list_depth > 0, bold)
            state.number = ""
            yield from _placed(state, found, term=tag == "dt" and not opens)


def _kind(state: _State) -> tuple[Kind, int]:
    """The kind and the level of the block that ends; 0 of a paragraph after the end of details."""
    if state.heading:
        return "heading", state.heading
    if state.asks:
        state.closed = False
        return "question", 1
    if state.list_depth > 0:
        return "item", state.list_depth
    closed, state.closed = state.closed, False
    return "paragraph", int(not closed)


def _placed(state: _State, found: Found, *, term: bool) -> Iterator[Found]:
    """The block, with the terms before it where it explains them; a term waits for what explains it."""
    explains = state.explains and found.kind != "heading" and not term
    if explains and state.terms and is_question(state.terms[-1].text):
        for asked in state.terms:
            asked.kind = "question"
        yield from _unexplained(state)
    elif explains and state.terms:
        terms = ", ".join(one_line(each.text).rstrip(":") for each in state.terms)
        found.text = f"{terms}: {found.text}"
        found.links += sum(each.links for each in state.terms)
        found.kind = "item"
        state.terms = []
    elif state.explains or not term:
        yield from _unexplained(state)
    state.explains = False
    if term:
        state.terms.append(found)
    else:
        yield found


def _unexplained(state: _State) -> Iterator[Found]:
    """The terms that nothing explains."""
    terms, state.terms = state.terms, []
    yield from terms


def _table(table: LexborNode, page: Page, end: int, *, inside: bool) -> Iterator[Found]:
    for row in rows(table, page.passed, end):
        yield Found(row.text, row.kind, 1, 0 if " | " in row.text else row.links, inside, listed=False)
