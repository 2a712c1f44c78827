"""Which parts of a page its readers can see, at once or after a click, and what that click is on."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from selectolax.lexbor import LexborNode

from ingest.formats.html.stylesheets import hidden_by_style
from ingest.formats.html.tree import NEVER, attribute, text_of
from ingest.text import is_visible, one_line, word_set

_FIELDS: Final = {"button": "button", "select": "form", "textarea": "form", "svg": "text in pictures"}
_STRUCK: Final = word_set("del s strike")
_STRUCK_CLASS: Final = word_set(
    "line-through text-decoration-line-through strikethrough text-strikethrough strike strike-through struck"
)
_STRUCK_STYLE: Final = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS: Final = word_set("hidden invisible d-none is-hidden hide visually-hidden sr-only screen-reader-text")
_SHOWN_CLASS: Final = re.compile(
    r"[\w\[\]-]+:(?:block|flex|grid|inline\S*|table\S*|contents|visible|not-sr-only)|d-(?:sm|md|lg|xl|xxl)-(?!none)\S+"
)
"""A class with which a hidden element is shown on some screens, or after some click."""
_NARROW_CLASS: Final = re.compile(r"(?:sm|md|lg|xl|2xl):hidden|d-(?:sm|md|lg|xl|xxl)-none")
"""A class with which a shown element is hidden on some screens, for another that says the same."""
_PANEL: Final = word_set(
    "accordion collapse collapsed collapsible collapsing tab tabs tabpanel panel panels pane faq faqs answer answers "
    "toggle toggled toggleable togglable expand expanded expandable expander details disclosure reveal spoiler "
    "wow animated animate fade aos slide slides carousel step steps more morecontent readmore expansion"
)
"""A word in a hidden element's class or id that says that a click, or scrolling, shows it."""
_TOGGLES: Final = word_set("collapse tab pill list accordion toggle")
_COPY: Final = word_set("clone cloned duplicate ghost")
_TOKEN: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CLICKED: Final = re.compile(r"['\"]#?([\w:.-]+)['\"]")
_INLINE: Final = word_set("span i b em strong a svg img small sup sub button label mark abbr")
_HEADED: Final = word_set("h1 h2 h3 h4 h5 h6 summary dt")
_PROSE: Final = 25
"""Code points of a text that is prose rather than a label."""
_MARKS: Final = frozenset("¶#§🔗")
_MAX_LABEL: Final = 300
_CONTROLS: Final = (
    "[aria-controls], [data-target], [data-bs-target], [data-toggle], [data-bs-toggle], [role=tab], [role=button], "
    "[aria-expanded], [onclick], button, [popovertarget], [commandfor], a[href^='#']"
)


def name_words(node: LexborNode) -> Iterator[str]:
    """The words in an element's class and id, in lower case."""
    for word in _TOKEN.findall(f"{attribute(node, 'class')} {attribute(node, 'id')}"):
        yield word.lower()


class Visibility:
    """What of a page is shown. `labels` names panels, by their `mem_id`, as the controls do that show them."""

    def __init__(self, body: LexborNode) -> None:
        self._ids = {attribute(node, "id"): node for node in body.css("[id]")}
        self._opened: set[int] = set()
        self._read: set[int] = set()
        self._moved: set[int] = set()
        self._styled = hidden_by_style(body)
        self.labels: Mapping[int, str] = self._find_panels(body)
        self._copies = _find_copies(body)

    def reason(self, node: LexborNode) -> str | None:
        """Why the element is not read with all in it: "" where it says nothing, None where it is read."""
        tag = node.tag or ""
        if tag in NEVER or node.mem_id in self._moved or node.mem_id in self._copies or _is_mark(node):
            return ""
        if tag in _FIELDS and node.mem_id not in self._read:
            return _FIELDS[tag]
        attributes = node.attributes
        if tag == "dialog" and "open" not in attributes and node.mem_id not in self._opened:
            return "dialog"
        struck = not _STRUCK_CLASS.isdisjoint((attributes.get("class") or "").split())
        if tag in _STRUCK or struck or _STRUCK_STYLE.search(attributes.get("style") or ""):
            return "struck text"
        return self._hidden(node, attributes) if attributes or node.mem_id in self._styled else None

    def _hidden(self, node: LexborNode, attributes: Mapping[str, str | None]) -> str | None:
        if (attributes.get("aria-hidden") or "").lower() == "true" and not self._is_seen(node):
            return "" if node.tag in _INLINE else "hidden text"
        hidden = _is_hidden(attributes) or node.mem_id in self._styled
        return "hidden text" if hidden and not self._is_opened(node) else None

    def _is_opened(self, node: LexborNode) -> bool:
        """Whether a click shows what is hidden."""
        if node.mem_id in self._opened or attribute(node, "hidden") == "until-found":
            return True
        return attribute(node, "role") == "tabpanel" or not _PANEL.isdisjoint(name_words(node)) or _is_rest(node)

    def _is_seen(self, node: LexborNode) -> bool:
        """Whether it is shown though it is hidden from those who listen: a closed panel, or prose, but no copy."""
        if node.tag == "ins":  # the price that holds, which shops say once more to those who listen
            return True
        if not _COPY.isdisjoint(name_words(node)) or node.tag in _INLINE:
            return False
        return self._is_opened(node) or len(one_line(text_of(node))) >= _PROSE

    def _find_panels(self, body: LexborNode) -> dict[int, str]:
        labels: dict[int, str] = {}
        for control in body.css(_CONTROLS):
            if _closest(control, _HEADED):
                self._read.add(control.mem_id)
            if attribute(control, "data-toggle") + attribute(control, "data-bs-toggle") in _TOGGLES | {""}:
                for panel in self._panels(control):
                    self._opened.add(panel.mem_id)
                    self._name(panel, control, labels)
        return labels

    def _panels(self, control: LexborNode) -> Iterator[LexborNode]:
        """What the control shows: what it names, else what stands next to it."""
        named = f"{attribute(control, 'aria-controls')} {attribute(control, 'data-target')} "
        named += f"{attribute(control, 'data-bs-target')} {attribute(control, 'href')} "
        named += f"{attribute(control, 'popovertarget')} {attribute(control, 'commandfor')}"
        names = [name.lstrip("#") for name in named.split() if not name.startswith(("http", "/"))]
        names += _CLICKED.findall(attribute(control, "onclick"))
        panels = [self._ids[name] for name in names if name in self._ids]
        panels += self._body_named_by(control)
        pressed = control.tag == "button" or attribute(control, "role") in {"button", "tab"}
        if not panels and (pressed or "nextElement" in attribute(control, "onclick")):
            beside = _next_element(control) or _next_element(_closest(control, _HEADED))
            if beside is not None and (beside.mem_id in self._styled or _is_panel(beside)):
                panels = [beside]
        yield from panels

    def _body_named_by(self, control: LexborNode) -> Iterator[LexborNode]:
        name = attribute(control, "id")
        if name and attribute(control, "role") == "tab":
            yield from (
                node
                for node in self._ids.values()
                if attribute(node, "role") == "tabpanel" and name in attribute(node, "aria-labelledby").split()
            )

    def _name(self, panel: LexborNode, control: LexborNode, labels: dict[int, str]) -> None:
        """Say the control's words where the panel begins, unless a heading holds them or the panel says them too."""
        link = control.tag == "a" and not attribute(control, "role") and not attribute(control, "aria-controls")
        plain = link and not attribute(control, "data-toggle") + attribute(control, "data-bs-toggle")
        if plain or panel.mem_id in labels or _closest(control, _HEADED) or _is_within(control, panel):
            return
        label = one_line(text_of(control))
        if is_visible(label) and len(label) <= _MAX_LABEL:
            self._moved.add(control.mem_id)
            if not one_line(text_of(panel)).startswith(label):
                labels[panel.mem_id] = label


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    classes = (attributes.get("class") or "").split()
    by_class = not _HIDDEN_CLASS.isdisjoint(classes) and not any(map(_SHOWN_CLASS.fullmatch, classes))
    return "hidden" in attributes or by_class or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


def _is_panel(node: LexborNode) -> bool:
    """Whether what stands beside a control is what it shows: it is hidden, or its class says so."""
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()
    hidden = _is_hidden(attributes) or attributes.get("aria-hidden") == "true" or not _HIDDEN_CLASS.isdisjoint(classes)
    return hidden or not _PANEL.isdisjoint(name_words(node)) or "content" in name_words(node)


def _is_rest(node: LexborNode) -> bool:
    """Whether it is the rest of a text that a link beside it shows."""
    above = node.parent
    return above is not None and not {"more", "morecontent", "readmore"}.isdisjoint(name_words(above))


def _is_mark(node: LexborNode) -> bool:
    """Whether it is the sign beside a heading that links to it."""
    return node.tag == "a" and attribute(node, "href").startswith("#") and node.text().strip() in _MARKS


def _find_copies(body: LexborNode) -> set[int]:
    """The `mem_id` of elements for narrow screens whose words another one says on wide screens."""
    shown = {
        one_line(text_of(node))
        for node in body.css("[class]")
        if any(map(_SHOWN_CLASS.fullmatch, classes := attribute(node, "class").split()))
        and not _HIDDEN_CLASS.isdisjoint(classes)
    }
    return {
        node.mem_id
        for node in (body.css("[class]") if shown else ())
        if any(map(_NARROW_CLASS.fullmatch, attribute(node, "class").split())) and one_line(text_of(node)) in shown
    }


def _closest(node: LexborNode, tags: frozenset[str]) -> LexborNode | None:
    """The nearest element of those tags that the element stands in, among the few above it."""
    above = node.parent
    for _ in range(4):
        if above is None or above.tag in tags:
            return above
        above = above.parent
    return None


def _next_element(node: LexborNode | None) -> LexborNode | None:
    after = None if node is None else node.next
    while after is not None and not after.is_element_node:
        after = after.next
    return after


def _is_within(node: LexborNode, outer: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None and above.mem_id != outer.mem_id:
        above = above.parent
    return above is not None
