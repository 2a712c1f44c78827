"""How a document goes from the process that reads its file to the one that asked: in small frames.

Whatever takes a frame apart keeps Python from all threads meanwhile; of a whole book at once that were seconds.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import lru_cache
from itertools import starmap
from typing import Any, Final

from corpus.documents import Introduction, Paragraph, Span
from ingest.assembly import Divided
from ingest.content import Content
from ingest.text import one_line

_A_FRAME: Final = 100
"""Paragraphs of a frame: at most 200,000 code points."""


def pack(divided: Divided) -> Iterator[bytes]:
    """The frames of a document: what it says of itself, its text, its paragraphs. Its blocks stay behind."""
    content, several = divided.content, divided.paragraphs
    plain = {each.name: getattr(content, each.name) for each in fields(Content) if each.name not in ("text", "blocks")}
    plain["metadata"] = dict(content.metadata)
    starts = range(0, len(several), _A_FRAME)
    yield json.dumps({"content": plain, "language": divided.language, "frames": len(starts)}).encode()
    yield content.text.encode()
    for start in starts:
        yield json.dumps(list(map(_plain, several[start : start + _A_FRAME]))).encode()


def unpack(head: dict[str, Any], next_frame: Callable[[], bytes]) -> Divided:
    """The document of which `head` was the first frame. Raises ValueError for what `pack` did not make."""
    text = next_frame().decode()
    # What stands over many paragraphs is made once: millions of objects are gone through when memory is cleared up.
    words = lru_cache(64)(lambda span: one_line(span.of(text)))
    introduction = lru_cache(64)(lambda start, end, role: Introduction(Span(start, end), role))
    several: list[Paragraph] = []
    for _ in range(head["frames"]):
        several += [_paragraph(plain, words, introduction) for plain in json.loads(next_frame())]
    about: dict[str, Any] = head["content"]
    listed = {name: tuple(value) for name, value in about.items() if isinstance(value, list)}
    return Divided(Content(text, (), **{**about, **listed}), head["language"], tuple(several))


def _plain(paragraph: Paragraph) -> list[Any]:
    """A paragraph but its headings, which are the words of what introduces it."""
    sentences = [place for each in paragraph.sentences for place in (each.start, each.end)]
    introductions = [[each.span.start, each.span.end, each.role] for each in paragraph.introductions]
    return [paragraph.span.start, paragraph.span.end, sentences, paragraph.page, paragraph.is_heading, introductions]


def _paragraph(
    plain: Sequence[Any], words: Callable[[Span], str], introduction: Callable[..., Introduction]
) -> Paragraph:
    start, end, sentences, page, is_heading, introductions = plain
    told = tuple(starmap(introduction, introductions))
    headings = tuple(words(each.span) for each in told if each.role in ("heading", "question"))
    places = iter(sentences)
    return Paragraph(
        Span(start, end), tuple(starmap(Span, zip(places, places, strict=True))), headings, page, told, is_heading
    )
