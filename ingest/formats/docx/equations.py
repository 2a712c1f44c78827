"""Word's equations (OMML) in one line of text: `3/4`, `2¹⁰`, `√(x + 1)`."""

from collections.abc import Callable, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats import formulas
from ingest.formats.docx.package import child, local, value

_DEPTH: Final = 60
"""Elements of an equation within each other; below it is read without its form."""
_DELETED: Final = frozenset(("del", "moveFrom"))


def equation(element: Element | None, before: str = "", depth: int = _DEPTH) -> str:
    """The equation or a part of it as it is written after the text before it, empty for None."""
    if element is None:
        return ""
    name = local(element)
    if name == "t" or not depth:
        return "".join(each.text or "" for each in element.iter() if local(each) == "t")
    if name.endswith("Pr") or name in _DELETED:
        return ""
    if name in _FORMS:
        return _FORMS[name](element, before, depth - 1)
    whole = ""
    for each in element:
        whole += equation(each, whole or before, depth - 1)
    return whole


def _part(element: Element, name: str, depth: int, before: str = "") -> str:
    return equation(child(element, name), before, depth)


def _parts(element: Element, name: str, depth: int) -> list[str]:
    return [equation(each, "", depth) for each in element if local(each) == name]


def _fraction(element: Element, before: str, depth: int) -> str:
    above, below = _part(element, "num", depth), _part(element, "den", depth)
    stacked = value(child(element, "fPr", "type")) == "noBar"
    return f"[{above}; {below}]" if stacked else formulas.fraction(before, above, below)


def _scripted(element: Element, before: str, depth: int) -> str:
    limit = _part(element, "lim", depth)
    upper = local(element) == "limUpp"
    base = _part(element, "e", depth, before)
    return _with_scripts(
        base,
        _part(element, "sub", depth) or ("" if upper else limit),
        _part(element, "sup", depth) or (limit if upper else ""),
    )


def _with_scripts(base: str, sub: str, sup: str) -> str:
    lower = base + (formulas.lowered(base, sub) if sub else "")
    return lower + (formulas.raised(lower, sup) if sup else "")


def _before(element: Element, _: str, depth: int) -> str:
    """Scripts that stand before their base."""
    return _with_scripts("", _part(element, "sub", depth), _part(element, "sup", depth)) + _part(element, "e", depth)


def _root(element: Element, _: str, depth: int) -> str:
    return formulas.root(_part(element, "e", depth), _part(element, "deg", depth))


def _operator(element: Element, _: str, depth: int) -> str:
    """A sum, a product, an integral, which is the usual one."""
    sign = value(child(element, "naryPr", "chr")) or "∫"
    scripted = _with_scripts(sign, _part(element, "sub", depth), _part(element, "sup", depth))
    return f"{scripted} {_part(element, 'e', depth)}"


def _delimited(element: Element, _: str, depth: int) -> str:
    properties = child(element, "dPr")

    def mark(name: str, usual: str) -> str:
        found = child(properties, name)
        return usual if found is None else value(found)

    return mark("begChr", "(") + mark("sepChr", "|").join(_parts(element, "e", depth)) + mark("endChr", ")")


def _matrix(element: Element, _: str, depth: int) -> str:
    return formulas.matrix([_parts(row, "e", depth) for row in element if local(row) == "mr"])


def _function(element: Element, _: str, depth: int) -> str:
    return f"{_part(element, 'fName', depth)} {_part(element, 'e', depth)}"


def _lines(element: Element, _: str, depth: int) -> str:
    return "; ".join(_parts(element, "e", depth))


_FORMS: Final[Mapping[str, Callable[[Element, str, int], str]]] = {
    "f": _fraction,
    "sSup": _scripted,
    "sSub": _scripted,
    "sSubSup": _scripted,
    "limLow": _scripted,
    "limUpp": _scripted,
    "sPre": _before,
    "rad": _root,
    "nary": _operator,
    "d": _delimited,
    "m": _matrix,
    "func": _function,
    "eqArr": _lines,
}
