"""What a page says of itself in its head: title, date, author, language."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from ingest import metadata
from ingest.formats.html.tree import attribute
from ingest.text import one_line

_DATES: Final = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "citation_publication_date",
    "citation_date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "sailthru.date",
    "parsely-pub-date",
    "og:article:published_time",
)
_AUTHORS: Final = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "parsely-author",
    "byl",
)
_SITE: Final = re.compile(r"\s+[|–—·•»-]\s+|\s*::\s*")
_MAX_JSON: Final = 200_000
_DEPTH: Final = 8
_MAX_DATED: Final = 2_000_000
"""Code points of a page that is searched for a date that it only shows."""
_RUNNING: Final = (
    "p:not([class]), li, table, pre, blockquote, dl, figure, footer, aside, nav, form, svg, style, iframe, noscript, "
    "meta:not([property='og:url'])"
)
"""Where a date is one that the page speaks of, another page's, or declared, which was looked at before."""
_OLDEST: Final = "1995-01-01"
_NEWEST: Final = "2100-12-31"
"""Given so that a page has the same date whenever it is read."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What the page declares; None where it says nothing that can be taken."""

    title: str | None
    published: str | None
    created: str | None
    author: str | None
    language: str | None


def of(tree: LexborHTMLParser) -> Meta:
    """The page's own words on itself: its head first, then schema.org data, then marks in the text."""
    named: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        for key in ("property", "name", "itemprop"):
            name = attribute(node, key).strip().lower()
            if name:
                named.setdefault(name, attribute(node, "content").strip())
    linked = list(_linked(tree))
    root = tree.css_first("html")
    return Meta(
        _title(tree, named),
        _published(tree, named, linked),
        named.get("dcterms.created"),
        _author(named, linked),
        attribute(root, "lang") or attribute(root, "xml:lang") if root else None,
    )


def _title(tree: LexborHTMLParser, named: dict[str, str]) -> str | None:
    """The `<title>` without the site's name: the part that a heading or `og:title` says too, else all of it."""
    node = tree.css_first("head title") or tree.css_first("title")
    whole = one_line(node.text()) if node else ""
    heads = [one_line(head.text()) for head in tree.css("h1")]
    shared = one_line(named.get("og:title", ""))
    for told in [*heads, shared]:
        if told and whole.lower().startswith(told.lower()) and _SITE.match(whole, len(told)):
            return metadata.title(whole[: len(told)])
    site = one_line(named.get("og:site_name", ""))
    for told in (shared, whole):
        short = _without(told, site)
        if metadata.title(short):
            return metadata.title(short)
    return metadata.title(heads[0]) if heads else None


def _without(title: str, site: str) -> str:
    """The title without the site's name at either end."""
    parts = list(_SITE.finditer(title))
    if parts and site:
        if title[parts[-1].end() :].lower() == site.lower():
            return title[: parts[-1].start()]
        if title[: parts[0].start()].lower() == site.lower():
            return title[parts[0].end() :]
    return title


def _published(tree: LexborHTMLParser, named: dict[str, str], linked: list[dict[str, Any]]) -> str | None:
    told = [named.get(name) for name in _DATES]
    told[1:1] = [value for item in linked if isinstance(value := item.get("datePublished"), str)]
    marked = tree.css(
        "[itemprop=datePublished], time[pubdate], article header time[datetime], time.published, time.entry-date"
    )
    told += [attribute(node, "datetime") or attribute(node, "content") for node in marked[:1]]
    times = {attribute(node, "datetime")[:10] for node in tree.css("time[datetime]")}
    told += times if len(times) == 1 else []
    return next((date for value in told if (date := metadata.published(value))), None) or _shown_date(tree)


def _shown_date(tree: LexborHTMLParser) -> str | None:
    """The date that the page shows in its head or address or near its title, None where only running text has one."""
    page = tree.html or ""
    if len(page) > _MAX_DATED:
        return None
    from htmldate import find_date

    bare = LexborHTMLParser(page)
    for node in bare.css(_RUNNING):
        node.decompose()
    times = bare.css("time")
    if len({attribute(node, "datetime")[:10] or node.text() for node in times}) > 1:  # those of other pages
        for node in times:
            node.decompose()
    try:
        found = find_date(
            bare.html or "", original_date=True, extensive_search=False, min_date=_OLDEST, max_date=_NEWEST
        )
    except Exception:  # noqa: BLE001 - a page is not refused for a date that a library fails to find
        return None
    return metadata.published(found)


def _author(named: dict[str, str], linked: list[dict[str, Any]]) -> str | None:
    for name in _AUTHORS:
        value = named.get(name, "")
        if value and "://" not in value:
            return value
    for item in linked:
        authors = item.get("author")
        names = [
            each.get("name") if isinstance(each, dict) else each
            for each in (authors if isinstance(authors, list) else [authors])
        ]
        told = ", ".join(name for name in names if isinstance(name, str) and "://" not in name)
        if told:
            return told
    return None


def _linked(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The objects of schema.org data (JSON-LD) that have a date."""
    for node in tree.css('script[type="application/ld+json"]'):
        text = node.text()
        try:
            found = json.loads(text) if len(text) <= _MAX_JSON else None
        except (ValueError, RecursionError):
            continue
        yield from _objects(found, _DEPTH)


def _objects(found: object, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict) and depth:
        if "datePublished" in found:
            yield found
        yield from _objects(found.get("@graph"), depth - 1)
    elif isinstance(found, list) and depth:
        for each in found:
            yield from _objects(each, depth - 1)
