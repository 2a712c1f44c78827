"""Walking an HTML tree without recursion, since pages may nest as deep as they like."""

from collections.abc import Callable, Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from ingest.text import word_set

TEXT: Final = "-text"
NEVER: Final = word_set(
    "script style noscript template head title meta link canvas iframe object embed audio video map input datalist "
    "frameset applet param source track rp"
)
"""Elements that hold nothing to read."""


def walked(root: LexborNode, passed: Callable[[LexborNode], bool]) -> Iterator[tuple[LexborNode, bool]]:
    """Elements and texts below and with `root` in order: each element twice, True as it opens and False as it closes.

    Texts come once, as opening. Where `passed` says so an element is passed over with all in it.
    """
    node = root
    while True:
        down = None
        if node.tag == TEXT:
            yield node, True
        elif not node.is_element_node or passed(node):
            pass
        else:
            yield node, True
            down = node.first_child
            if down is None:
                yield node, False
        if down is not None:
            node = down
            continue
        while node.mem_id != root.mem_id and node.next is None:
            parent = node.parent
            if parent is None:
                return
            node = parent
            yield node, False
        if node.mem_id == root.mem_id or node.next is None:
            return
        node = node.next


def text_of(root: LexborNode) -> str:
    """All words in the element, whether they are shown or not."""
    inside = walked(root, lambda node: node.tag in NEVER)
    return "".join((node.text_content or "") if node.tag == TEXT else " " for node, _ in inside)


def attribute(node: LexborNode, name: str) -> str:
    """The attribute's value, empty where there is none."""
    return node.attrs.sget(name)


def leads_away(node: LexborNode) -> bool:
    """Whether the element is a link to another page: one to a place in a page is a heading's mark or a note's."""
    target = attribute(node, "href") if node.tag == "a" else ""
    return bool(target) and "#" not in target
