"""HTML: the content of a page under its headings, without what surrounds it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.errors import DocumentRefused
from ingest.content import Content, LeftOut, TextBuilder
from ingest.encodings import html_text
from ingest.formats.formulas import with_fractions
from ingest.formats.html import metadata
from ingest.formats.html.blocks import Found, blocks
from ingest.formats.html.boilerplate import Page
from ingest.formats.html.furniture import (
    begins_elsewhere,
    is_cookie_notice,
    is_furniture,
    is_invitation,
    leads_elsewhere,
)
from ingest.formats.html.stylesheets import write_looks
from ingest.formats.html.tree import text_of, walked
from ingest.lines import is_heading_like
from ingest.metadata import author, created

_DEEPEST: Final = 6
_SHADOW: Final = re.compile(
    r"<template\b[^<>]{0,200}\bshadowroot(?:mode)?\s*=[^<>]{0,200}>((?:(?!</?template\b).|"
    r"<template\b(?![^<>]{0,200}\bshadowroot)[^<>]{0,200}>(?:(?!</?template\b).)*+</template\s*>)*+)</template\s*>",
    re.IGNORECASE | re.DOTALL,
)
"""The shadow of an element, without another in it, which browsers show in its place."""
_OPEN_SHADOW: Final = re.compile(r"<template\b[^<>]{0,200}\bshadowroot(?:mode)?\s*=[^<>]{0,200}>", re.IGNORECASE)
"""The beginning of one that nobody has closed: it holds all that follows."""
_SHADOWS: Final = 8
"""Levels of shadows within each other."""
_LINKED: Final = 0.8
"""Share of a paragraph's or a list's code points in links that makes it a way elsewhere."""
_LEAD: Final = 60
"""Code points of a paragraph between the title and the content that is a lead."""
_TEASER: Final = 400
"""Code points under a linked heading that invites to another page rather than says what it says."""
_LEAD_LINKED: Final = 0.4
"""Share of a line in links that begins with `Read also:`, at least."""
_NOTICES: Final = 2
"""Notices on cookies of a page that is not about them, at most."""
_LEFT_SHARE: Final = 0.2
"""Share of a page's text that must be content; of a page of links only all is."""


def read(data: bytes) -> Content:
    """The content of a page. Raises DocumentRefused for one without text, and for bytes that are no text."""
    tree = LexborHTMLParser(_with_shadows(html_text(data)))
    body = tree.body
    if body is None:
        raise DocumentRefused("it holds no text")
    meta = metadata.of(tree)
    write_looks(body)
    page = Page(body)
    found = list(_headed(list(blocks(page))))
    chosen = _chosen(found)
    builder = TextBuilder()
    for block in chosen:
        builder.add(with_fractions(block.text), block.kind, level=block.level)
    if not builder.blocks:
        raise DocumentRefused("it holds no text (where a program in the page fetches it, save the page as PDF)")
    return Content(
        builder.text,
        builder.blocks,
        meta.title,
        meta.published,
        meta.language,
        author(meta.author) | created(meta.created),
        _left_out(page, found, chosen).remarks(),
    )


def _with_shadows(html: str) -> str:
    """The page with the shadows of its elements in their places."""
    for _ in range(_SHADOWS):
        html, count = _SHADOW.subn(r"<div>\1</div>", html)
        if not count:
            break
    return _OPEN_SHADOW.sub("<div>", html)


def _headed(found: Sequence[Found]) -> Iterator[Found]:
    """The blocks, short lines all in bold above text that is not made headings below the last one."""
    level = 0
    for block, after in zip(found, [*found, None][1:], strict=True):
        level = block.level if block.kind == "heading" else level
        below = after is not None and not after.bold and after.kind != "heading"
        alone = block.bold and block.kind == "paragraph" and not block.listed and below
        heads = alone and not _is_linked(block) and is_heading_like(block.text)
        yield replace(block, kind="heading", level=min(level + 1, _DEEPEST)) if heads else block


def _left_out(page: Page, found: Sequence[Found], chosen: Sequence[Found]) -> LeftOut:
    """What of the page is not in its content: elements that are passed over, then blocks."""
    left = LeftOut()

    def passed(node: LexborNode) -> bool:
        why = page.reason(node)
        if why:
            left.add(why, text_of(node))
        return why is not None

    for _ in walked(page.body, passed):
        pass
    kept = set(map(id, chosen))
    for block in found:
        if id(block) not in kept:
            left.add("links" if _is_linked(block) else "text beside the content", block.text)
    return left


def _chosen(found: Sequence[Found]) -> list[Found]:
    """The blocks of the content, and the lead between the title and it; all where that leaves next to nothing."""
    first = next((index for index, block in enumerate(found) if block.inside), 0)
    title = max(
        (index for index, block in enumerate(found[:first]) if block.level == 1 and block.kind == "heading"),
        default=first,
    )
    lead = [block for block in found[title + 1 : first] if len(block.text) >= _LEAD and block.kind == "paragraph"]
    ways = _ways(found) | _teasers(found)
    kept = [
        block
        for index, block in enumerate([*lead, *found[first:]])
        if (block.inside or index < len(lead)) and not _is_way(block) and id(block) not in ways
    ]
    kept = _without_empty(found, _without_furniture(kept))
    if sum(len(block.text) for block in kept) < _LEFT_SHARE * sum(len(block.text) for block in found):
        kept = list(found)
    has_words = any(block.kind != "heading" for block in kept)
    while has_words and kept[-1].kind == "heading" and _is_linked(kept[-1]):
        kept.pop()
    return kept


def _without_furniture(blocks: Sequence[Found]) -> list[Found]:
    """The blocks without lines about the page; notices on cookies are content where there are many."""
    notices = [id(block) for block in blocks if is_cookie_notice(block.text)]
    dropped = set(notices if len(notices) <= _NOTICES else ())
    for block in blocks:
        linked = block.links >= _LEAD_LINKED * len(block.text) and begins_elsewhere(block.text)
        if linked or (block.kind not in {"row", "table_head"} and is_furniture(block.text)):
            dropped.add(id(block))
    return [block for block in blocks if id(block) not in dropped]


def _without_empty(found: Sequence[Found], kept: Sequence[Found]) -> list[Found]:
    """The blocks without headings of which all that stood below is left out, or that announce links alone."""
    alone = {id(block) for block in kept}
    empty: set[int] = set()
    for place, block in enumerate(found):
        if block.kind == "heading" and id(block) in alone:
            below = list(takewhile(partial(_is_below, block), found[place + 1 :]))
            bare = (below or leads_elsewhere(block.text)) and alone.isdisjoint(map(id, below))
            box = below and id(below[0]) not in alone
            if bare or (box and (leads_elsewhere(block.text) or is_invitation(below[0].text))):
                empty.add(id(block))
    return [block for block in kept if id(block) not in empty]


def _is_below(heading: Found, block: Found) -> bool:
    return block.kind != "heading" or block.level > heading.level


def _is_linked(block: Found) -> bool:
    return block.links >= _LINKED * len(block.text)


def _is_way(block: Found) -> bool:
    return block.kind != "heading" and not block.listed and _is_linked(block)


def _teasers(found: Sequence[Found]) -> set[int]:
    """The `id` of headings that lead to other pages, where there are several, and of the few words under each."""
    starts = [index for index, block in enumerate(found) if block.kind == "heading"]
    teasers: list[list[Found]] = []
    for start, end in pairwise([*starts, len(found)]):
        heading, under = found[start], found[start + 1 : end]
        if _is_linked(heading) and sum(len(block.text) for block in under) <= _TEASER:
            teasers.append([heading, *under])
    return {id(block) for group in teasers for block in group} if len(teasers) > 1 else set()


def _ways(found: Sequence[Found]) -> set[int]:
    """The `id` of the blocks in lists of links."""
    ways: set[int] = set()
    run: list[Found] = []
    for block in [*found, None]:
        if block is not None and block.listed and block.kind != "heading":
            run.append(block)
            continue
        if run and sum(item.links for item in run) >= _LINKED * sum(len(item.text) for item in run):
            ways |= {id(item) for item in run}
        run = []
    return ways
