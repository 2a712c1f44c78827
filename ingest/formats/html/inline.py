"""What stands in a line of a page and is more than its letters: raised and lowered text, formulas, items' numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self

from selectolax.lexbor import LexborNode

from ingest.formats import formulas
from ingest.formats.counting import MAX_COUNTED, alphabetic, roman
from ingest.formats.html.tree import attribute

Script = Literal["sup", "sub", "note"]

_RAISED_STYLE: Final = re.compile(
    r"vertical-align\s*:\s*(?P<named>super|sub)\b|vertical-align\s*:\s*(?P<length>-?)0*\.?[1-9]"
    r"|position\s*:\s*relative(?=.*?(?:^|[;\s])(?:top\s*:\s*(?P<top>-)|bottom\s*:\s*0*\.?[1-9]))"
    r"|vertical-align\s*:\s*(?:text-)?top\b(?=.*font-size)",
    re.IGNORECASE | re.DOTALL,
)
_SHORT: Final = 8
"""Code points of what is raised by a length, at most: longer text is placed so."""
_RAISED_CLASS: Final[dict[str, Script]] = {"sup": "sup", "superscript": "sup", "sub": "sub", "subscript": "sub"}
_REFERENCES: Final = frozenset(("doc-noteref", "noteref", "footnote-ref", "footnote-reference", "footnote_ref"))
_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_TYPES: Final = {
    "a": ("alphabetic", False),
    "A": ("alphabetic", True),
    "i": ("roman", False),
    "I": ("roman", True),
    "lower-alpha": ("alphabetic", False),
    "lower-latin": ("alphabetic", False),
    "upper-alpha": ("alphabetic", True),
    "upper-latin": ("alphabetic", True),
    "lower-roman": ("roman", False),
    "upper-roman": ("roman", True),
}
"""How items are counted by a list's `type` or style: in what, and whether in capitals."""
_FIGURES: Final = {
    name: str.maketrans("0123456789", "".join(chr(zero + digit) for digit in range(10)))
    for name, zero in (
        ("thai", 0x0E50),
        ("lao", 0x0ED0),
        ("khmer", 0x17E0),
        ("cambodian", 0x17E0),
        ("myanmar", 0x1040),
        ("arabic-indic", 0x0660),
        ("persian", 0x06F0),
        ("devanagari", 0x0966),
        ("bengali", 0x09E6),
        ("tamil", 0x0BE6),
    )
}
"""Figures of other scripts, by the name of a list's style."""
_GREEK: Final = "αβγδεζηθικλμνξοπρστυφχψω"
_UNNUMBERED: Final = frozenset(("none", "disc", "circle", "square"))
_DEPTH: Final = 60
"""Elements of a formula within each other; below it is read without its form."""


def script_of(node: LexborNode) -> Script | None:
    """Whether the element is raised ("sup") or lowered ("sub") text, or the mark of a note ("note")."""
    if node.tag == "sup":
        return "note" if node.css_first("a[href^='#'], [role=doc-noteref]") else "sup"
    if node.tag == "sub":
        return "sub"
    if node.tag not in {"span", "a", "small", "font"} or not node.attributes:
        return None
    size = ";font-size" if node.tag == "small" else ""
    style = _RAISED_STYLE.search(attribute(node, "style") + size)
    if style and (style["named"] or len(node.text().strip()) <= _SHORT):
        return "sub" if (style["named"] or "").lower() == "sub" or style["length"] else "sup"
    if node.tag == "a" and _is_reference(node):
        return "note"
    return _RAISED_CLASS.get(attribute(node, "class").strip().lower())


def _is_reference(node: LexborNode) -> bool:
    """Whether a link is the mark of a note: it leads to a place in the page, and says that it refers to one."""
    told = {attribute(node, "role").lower(), attribute(node, "epub:type").lower()}
    told |= set(attribute(node, "class").lower().split())
    within = node.parent is not None and node.parent.tag == "sup"
    return not within and attribute(node, "href").startswith("#") and not _REFERENCES.isdisjoint(told)


def shifted(script: Script, before: str, text: str) -> str:
    """Raised or lowered text as it is written after the text before it; the mark of a note as ` [1]`."""
    if script == "note":
        mark = text.strip()
        return text if not mark or mark.startswith(("[", "(")) else f" [{mark}]"
    return formulas.raised(before, text) if script == "sup" else formulas.lowered(before, text)


@dataclass(slots=True)
class Counter:
    """Counts the items of one list; `step` is 0 for a list without numbers."""

    count: int
    step: int
    form: str

    @classmethod
    def of(cls, node: LexborNode) -> Self:
        """The counter of a `ul` or `ol` that begins."""
        styles = _LIST_STYLE.findall(attribute(node, "style"))
        form = styles[-1].lower() if styles else attribute(node, "type").strip()
        if node.tag == "ul" or form in _UNNUMBERED:
            return cls(0, 0, "")
        step = -1 if "reversed" in node.attributes else 1
        first = sum(child.tag == "li" for child in node.iter()) if step < 0 else 1
        return cls(_integer(attribute(node, "start"), first) - step, step, form)

    def next(self, item: LexborNode) -> str:
        """What is shown before the next item: `3. `, `c. `; "" in a list without numbers."""
        if not self.step:
            return ""
        self.count = _integer(attribute(item, "value"), self.count + self.step)
        form, capital = _TYPES.get(self.form, ("", False))
        shown = str(self.count).translate(_FIGURES.get(self.form, {}))
        if form and 0 < self.count <= MAX_COUNTED:
            shown = alphabetic(self.count) if form == "alphabetic" else roman(self.count)
        elif self.form == "lower-greek" and 0 < self.count <= len(_GREEK):
            shown = _GREEK[self.count - 1]
        elif self.form == "decimal-leading-zero":
            shown = shown.zfill(2)
        return f"{shown.upper() if capital else shown}. "


def _integer(value: str, default: int) -> int:
    digits = value.strip().removeprefix("-")
    return int(value) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else default


def formula(node: LexborNode, before: str) -> str:
    """A formula (`math`) in one line: `3/4`, `x²`; of a broken one its letters."""
    return _written(node, before, _DEPTH)


def _written(node: LexborNode, before: str, depth: int) -> str:
    tag = (node.tag or "").rpartition(":")[2]
    children = [child for child in node.iter() if child.is_element_node]
    if tag in {"annotation", "annotation-xml", "mspace", "mphantom"}:
        return ""
    if not children or not depth:
        return " ".join(node.text().split())
    if tag in {"mfrac", "mroot"} and len(children) == 2:
        first, second = (_written(child, "", depth - 1) for child in children)
        return formulas.fraction(before, first, second) if tag == "mfrac" else formulas.root(first, second)
    if tag in {"msup", "msub", "msubsup", "munderover", "munder", "mover"} and len(children) > 1:
        return _scripted(tag, children, before, depth)
    if tag == "mtable":
        return formulas.matrix([[_written(cell, "", depth - 1) for cell in row.iter()] for row in children])
    whole = ""
    for child in children:
        whole += _written(child, whole or before, depth - 1)
    return formulas.root(whole) if tag == "msqrt" else whole


def _scripted(tag: str, children: Sequence[LexborNode], before: str, depth: int) -> str:
    base = _written(children[0], before, depth - 1)
    scripts = [_written(child, "", depth - 1) for child in children[1:]]
    if tag in {"msup", "mover"}:
        return base + formulas.raised(base, scripts[0])
    lower = base + formulas.lowered(base, scripts[0])
    return lower + (formulas.raised(lower, scripts[1]) if len(scripts) > 1 else "")
