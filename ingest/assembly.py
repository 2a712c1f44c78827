"""From what a reader found to a Document: language, paragraphs, and a refusal where there is no text."""

from corpus.documents import Document
from corpus.errors import DocumentRefused
from corpus.languages import detect
from ingest.blocks import Content
from ingest.paragraphs import paragraphs


def assemble(
    content: Content, *, document_id: str, title: str, media_type: str, source: str, origin: str | None
) -> Document:
    """The document; `title` serves where the content has none. Raises DocumentRefused for a content without a block."""
    if not content.blocks:
        raise DocumentRefused("it holds no text")
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
    )
