"""HTML and SVG put together from elements: whatever is not markup already is escaped."""

import html
import re
from collections.abc import Iterable

_VOID = frozenset({"meta", "br"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

Child = str | None
Attribute = str | float | bool | None


class Markup(str):
    """Text that is HTML already. Only `escape`, `element` and `join` make it of what others wrote."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """`text` so that a browser shows it: nothing in it opens an element, ends an attribute, or is a control."""
    return Markup(html.escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text), quote=True))


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element; children that are no markup are escaped, None is left out.

    An attribute's name is written with `_` for `-`, and `class_` for a keyword of Python. True stands without a value;
    False and None leave it out.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(children)}</{name}>")


def join(parts: Iterable[Child], separator: str = "") -> Markup:
    """The parts one after the other, escaped where they are no markup; None is left out."""
    return Markup(escape(separator).join(_safe(part) for part in parts if part is not None))


def quoted(text: str, language: str | None = None, *, tag: str = "span", class_: str | None = None) -> Markup:
    """What others wrote, in its own language and direction."""
    known = language if language and _LANGUAGE.fullmatch(language) else None
    return element(tag, text, lang=known, dir="auto", class_=class_)


def _safe(part: str) -> Markup:
    return part if isinstance(part, Markup) else escape(part)


def _attribute(key: str, value: Attribute) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{escape(value if isinstance(value, str) else format(value, "g"))}"'
