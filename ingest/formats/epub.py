"""Books (.epub): their pages in order as HTML is read, of which none has anything beside its content."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.content import Content, LeftOut, TextBuilder
from ingest.encodings import html_text
from ingest.formats.docx.package import Archive, child, local, value
from ingest.formats.html.blocks import blocks
from ingest.formats.html.boilerplate import Page
from ingest.formats.html.tree import text_of, walked

_PAGES: Final = frozenset(("application/xhtml+xml", "text/html", "text/x-oeb1-document"))
_ENCRYPTION: Final = "META-INF/encryption.xml"
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)((?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+)>")
_NAMES: Final = re.compile(r"\s(?:class|role|epub:type)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_WITHIN: Final = re.compile(r"(\shref\s*=\s*[\"'])(?![\w.+-]+:)[^\"'#]*#?")
"""A link to another page of the book, or to a place in it."""
_AROUND: Final = frozenset(("aside", "footer", "header", "nav", "form"))
"""What stands beside the content of a web page; in a book it holds notes, boxes and the titles of chapters."""
_EMPTY: Final = frozenset(
    ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_ROLES: Final = {"cover": "cover", "toc": "table of contents", "loi": "table of contents", "lot": "table of contents"}


def read(data: bytes) -> Content:
    """The content of a book: its pages in the order in which they are read, without its cover and tables of contents.

    Raises DocumentRefused for one without text, for one that is locked, and as `Archive` does.
    """
    book = Archive(data)
    name = unquote(value(child(book.root("META-INF/container.xml"), "rootfiles", "rootfile"), "full-path"))
    package = book.root(name)
    if package is None:
        raise DocumentRefused("it is an EPUB book that names no pages, or damaged; get or save it again")
    builder, left, missing = TextBuilder(), LeftOut(), 0
    locked = _locked(book)
    for path, why in _spine(package, posixpath.dirname(name)):
        if path in locked:
            raise DocumentRefused("its pages are locked (DRM); get it without, or as PDF")
        page = book.bytes_of(path)
        missing += page is None
        if page is not None:
            _add(builder, left, page, why)
    if not builder.blocks:
        raise DocumentRefused("it is a book without text; where its pages are pictures, recognise their text (OCR)")
    told = [(local(each), (each.text or "").strip(), each) for each in child(package, "metadata") or ()]
    authors = ", ".join(text for kind, text, _ in told if kind == "creator" and text)
    return Content(
        builder.text,
        builder.blocks,
        metadata.title(next((text for kind, text, _ in told if kind == "title"), None)),
        published=metadata.published(
            next(
                (text for kind, text, each in told if kind == "date" and value(each, "event") in {"", "publication"}),
                None,
            )
        ),
        language=next((text for kind, text, _ in told if kind == "language"), None),
        metadata=metadata.author(authors),
        remarks=(*left.remarks(), *([f"pages that the book names and lacks: {missing:,}"] if missing else [])),
    )


def _locked(book: Archive) -> set[str]:
    """The names of the parts that are encrypted: fonts of many books, pages of those that are sold with a lock."""
    root = book.root(_ENCRYPTION)
    parts = [] if root is None else root.iter()
    return {unquote(value(each, "URI")) for each in parts if local(each) == "CipherReference"}


def _spine(package: Element, folder: str) -> Iterator[tuple[str, str]]:
    """The path of each page, and what it is where it is left out, "" for the others."""
    roles = {
        _path(folder, value(each, "href")): _ROLES.get(value(each, "type").lower(), "")
        for each in child(package, "guide") or ()
    }
    manifest = {value(each, "id"): each for each in child(package, "manifest") or ()}
    seen: set[str] = set()
    for each in child(package, "spine") or ():
        item = manifest.get(value(each, "idref"))
        path = _path(folder, value(item, "href"))
        if item is None or path in seen or value(item, "media-type") not in _PAGES:
            continue
        seen.add(path)
        contents = "nav" in value(item, "properties").split()
        yield path, "table of contents" if contents else roles.get(path, "")


def _path(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(target.partition("#")[0])))


def _add(builder: TextBuilder, left: LeftOut, data: bytes, why: str) -> None:
    """Add what stands on a page, or count it as left out."""
    body = LexborHTMLParser(_TAG.sub(_plain, html_text(data))).body
    if body is None:
        return
    if why:
        left.add(why, text_of(body))
        return
    page = Page(body)

    def passed(node: LexborNode) -> bool:
        reason = page.reason(node)
        if reason:
            left.add(reason, text_of(node))
        return reason is not None

    for _ in walked(body, passed):
        pass
    for block in blocks(page):
        builder.add(block.text, block.kind, level=block.level)


def _plain(tag: re.Match[str]) -> str:
    """The tag as HTML has it and without what would make a web page's furniture of it; XHTML closes any at once."""
    closes, name, attributes = tag[1], tag[2], tag[3]
    alone = attributes.endswith("/")
    attributes = _WITHIN.sub(r"\1#", _NAMES.sub("", attributes.removesuffix("/")))
    shown = "div" if name.lower() in _AROUND else name
    end = f"</{shown}>" if alone and name.lower() not in _EMPTY else ""
    return f"<{closes}{shown}{attributes}>{end}"
