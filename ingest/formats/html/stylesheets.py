"""What the style sheets within a page say of its elements: which are hidden, and how text and lists look."""

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
_LOOKS: Final = re.compile(
    r"(?:^|[;\s])(?:vertical-align\s*:\s*(?!baseline|middle|bottom|inherit|initial)"
    r"|text-decoration(?:-line)?\s*:[^;]*line-through|list-style(?:-type)?\s*:|position\s*:\s*relative)",
    re.IGNORECASE,
)
"""What readers of the page look for in an element's own style."""
_UNSURE: Final = re.compile(r":|no-?js|\A\s*(?:\*|html|body)\s*\Z", re.IGNORECASE)
"""A selector of a state, of browsers without programs, or of the whole page."""
_STATE: Final = re.compile(
    r":(?:checked|target|hover|focus(?:-within|-visible)?|active)|\[(?:open|aria-expanded[^\]]*)\]"
    r"|\.(?:active|open|opened|show|shown|visible|expanded|current|selected|on|is-[\w-]+)(?![\w-])",
    re.IGNORECASE,
)
"""A state that a click brings about."""
_MOST_SHARE: Final = 0.5
"""Share of a page's text that a rule may hide; one that hides more waits for a program to show it."""


def hidden_by_style(body: LexborNode) -> set[int]:
    """The `mem_id` of the elements that the page's own rules hide, whatever is clicked."""
    hidden: dict[int, LexborNode] = {}
    shown: set[int] = set()
    shows = [(selector, match) for selector, inside in _rules(body) if (match := _SHOWS.search(inside))]
    rules = [(selector, match[2].lower() in {"none", "hidden", "collapse"}) for selector, match in shows]
    if not any(hides for _, hides in rules):
        return set()
    for selector, hides in rules[:_MOST]:
        clicked = _STATE.sub("", selector)
        if not hides and clicked != selector and not _UNSURE.search(clicked):
            shown.update(node.mem_id for node in _selected(body, clicked))
        elif not _UNSURE.search(selector):
            for node in _selected(body, selector):
                if hides and not _SHOWS.search(attribute(node, "style")):
                    hidden[node.mem_id] = node
                else:
                    hidden.pop(node.mem_id, None)
    whole = len(text_of(body))
    return {name for name, node in hidden.items() if name not in shown and len(text_of(node)) <= _MOST_SHARE * whole}


def write_looks(body: LexborNode) -> None:
    """Write into the elements' own styles what the page's rules say of struck and raised text and of lists' numbers."""
    rules = list(_rules(body))
    counts = any("counter" in inside for _, inside in rules)  # items get their numbers so, not by the list's style
    looks = [(selector, inside) for selector, inside in rules if _LOOKS.search(inside)]
    for selector, inside in looks[:_MOST]:
        if counts and "list-style" in inside:
            continue
        for node in () if _UNSURE.search(selector) else _selected(body, selector):
            node.attrs["style"] = f"{' '.join(inside.split())};{attribute(node, 'style')}"


def _selected(body: LexborNode, selector: str) -> list[LexborNode]:
    try:
        return list(body.css(selector))
    except (SelectolaxError, ValueError):
        return []


def _rules(body: LexborNode) -> Iterator[tuple[str, str]]:
    """The selectors of the page's rules in order, each with what stands in the braces."""
    root = body.parent or body
    sheets = [node.text() for node in root.css("style") if attribute(node, "media").lower() in {"", "all", "screen"}]
    for selectors, inside in _blocks(_COMMENT.sub("", "\n".join(sheets)[:_LONGEST])):
        yield from ((selector.strip(), inside) for selector in selectors.split(",") if selector.strip())


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
