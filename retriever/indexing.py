"""From a document to what the indexes want of it: each paragraph's vectors and terms."""

import numpy as np

from corpus.documents import Document, Paragraph
from corpus.records import EncodedParagraph, Encoding
from retriever import analysis
from retriever.models import Embedder


def encoding_of(embedder: Embedder) -> Encoding:
    """What a library records of the vectors and terms that `encode` makes with that embedder."""
    return Encoding(embedder.name, embedder.digest, embedder.dimension, analysis.VERSION)


def encode(document: Document, embedder: Embedder) -> list[EncodedParagraph]:
    """Embed and analyse all paragraphs; one of one sentence has one vector, any other one a sentence besides."""
    contexts = [_context(document, paragraph) for paragraph in document.paragraphs]
    pieces = [
        [f"{context} {paragraph.span.of(document.text)}".strip(), *(_sentences(document, paragraph))]
        for context, paragraph in zip(contexts, document.paragraphs, strict=True)
    ]
    vectors = embedder.embed_passages([text for texts in pieces for text in texts])
    starts = np.cumsum([len(texts) for texts in pieces])[:-1]
    return [
        EncodedParagraph(
            matrix,
            analysis.document_terms(context, document.language),
            tuple(analysis.document_terms(span.of(document.text), document.language) for span in paragraph.sentences),
        )
        for matrix, context, paragraph in zip(np.split(vectors, starts), contexts, document.paragraphs, strict=True)
    ]


def _context(document: Document, paragraph: Paragraph) -> str:
    """What a paragraph stands under and is found by too; a title that was taken from the text says nothing more."""
    title = () if document.text.startswith(document.title.rstrip("…. ")) else (document.title,)
    return " ".join(f"{each}." for each in (*title, *paragraph.headings))


def _sentences(document: Document, paragraph: Paragraph) -> list[str]:
    return [span.of(document.text) for span in paragraph.sentences] if len(paragraph.sentences) > 1 else []
