"""Tables of a page: those that hold data, row by row; those that only place things on the page are none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Final

from selectolax.lexbor import LexborNode

from ingest.content import Kind
from ingest.formats.html.inline import formula, script_of, shifted
from ingest.formats.html.tree import TEXT, attribute, leads_away, walked
from ingest.text import one_line, word_set

_LONG: Final = 500
"""Code points of a cell that places prose on the page rather than hold a value."""
_LOOKED_AT: Final = 2_000
"""Steps through a cell that tell how long it is: tables may nest as deep as they like."""
_VALUE: Final = 100
"""Code points of a value that stands in a cell before what does not belong there."""
_MAX_SPAN: Final = 1000
INLINE: Final = word_set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr img picture source mjx-container mjx-assistive-mml"
)
"""Elements that do not break a line; all others begin a block."""
_BELOW: Final = word_set("p div section article h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote main figure details")
"""Elements that may stand below a table rather than in it."""
_PARTS: Final = frozenset({"thead", "tbody", "tfoot"})

Passed = Callable[[LexborNode], bool]


def is_data(table: LexborNode, passed: Passed) -> bool:
    """Whether its cells are data: it has a header cell or a caption, or only short cells, two or more in a row."""
    if attribute(table, "role").lower() in {"presentation", "none"}:
        return False
    own = [list(_cells(row)) for row in _rows(table)]
    if max(map(len, own), default=0) < 2:
        return False
    if _caption(table) or any(cell.tag == "th" for row in own for cell in row):
        return True
    cells = [cell for row in own for cell in row]
    places = "td table, td h1, td h2, td h3, td form"
    if len(own) > 1 and tail(table, passed):
        unclosed = cells.pop()
        if len(table.css(places)) > len(unclosed.css(places)):
            return False
    elif table.css_first(places):
        return False
    return all(len(_words(cell, passed)[0]) <= _LONG for cell in cells)


@dataclass(frozen=True, slots=True)
class Row:
    """A caption or a row, its cells apart by ` | `; `links` counts its code points that are links."""

    text: str
    kind: Kind
    links: int


def tail(table: LexborNode, passed: Passed) -> int:
    """The `mem_id` of the element with which begins what a cell holds that nobody has closed; 0 where all are.

    Such a cell is the last one, longer than any value or with a heading, and begins with a value.
    """
    last = [cell for row in _rows(table) for cell in _cells(row)][-1:]
    value = ""
    for child in _children(last[0]) if last else ():
        if child.tag in _BELOW:
            begins = 0 < len(one_line(value)) <= _VALUE
            return child.mem_id if begins and _is_long(last[0], passed) else 0
        value += (child.text_content if child.tag == TEXT else child.text()) or ""
    return 0


def _is_long(cell: LexborNode, passed: Passed) -> bool:
    """Whether it is longer than any value, as far as its first nodes tell, or has a heading."""
    if cell.css_first("h1, h2, h3") is not None:
        return True
    inside = (node for node, _ in islice(walked(cell, passed), _LOOKED_AT) if node.tag == TEXT)
    return sum(len((node.text_content or "").strip()) for node in inside) > _LONG


def rows(table: LexborNode, passed: Passed, end: int = 0) -> Iterator[Row]:
    """The caption, then each row, up to the element of the `mem_id` at which the table ends, if one is given.

    A cell that spans rows is said in each of them, so that a row can be read alone.
    """
    caption = _caption(table)
    if caption is not None:
        words, links = _words(caption, passed)
        yield Row(words, "paragraph", links)
    spanning: dict[int, tuple[int, str]] = {}
    for row in _rows(table):
        cells: list[str] = []
        links = column = 0
        for cell in _cells(row):
            column = _carried(spanning, column, cells)
            words, linked = _words(cell, passed, end)
            links += linked
            cells.append(words)
            width = _span(cell, "colspan")
            if _span(cell, "rowspan") > 1:
                spanning[column] = (_span(cell, "rowspan") - 1, words)
            column += width
        _carried(spanning, column, cells)
        yield Row(" | ".join(cell for cell in cells if cell), "table_head" if _is_head(row) else "row", links)


def _is_head(row: LexborNode) -> bool:
    """Whether the table marks the row as its head, or all its cells as those of one."""
    parent = row.parent
    return (parent is not None and parent.tag == "thead") or all(cell.tag == "th" for cell in _cells(row))


def _carried(spanning: dict[int, tuple[int, str]], column: int, cells: list[str]) -> int:
    """Say the cells from rows above that stand in this column and on; the next free column."""
    while column in spanning:
        left, words = spanning.pop(column)
        if left > 1:
            spanning[column] = (left - 1, words)
        cells.append(words)
        column += 1
    return column


def _span(cell: LexborNode, name: str) -> int:
    value = attribute(cell, name).strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _words(cell: LexborNode, passed: Passed, end: int = 0) -> tuple[str, int]:
    """What stands in the cell before the element `end`, in one line, and how many code points of it are links."""
    parts: list[str] = []
    starts: list[int] = []
    links = depth = skipped = 0
    for node, opens in takewhile(lambda step: step[0].mem_id != end, walked(cell, passed)):
        if skipped:
            skipped = 0 if node.mem_id == skipped and not opens else skipped
        elif node.tag == "math" and opens:
            parts.append(formula(node, "".join(parts[-3:])))
            skipped = node.mem_id
        elif script := script_of(node):
            if opens:
                starts.append(len(parts))
            elif starts:
                start = starts.pop()
                text, parts[start:] = "".join(parts[start:]), []
                parts.append(shifted(script, "".join(parts[-3:]), text))
        elif node.tag == TEXT:
            parts.append(node.text_content or "")
            links += len(parts[-1].strip()) if depth else 0
        elif leads_away(node):
            depth += 1 if opens else -1
        elif node.tag == "br" or node.tag not in INLINE:
            parts.append(" ")
    return one_line("".join(parts)), links


def _caption(table: LexborNode) -> LexborNode | None:
    return next((child for child in _children(table) if child.tag == "caption"), None)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in _children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in _PARTS:
            yield from (row for row in _children(child) if row.tag == "tr")


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (cell for cell in _children(row) if cell.tag in {"td", "th"})


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next
