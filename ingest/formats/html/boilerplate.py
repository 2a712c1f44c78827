"""Which part of a page is its content: what surrounds it (menus, teasers, comments, ...) is found and left."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from ingest.formats.html.tree import TEXT, attribute, leads_away, walked
from ingest.text import word_set

_NEVER: Final = word_set(
    "script style noscript template head title meta link svg canvas iframe object embed audio video map "
    "button select input textarea option datalist dialog frameset applet"
)
"""Elements that hold nothing to read."""
_AROUND: Final = word_set("nav footer aside menu form")
_ROLES: Final = word_set("navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar")
_WORDS: Final = word_set(
    "sidebar related recommended recommendations recommendation share sharing shares social socials sharebar "
    "newsletter subscribe subscription cookie cookies consent gdpr breadcrumb breadcrumbs crumb crumbs navbar nav "
    "navigation menu submenu footer masthead promo promos promotion advert advertisement advertising adsense ads "
    "sponsor sponsored popular trending comments commentlist respond disqus pagination pager popup modal overlay "
    "lightbox tooltip login signin signup rating ratings feedback copyright credit credits tags tagcloud skiplink "
    "paywall outbrain taboola addthis sharethis"
)
"""A word in a class or an id that says what stands beside the content."""
_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:side-?(?:bar|column|nav)|(?:site|global|top|page)-?(?:header|footer|nav|bar)|read-?(?:more|next|also)|"
    r"more-?(?:news|stories|articles|posts|from|on)|(?:most|also|top)-?(?:read|viewed|shared|liked|commented|stories|news)|"
    r"(?:author|about)-?(?:bio|box|info|card|author)|(?:next|prev|previous)-?(?:post|article|prev|next)|post-?nav\w*|"
    r"(?:entry|post|article)-?(?:meta|tags|footer|utility|actions?|tools?)|image-?(?:copyright|credit|annotation)|"
    r"photo-?credit|sr-only|visually-?hidden|screen-?reader(?:-text)?|skip-?(?:link|to|nav)\w*|search-?(?:form|box|bar)|"
    r"widget-?area|ad-?(?:slot|unit|container|wrapper|banner|box)|see-?also|tag-?(?:list|links|cloud)|cat-?links|"
    r"edit-?link|mw-editsection|jump-?(?:to|links)|back-?to-?top|to-?top|follow-?us|sign-?up|log-?in|print-?only|third-?party)"
    r"(?:$|[\s_-])|(?:^|\s)(?:hidden|invisible)(?:$|\s)",
    re.IGNORECASE,
)
_HEADINGS: Final = word_set("h1 h2 h3 h4 h5 h6")
"""A heading's class says how it looks or sticks rather than where it stands."""
_TOKEN: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NOT_SHOWN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AROUND_SHARE: Final = 0.4
"""Share of a page's prose that nothing beside the content has."""
_LEFT_SHARE: Final = 0.3
"""Share of a page's prose that the content has at least."""
_MARKED_SHARE: Final = 0.5
"""Share of a page's prose that what is marked as its content (`main`, `article`) has."""
_INNER_SHARE: Final = 0.8
"""Share of the prose around it that an element has which is the content rather than a part of it."""
_PROSE: Final = 25
"""Code points of a text that is prose rather than a label."""
_TEASERS: Final = 3
_TEASER: Final = 400
"""Code points of a teaser at most."""
_LINKED: Final = 0.6
"""Share of a teaser's words in links, where no heading or picture is one."""


class Page:
    """A page's body, what of it is passed over, and its content."""

    def __init__(self, body: LexborNode) -> None:
        self.body = body
        self._around: frozenset[int] = frozenset()
        self._prose = _prose(body, self._around)
        for around in (self._marked_around, self._named_around, self._teasers):
            self._leave({node.mem_id for node in around() if self._weight(node) <= self._most})
        self.root = self._marked() or self._inner()

    def passed(self, node: LexborNode) -> bool:
        """Whether the element is passed over with all in it."""
        return is_never(node) or node.mem_id in self._around

    def _leave(self, around: set[int]) -> None:
        """Pass over the elements, unless too little of the page would be left."""
        prose = _prose(self.body, self._around | around)
        if prose[self.body.mem_id] >= _LEFT_SHARE * self._weight(self.body):
            self._around |= around
            self._prose = prose

    @property
    def _most(self) -> float:
        return _AROUND_SHARE * self._weight(self.body)

    def _weight(self, node: LexborNode) -> int:
        return self._prose[node.mem_id]

    def _marked_around(self) -> Iterator[LexborNode]:
        """Elements that by their tag or role stand beside the content."""
        for node in self._elements():
            if node.tag in _AROUND or attribute(node, "role").lower() in _ROLES:
                yield node

    def _named_around(self) -> Iterator[LexborNode]:
        """Elements whose class or id says so."""
        for node in self._elements():
            names = f"{attribute(node, 'class')} {attribute(node, 'id')}"
            if names == " ":
                continue
            words = () if node.tag in _HEADINGS else _TOKEN.findall(names)
            if _NAMES.search(names) or any(word.lower() in _WORDS for word in words):
                yield node

    def _teasers(self) -> Iterator[LexborNode]:
        """Three siblings or more of one make, each a linked heading or picture with a few words."""
        families: dict[tuple[int, str, str], list[LexborNode]] = defaultdict(list)
        for node in self._elements():
            if node.tag in {"div", "li", "article", "section", "tr"} and node.parent:
                families[node.parent.mem_id, node.tag, attribute(node, "class")].append(node)
        for family in families.values():
            if len(family) < _TEASERS or sum(map(self._weight, family)) > self._most:
                continue
            if 3 * sum(map(_is_teaser, family)) >= 2 * len(family):
                yield from family

    def _elements(self) -> Iterator[LexborNode]:
        for node, opens in walked(self.body, self.passed):
            if opens and node.tag not in {TEXT, "body", "main"}:
                yield node

    def _marked(self) -> LexborNode | None:
        """The innermost element that is marked as the content and has most of the prose."""
        found = None
        least = _MARKED_SHARE * self._weight(self.body)
        for node in self.body.css("main, article, [role=main]"):
            if self._weight(node) >= least > 0:
                found = node
                least = _INNER_SHARE * self._weight(node)
        return found

    def _inner(self) -> LexborNode:
        node = self.body
        while True:
            inner = max(_children(node), key=self._weight, default=None)
            if inner is None or self._weight(inner) < max(1, _INNER_SHARE * self._weight(node)):
                return node
            if inner.tag in {"p", "ul", "ol", "table", "pre", "dl", "blockquote"} or len(list(_children(inner))) == 0:
                return node
            node = inner


def is_never(node: LexborNode) -> bool:
    """Whether the element holds nothing to read, or is not shown."""
    if node.tag in _NEVER:
        return True
    attributes = node.attributes
    return (
        "hidden" in attributes
        or (attributes.get("aria-hidden") or "").lower() == "true"
        or bool(_NOT_SHOWN.search(attributes.get("style") or ""))
    )


def _is_teaser(node: LexborNode) -> bool:
    """Whether it is a few words with a link around a heading or a picture, or around most of the words."""
    words = len(" ".join(node.text().split()))
    if words > _TEASER:
        return False
    away = [link for link in node.css("a") if leads_away(link)]
    linked = any(link.css_first("img, h2, h3, h4") for link in away)
    linked = linked or any(leads_away(link) for link in node.css("h2 a, h3 a, h4 a, h5 a"))
    links = sum(len(" ".join(link.text().split())) for link in away)
    return bool(away) and (linked or links >= _LINKED * words)


def _prose(body: LexborNode, around: frozenset[int] | set[int]) -> Counter[int]:
    """Code points of prose outside links in each element, by its `mem_id`."""
    prose: Counter[int] = Counter()
    sums = [0]
    links = 0
    for node, opens in walked(body, lambda node: is_never(node) or node.mem_id in around):
        if node.tag == TEXT:
            length = len((node.text_content or "").strip())
            sums[-1] += length if length >= _PROSE and not links else 0
            continue
        links += (1 if opens else -1) if leads_away(node) else 0
        if opens:
            sums.append(0)
        else:
            prose[node.mem_id] = sums.pop()
            sums[-1] += prose[node.mem_id]
    return prose


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next
