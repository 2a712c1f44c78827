"""What the style sheets within a page hide: rules with `display: none`, as far as they hold on every screen."""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode, SelectolaxError

from ingest.formats.html.tree import attribute, text_of

_COMMENT: Final = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_LONGEST: Final = 300_000
"""Characters of style sheets that are read."""
_MOST: Final = 300
"""Selectors that are looked for."""
_SHOWS: Final = re.compile(r"(?:^|[;\s])(display|visibility)\s*:\s*([\w-]+)", re.IGNORECASE)
_UNSURE: Final = re.compile(r":|no-?js|\A\s*(?:\*|html|body)\s*\Z", re.IGNORECASE)
"""A selector of a state, of browsers without programs, or of the whole page."""
_MOST_SHARE: Final = 0.5
"""Share of a page's text that a rule may hide; one that hides more waits for a program to show it."""


def hidden_by_style(body: LexborNode) -> set[int]:
    """The `mem_id` of the elements that the page's own rules hide."""
    root = body.parent or body
    sheets = [node.text() for node in root.css("style") if attribute(node, "media").lower() in {"", "all", "screen"}]
    hidden: dict[int, LexborNode] = {}
    for selector, hides in list(_rules("\n".join(sheets)[:_LONGEST]))[:_MOST]:
        try:
            found = body.css(selector)
        except (SelectolaxError, ValueError):
            continue
        for node in found:
            if hides and not _SHOWS.search(attribute(node, "style")):
                hidden[node.mem_id] = node
            else:
                hidden.pop(node.mem_id, None)
    whole = len(text_of(body))
    return {name for name, node in hidden.items() if len(text_of(node)) <= _MOST_SHARE * whole}


def _rules(sheet: str) -> Iterator[tuple[str, bool]]:
    """Selectors in order, each with whether it hides what it selects, where any rule hides something."""
    found = [
        (selector.strip(), shows[1].lower(), shows[2].lower() in {"none", "hidden", "collapse"})
        for selectors, inside in _blocks(_COMMENT.sub("", sheet))
        if (shows := _SHOWS.search(inside))
        for selector in selectors.split(",")
        if selector.strip() and not _UNSURE.search(selector)
    ]
    if any(hides for _, _, hides in found):
        yield from ((selector, hides) for selector, _, hides in found)


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """The rules outside of others such as `@media`: the selectors and what stands in the braces."""
    depth, start, opened = 0, 0, 0
    for match in re.finditer(r"[{};]", sheet):
        at = match.start()
        if match[0] == "{":
            depth += 1
            opened = at if depth == 1 else opened
        elif match[0] == "}" and depth:
            depth -= 1
            selectors = sheet[start:opened].strip()
            if not depth and not selectors.startswith("@"):
                yield selectors, sheet[opened + 1 : at]
        if not depth:
            start = at + 1
