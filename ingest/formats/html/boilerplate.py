"""Which part of a page is its content: what surrounds it (menus, teasers, comments, ...) is found and left."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from selectolax.lexbor import LexborNode

from corpus.lexicon import page_lines
from ingest.formats.html.told_by_words import ToldByWords
from ingest.formats.html.tree import TEXT, attribute, leads_away, text_of, walked
from ingest.formats.html.visibility import Visibility, name_words
from ingest.text import one_line, word_set

_AROUND: Final = {"nav": "navigation", "footer": "footer", "aside": "sidebar", "menu": "menu", "form": "form"}
_ROLES: Final = {
    "navigation": "navigation",
    "banner": "banner",
    "contentinfo": "footer",
    "search": "form",
    "complementary": "sidebar",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "menu": "menu",
    "menubar": "menu",
    "toolbar": "menu",
}
_NOTICE: Final = word_set("note tip warning caution important info callout admonition danger alert example definition")
"""A word in the class of an `aside` that is part of the content."""
_TOPICS: Final = word_set(
    "related recommended recommendations recommendation share shares social subscription consent nav navigation menu "
    "promotion promotions advertisement advertising sponsor sponsored popular trending rating ratings feedback "
    "copyright credit credits tags overlay"
)
"""A word in a class or an id that says what stands beside the content, or what a section of it is about."""
_WORDS: Final = _TOPICS | word_set(
    "sidebar sharing socials sharebar newsletter subscribe cookie cookies gdpr breadcrumb breadcrumbs crumb crumbs "
    "navbar submenu footer masthead promo promos advert adsense ads comments commentlist respond disqus pagination "
    "pager popup modal lightbox tooltip login signin signup tagcloud skiplink paywall outbrain taboola addthis "
    "sharethis"
)
"""A word in a class or an id that says what stands beside the content."""
_NAMES: Final = (
    r"side-?(?:bar|column|nav)|(?:site|global|top|page)-?(?:header|footer|nav|bar)|read-?(?:more|next|also)|"
    r"more-?(?:news|stories|articles|posts|from|on)|(?:most|also|top)-?(?:read|viewed|shared|liked|commented|stories|news)|"
    r"(?:author|about)-?(?:bio|box|info|card|author)|(?:next|prev|previous)-?(?:post|article|prev|next)|post-?nav\w*|"
    r"(?:entry|post|article)-?(?:meta|tags|footer|utility|actions?|tools?)|image-?(?:copyright|credit|annotation)|"
    r"photo-?credit|sr-only|visually-?hidden|screen-?reader(?:-text)?|skip-?(?:link|to|nav)\w*|search-?(?:form|box|bar)|"
    r"widget-?area|print-?footer|article-?votes?|ad-?(?:slot|unit|container|wrapper|banner|box)|see-?also|tag-?(?:list|links|cloud)|cat-?links|"
    r"(?:box|wrap|list)-?comments?|comments?-?(?:box|list|area|form|section|wrapper)|"
    r"edit-?link|mw-editsection|jump-?(?:to|links)|back-?to-?top|to-?top|follow-?us|sign-?up|log-?in|print-?only|third-?party"
)
_TOLD: Final = ("data-module", "data-component", "data-testid")
"""Attributes that name what an element is, besides its class and id."""
_HEADINGS: Final = word_set("h1 h2 h3 h4 h5 h6")
"""A heading's class says how it looks or sticks rather than where it stands."""
_KINDS: Final = {
    "nav": "navigation",
    "navbar": "navigation",
    "crumb": "breadcrumbs",
    "crumbs": "breadcrumbs",
    "breadcrumb": "breadcrumbs",
    "cookie": "cookies",
    "promo": "promotion",
    "ads": "advertising",
    "advert": "advertising",
    "advertisement": "advertising",
    "pager": "pagination",
    "share": "share links",
    "sharing": "share links",
    "social": "social links",
}
"""What is said of what is left out for a word in its name, where the word alone says little."""
_PARTS: Final = word_set("sec section sect part chapter h heading anchor s")
"""A word that names whatever part of a text."""
_FURNITURE: Final = word_set(
    "link links icon icons list item items widget block wrapper wrap container section area button buttons post posts "
    "article articles story stories content inner outer side bottom left right header title text image photo media "
    "page site entry line group main module component teaser teasers card cards small large"
)
"""A word that stands beside one of `_WORDS` in the name of what stands beside the content."""
_WORD: Final = re.compile(r"[^\W_]+")
_TOPICAL: Final = 4
"""Letters of a word that tells what a section is about."""
_CLICKED: Final = "a[href], form, input, button, select, textarea, iframe, [onclick], [role=button]"
"""What a reader clicks on or fills in: without any of it, what stands under a heading is there to be read."""
_SECTION: Final = 60
"""Code points of what can be a section of the content."""
_SECTION_LINKS: Final = 0.1
"""Share of a section's words in links, at most."""
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
    """A page's body, what of it is passed over and why, and its content."""

    def __init__(self, body: LexborNode) -> None:
        self.body = body
        self.visibility = Visibility(body)
        self._around: dict[int, str] = {}
        self._prose = self._measure()
        for around in (self._marked_around, self._named_around, self._told_around, self._teasers):
            self._leave({node.mem_id: why for node, why in around() if self._weight(node) <= self._most})
        self.root = self._marked() or self._inner()

    def passed(self, node: LexborNode) -> bool:
        """Whether the element is passed over with all in it."""
        return self.reason(node) is not None

    def reason(self, node: LexborNode) -> str | None:
        """What the element is that is passed over with all in it; "" where it says nothing, None where it is read."""
        return self._around.get(node.mem_id) or self.visibility.reason(node)

    def _leave(self, around: dict[int, str]) -> None:
        """Pass over the elements, unless too little of the page would be left."""
        before = self._around
        whole = self._weight(self.body)
        self._around = before | around
        prose = self._measure()
        if prose[self.body.mem_id] >= _LEFT_SHARE * whole:
            self._prose = prose
        else:
            self._around = before

    @property
    def _most(self) -> float:
        return _AROUND_SHARE * self._weight(self.body)

    def _weight(self, node: LexborNode) -> int:
        return self._prose[node.mem_id]

    def _marked_around(self) -> Iterator[tuple[LexborNode, str]]:
        """Elements that by their tag or role stand beside the content."""
        for node in self._elements():
            why = _AROUND.get(node.tag or "") or _ROLES.get(attribute(node, "role").lower())
            if why and not (node.tag == "aside" and not _NOTICE.isdisjoint(name_words(node))):
                yield node, why

    def _named_around(self) -> Iterator[tuple[LexborNode, str]]:
        """Elements whose class or id says so, but for sections that are named after what they are about."""
        parents = (node.parent for node in self.body.css("[id]") if _is_named_by_heading(node))
        sections = Counter(parent.mem_id for parent in parents if parent is not None)
        for node in self._elements():
            headed = node.tag in _HEADINGS
            names = attribute(node, "class") if headed else f"{attribute(node, 'class')} {attribute(node, 'id')}"
            told = " ".join(filter(None, (attribute(node, name) for name in _TOLD)))
            names = names if headed or not told else f"{names} {told}"
            said = [*name_words(node), *map(str.lower, _WORD.findall(told))]
            words = [] if headed or names == " " else [word for word in said if word in _words()]
            pattern = _names().search(names)
            if words:
                why = _KINDS.get(words[0], words[0])
            elif pattern:
                why = " ".join(_WORD.findall(pattern[0]))
            else:
                continue
            parted = node.parent is not None and sections[node.parent.mem_id] > 1
            topical = _TOPICS.issuperset(words) and not pattern
            if not self._is_section(node, names, topical, parted=parted):
                yield node, why

    def _told_around(self) -> Iterator[tuple[LexborNode, str]]:
        """Elements whose words say so."""
        told = ToldByWords(self.body)
        yield from told.boxes()
        yield from told.footers()

    def _is_section(self, node: LexborNode, names: str, topical: bool, *, parted: bool) -> bool:
        """Whether what an element's name says stands beside the content is what a section of the content is about.

        It is prose without anything to click on, under a heading that says what it is about.
        Or it is prose or a table with hardly a link, and its heading names it, as those of its siblings do (`parted`),
        with words that are `topical` alone, or with other words besides; or other words name it besides topics.
        """
        text = one_line(text_of(node))
        links = sum(len(one_line(link.text())) for link in node.css("a") if leads_away(link))
        shows = self._weight(node) or node.css_first("table") is not None
        if shows and _is_headed(node, topical=topical) and node.css_first(_CLICKED) is None:
            return True
        if len(text) < _SECTION or links > _SECTION_LINKS * len(text) or not shows:
            return False
        around = set(map(str.lower, _WORD.findall(" ".join(each[0] for each in _names().finditer(names)))))
        around |= _words() | _FURNITURE
        others = [word for word in name_words(node) if word not in around and len(word) >= _TOPICAL]
        return (topical and bool(others)) or (_is_named_by_heading(node) and (topical or parted or bool(others)))

    def _teasers(self) -> Iterator[tuple[LexborNode, str]]:
        """Three siblings or more of one make, each a linked heading or picture with a few words."""
        families: dict[tuple[int, str, str], list[LexborNode]] = defaultdict(list)
        for node in self._elements():
            if node.tag in {"div", "li", "article", "section", "tr"} and node.parent:
                families[node.parent.mem_id, node.tag, attribute(node, "class")].append(node)
        for family in families.values():
            if len(family) < _TEASERS or sum(map(self._weight, family)) > self._most:
                continue
            if 3 * sum(map(_is_teaser, family)) >= 2 * len(family):
                yield from ((node, "teaser") for node in family)

    def _measure(self) -> Counter[int]:
        """Code points of prose outside links in each element, by its `mem_id`."""
        prose: Counter[int] = Counter()
        sums = [0]
        links = 0
        for node, opens in walked(self.body, self.passed):
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


@cache
def _words() -> frozenset[str]:
    """`_WORDS`, and the words of every language that authors name such elements by."""
    return _WORDS | set(page_lines("class_words"))


@cache
def _names() -> re.Pattern[str]:
    """`_NAMES`, and those of every language, each whole."""
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join([_NAMES, *page_lines('class_names')])})(?:$|[\s_-])", re.IGNORECASE)


def _is_headed(node: LexborNode, *, topical: bool) -> bool:
    """Whether it begins with a heading that says more than `Comments`, and that names it unless its name is topical."""
    heading = _heading_of(node)
    said = () if heading is None else map(str.casefold, _WORD.findall(text_of(heading)))
    telling = any(len(word) >= _TOPICAL and word not in _words() for word in said)
    return telling and (topical or _is_named_by_heading(node))


def _heading_of(node: LexborNode) -> LexborNode | None:
    """The heading that the element begins with, None where it begins with anything else."""
    heading = None if node.tag in _HEADINGS else node.css_first("h1, h2, h3, h4, h5, h6")
    begins = heading is not None and one_line(text_of(node)).startswith(one_line(text_of(heading)))
    return heading if begins else None


def _is_named_by_heading(node: LexborNode) -> bool:
    """Whether all words of the element's id, or of one of its classes, stand in the heading that it begins with."""
    heading = _heading_of(node)
    if heading is None:
        return False
    said = one_line(text_of(heading)).casefold()
    words = set(_WORD.findall(said)) | _PARTS
    names = [attribute(node, "id"), *attribute(node, "class").split()]
    joined = "".join(_WORD.findall(said))
    return any(_names_by(words, joined, _WORD.findall(name.casefold())) for name in names)


def _names_by(words: set[str] | frozenset[str], joined: str, name: Sequence[str]) -> bool:
    """Whether a name is made of words of a heading, numbers and words for a part of a text apart."""
    told = [word for word in name if not word.isdecimal()]
    return not _PARTS.issuperset(told) and (words.issuperset(told) or "".join(told) == joined)


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


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next
