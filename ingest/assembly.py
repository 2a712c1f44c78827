"""From what a reader found to a Document: language, paragraphs, and a refusal where there is no text."""

import json
from collections.abc import Mapping
from typing import Any, Final

from corpus.documents import Document
from corpus.errors import DocumentRefused
from corpus.languages import Detect
from ingest.content import Content, refuse_much
from ingest.paragraphs import paragraphs
from ingest.text import shortened

MAX_LINES: Final = 1_000_000
"""Lines of a text."""
MAX_TITLE: Final = 300
"""Code points of a title, which each answer shows; a longer one is cut after a word, and ends in an ellipsis."""
_CUT: Final = f"its title is longer than {MAX_TITLE} characters, and was cut"
MAX_SOURCE: Final = 2_000
"""Code points of a source."""
MAX_METADATA: Final = 65_536
"""Characters of the metadata, written as JSON."""


def assemble(
    content: Content,
    *,
    document_id: str,
    title: str,
    media_type: str,
    source: str,
    origin: str | None,
    detect: Detect,
) -> Document:
    """Give the document; `title` serves where the content has none, `detect` where it names no language.

    Raises DocumentRefused for a content without a block, and for one that is too much for one document.
    """
    if not content.blocks:
        raise DocumentRefused("it holds no text")
    refuse_long(content.text)
    refuse_much(0, len(content.blocks))
    _refuse_wide(source, content.metadata)
    language = content.language or detect(content.text)
    return Document(
        id=document_id,
        title=_cut(content.title or title),
        text=content.text,
        paragraphs=paragraphs(content.text, content.blocks, language),
        media_type=media_type,
        source=source,
        published=content.published,
        language=language,
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
