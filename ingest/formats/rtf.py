"""Rich text (.rtf): its paragraphs, headings, items and rows, told apart here; `striprtf` makes text of their words."""

import re
from collections.abc import Iterator
from typing import Final

from striprtf.striprtf import rtf_to_text

from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.content import MISFITS, Content, Kind, LeftOut, TextBuilder
from ingest.formats import formulas
from ingest.formats.rtf_parts import BREAK, CELL, END, NEXT, RAISED, SCRIPT, Part, Parts
from ingest.text import is_visible, one_line

_BINARY: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\bin(\d{1,9}) ?")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_SHIFTED: Final = re.compile(f"([{SCRIPT}])([^{SCRIPT}{END}]*){END}")
_LABEL: Final = re.compile(r"([^\t]{0,20})\t")
_FAULTS: Final = (ValueError, TypeError, LookupError, OverflowError)


def read(data: bytes) -> Content:
    """The content of a text: notes and text boxes come after the paragraph that they hang on.

    What is left out is said: headers and footers, comments, deleted and hidden text, tables of contents.
    Raises DocumentRefused for one without text and for one that is damaged.
    """
    parts = Parts(_HIGH.sub(lambda byte: b"\\'%02x" % byte[0][0], b"".join(_without_binary(data))).decode("ascii"))
    builder, left, told = TextBuilder(), LeftOut(), dict[str, str]()
    for part, words in zip(parts.found, _texts(parts), strict=True):
        if part.kind in {"title", "author"}:
            told.setdefault(part.kind, words)
        elif part.kind == "left":
            left.add(part.what, words.replace(CELL, " "))
        else:
            _add(builder, part, words)
    if not builder.blocks:
        raise DocumentRefused("it is a text without words; where it holds pictures of text, recognise that (OCR)")
    first = builder.blocks[0]
    heading = first.span.of(builder.text) if first.kind == "heading" else None
    unsure = builder.text.count("\ufffd")
    return Content(
        builder.text,
        builder.blocks,
        metadata.title(told.get("title")) or metadata.title(heading),
        metadata=metadata.author(told.get("author")) | metadata.created(parts.created),
        remarks=(*left.remarks(), *([f"{MISFITS}: {unsure:,}"] if unsure else [])),
    )


def _without_binary(data: bytes) -> Iterator[bytes]:
    """The bytes between pictures that stand there as they are, whose bytes look like anything."""
    place = 0
    while match := _BINARY.search(data, place):
        yield data[place : match.end(1)]
        place = match.end() + int(match[2])
    yield data[place:]


def _texts(parts: Parts) -> list[str]:
    """The words of each part. All are decoded at once, since fonts and encodings hold from one to the next."""
    source = parts.head + "".join(f"{part.source}{{}}{NEXT}" for part in parts.found)
    try:
        text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except _FAULTS as error:
        raise DocumentRefused("it is a damaged RTF file; save it again, as .docx") from error
    texts = text.split(NEXT)
    return (texts + [""] * len(parts.found))[: len(parts.found)]


def _add(builder: TextBuilder, part: Part, words: str) -> None:
    words = _SHIFTED.sub(_shifted, words)
    words = re.sub(f"[{SCRIPT}{END}]", "", words).replace(BREAK, "\n")
    if part.kind in {"row", "table_head"}:
        cells = list(filter(is_visible, map(one_line, words.split(CELL))))
        kind: Kind = "table_head" if part.kind == "table_head" else "row"
        builder.add(" | ".join(cells), kind if len(cells) > 1 else "paragraph")
        return
    words = words.replace(CELL, " ").strip()
    label = _LABEL.match(words) if part.labelled else None
    if label is not None:
        counted = label[1].strip() if any(map(str.isalnum, label[1])) else ""
        words = f"{counted} {words[label.end() :].strip()}".strip()
    if part.kind == "heading":
        builder.add(words, "heading", level=part.level)
    elif part.labelled:
        builder.add(words, "item", level=part.level)
    else:
        builder.add(words)


def _shifted(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 8) : match.start()]
    return (formulas.raised if match[1] == RAISED else formulas.lowered)(before, match[2])
