"""From what a reader found to a Document: language, paragraphs, and a refusal where there is no text."""

from typing import Final

from corpus.documents import Document
from corpus.errors import DocumentRefused
from corpus.languages import Detect
from ingest.content import Content, refuse_much
from ingest.paragraphs import paragraphs

MAX_LINES: Final = 1_000_000
"""Lines of a text."""


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
    """The document; `title` serves where the content has none, `detect` where it names no language.

    Raises DocumentRefused for a content without a block, and for one that is too much for one document.
    """
    if not content.blocks:
        raise DocumentRefused("it holds no text")
    refuse_long(content.text)
    refuse_much(0, len(content.blocks))
    language = content.language or detect(content.text)
    return Document(
        id=document_id,
        title=content.title or title,
        text=content.text,
        paragraphs=paragraphs(content.text, content.blocks, language),
        media_type=media_type,
        source=source,
        published=content.published,
        language=language,
        origin=origin,
        metadata=content.metadata,
        remarks=tuple(content.remarks),
    )


def refuse_long(text: str) -> None:
    """Raise DocumentRefused for a text that is too much for one document, before time is spent on it."""
    refuse_much(len(text), 0)
    if text.count("\n") > MAX_LINES:
        raise DocumentRefused(f"it holds more than {MAX_LINES:,} lines; divide it")
