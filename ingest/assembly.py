"""From what a reader found to a Document: its paragraphs, and a refusal where there is no text, or too much."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from corpus.documents import Document, Paragraph
from corpus.errors import DocumentRefused
from ingest.content import Content, refuse_much
from ingest.paragraphs import paragraphs
from ingest.text import shortened

MAX_LINES: Final = 1_000_000
"""Lines of a text."""
MAX_SENTENCES: Final = 300_000
"""Sentences of a document, each of which gets a vector."""
MAX_TITLE: Final = 300
"""Code points of a title, which each answer shows; a longer one is cut after a word, and ends in an ellipsis."""
_CUT: Final = f"its title is longer than {MAX_TITLE} characters, and was cut"
MAX_SOURCE: Final = 2_000
"""Code points of a source."""
MAX_METADATA: Final = 65_536
"""Characters of the metadata, written as JSON."""


@dataclass(frozen=True, slots=True)
class Divided:
    """What a reader found, the language that it is in, and the paragraphs that it was divided into."""

    content: Content
    language: str | None
    paragraphs: tuple[Paragraph, ...]


def divide(content: Content, language: str | None) -> Divided:
    """Divide what a reader found into paragraphs; of a long text this takes a few seconds for each MiB.

    Raises DocumentRefused for a content without a block, and for one that is too much for one document.
    """
    if not content.blocks:
        raise DocumentRefused("it holds no text")
    refuse_long(content.text)
    refuse_much(0, len(content.blocks))
    _refuse_wide(content.source or "", content.metadata)
    divided = paragraphs(content.text, content.blocks, language)
    if sum(len(paragraph.sentences) for paragraph in divided) > MAX_SENTENCES:
        raise DocumentRefused(f"it holds more than {MAX_SENTENCES:,} sentences; divide it")
    return Divided(content, language, divided)


def assemble(
    divided: Divided, *, document_id: str, title: str, media_type: str, source: str, origin: str | None
) -> Document:
    """The document; `title` serves where the content has none. Raises DocumentRefused for too long a source."""
    content = divided.content
    _refuse_wide(source, {})
    return Document(
        id=document_id,
        title=_cut(content.title or title),
        text=content.text,
        paragraphs=divided.paragraphs,
        media_type=media_type,
        source=source,
        published=content.published,
        language=divided.language,
        origin=origin,
        metadata=content.metadata,
        remarks=(*content.remarks, *([_CUT] if len(content.title or title) > MAX_TITLE else [])),
    )


def _cut(title: str) -> str:
    return title if len(title) <= MAX_TITLE else f"{shortened(title, MAX_TITLE - 1)}…"


def _refuse_wide(source: str, metadata: Mapping[str, Any]) -> None:
    """Raise DocumentRefused for a source or metadata that would make every list of documents long."""
    if len(source) > MAX_SOURCE:
        raise DocumentRefused(f"its source is longer than {MAX_SOURCE:,} characters; shorten it")
    if len(json.dumps(dict(metadata), ensure_ascii=False)) > MAX_METADATA:
        raise DocumentRefused(f"its metadata is longer than {MAX_METADATA:,} characters; shorten it")


def refuse_long(text: str) -> None:
    """Raise DocumentRefused for a text that is too much for one document, before time is spent on it."""
    refuse_much(len(text), 0)
    if text.count("\n") > MAX_LINES:
        raise DocumentRefused(f"it holds more than {MAX_LINES:,} lines; divide it")
