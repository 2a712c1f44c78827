"""PowerPoint (.pptx): each slide a page under its title, its tables row by row, the speaker's notes after it."""

import posixpath
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.content import Content, LeftOut, TextBuilder
from ingest.formats import formulas
from ingest.formats.docx.package import Package, child, local, number, value
from ingest.text import one_line

_TITLES: Final = frozenset(("title", "ctrTitle"))
_MARGINS: Final = frozenset(("dt", "ftr", "sldNum", "hdr"))
"""Placeholders of what stands on every slide."""
_DEPTH: Final = 20


def read(data: bytes) -> Content:
    """The content of a presentation; hidden slides are left out and said.

    Raises DocumentRefused for one without text, and as `Package` does.
    """
    package = Package(data, "ppt/")
    root = package.root(package.main)
    builder, left = TextBuilder(), LeftOut()
    for page, each in enumerate(child(root, "sldIdLst") or (), start=1):
        name = package.related_by_id(_relation(each))
        slide = package.root(name)
        if slide is None:
            continue
        if value(slide, "show") in {"0", "false"}:
            left.add("hidden slides", " ".join(text.text or "" for text in slide.iter() if local(text) == "t"))
            continue
        _add(builder, slide, page, left)
        notes = next((target for kind, target in package.relations(name) if kind == "notesSlide"), "")
        for words in _notes(package.root(posixpath.normpath(notes)) if notes else None, left):
            builder.add(f"Notes: {words}", page=page)
    if not builder.blocks:
        raise DocumentRefused("it is a presentation without text; where pictures hold some, recognise that (OCR)")
    properties = package.root("docProps/core.xml")
    told = {local(each): (each.text or "").strip() for each in ([] if properties is None else properties)}
    first = builder.blocks[0]
    title = first.span.of(builder.text) if first.kind == "heading" else None
    return Content(
        builder.text,
        builder.blocks,
        metadata.title(told.get("title")) or metadata.title(title),
        metadata=metadata.author(told.get("creator")) | metadata.created(told.get("created")),
        remarks=left.remarks(),
    )


def _relation(element: Element) -> str:
    """The element's id of a relation, which it has besides an id of its own."""
    return next((text for key, text in element.attrib.items() if key.endswith("}id")), "")


def _add(builder: TextBuilder, slide: Element, page: int, left: LeftOut) -> None:
    """Add what stands on a slide, its title first."""
    shapes = list(_shapes(child(slide, "cSld", "spTree"), _DEPTH))
    for shape in sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES):
        kind = _placeholder(shape)
        if local(shape) == "graphicFrame":
            for row in (each for each in shape.iter() if local(each) == "tr"):
                cells = [one_line(" ".join(words for words, _ in _paragraphs(cell, left))) for cell in row]
                builder.add(" | ".join(filter(None, cells)), "row", page=page)
            continue
        told = list(_paragraphs(child(shape, "txBody"), left))
        if kind in _TITLES:
            builder.add(one_line(" ".join(words for words, _ in told)), "heading", page=page)
            continue
        listed = len(told) > 1 and kind in {"body", "obj", ""}
        for words, level in told if kind not in _MARGINS else ():
            builder.add(words, "item" if listed else "paragraph", level=level if listed else 1, page=page)


def _shapes(parent: Element | None, depth: int) -> Iterator[Element]:
    """The shapes and tables in order, also within groups."""
    for each in parent if parent is not None and depth else ():
        if local(each) == "grpSp":
            yield from _shapes(each, depth - 1)
        elif local(each) in {"sp", "graphicFrame"}:
            yield each


def _placeholder(shape: Element) -> str:
    """What place on the slide the shape fills, "" for the usual one and for none."""
    return value(child(shape, "nvSpPr", "nvPr", "ph"), "type")


def _paragraphs(body: Element | None, left: LeftOut) -> Iterator[tuple[str, int]]:
    """The words of each paragraph that has some, and how deep it is set in."""
    for each in body.iter() if body is not None else ():
        if local(each) == "p":
            words = _words(each, left)
            if words.strip():
                yield words.strip(), number(child(each, "pPr"), 0, "lvl") + 1


def _words(paragraph: Element, left: LeftOut) -> str:
    """The words of a paragraph as they are shown; struck ones are left out."""
    said = ""
    for each in paragraph.iter():
        words = "\n" if local(each) == "br" else "".join(part.text or "" for part in each if local(part) == "t")
        look = child(each, "rPr")
        place = value(look, "baseline")
        if words and value(look, "strike") not in {"", "noStrike"}:
            left.add("struck text", words)
        elif words and place.strip("-0%"):
            said += formulas.lowered(said, words) if place.startswith("-") else formulas.raised(said, words)
        else:
            said += words
    return said


def _notes(notes: Element | None, left: LeftOut) -> Iterator[str]:
    for shape in _shapes(child(notes, "cSld", "spTree"), _DEPTH):
        if _placeholder(shape) == "body":
            yield from (words for words, _ in _paragraphs(child(shape, "txBody"), left))
