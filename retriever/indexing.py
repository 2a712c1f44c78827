"""Make each paragraph's vectors and terms for the indexes.

A paragraph is embedded and analysed with its context: the document's title, the headings, and what introduces it (a
question that it answers, the lead-in of its list, the head of its table).
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from corpus.documents import Document, Introduction, Paragraph, Span
from corpus.library import Library
from corpus.records import EncodedParagraph, Encoding
from corpus.reembedding import Reembedding
from retriever import analysis
from retriever.models import Embedder
from retriever.models.embedder import Vectors

_BETWEEN_PAUSES = 256
"""Texts that are embedded at a time, a second's work: of many there are some of the same length."""


def encoding_of(embedder: Embedder) -> Encoding:
    """Describe the vectors and terms that `encode` makes with that embedder, as a library records them."""
    return Encoding(embedder.name, embedder.digest, embedder.dimension, analysis.VERSION)


def encode(document: Document, embedder: Embedder) -> list[EncodedParagraph]:
    """Embed and analyse all paragraphs: one entry each, in their order."""
    return encode_all([document], embedder)[0]


def encode_all(
    documents: Sequence[Document], embedder: Embedder, pause: Callable[[], None] = lambda: None
) -> list[list[EncodedParagraph]]:
    """Embed and analyse documents as `encode` does, all in one go: many small ones keep all cores at work.

    `pause` is called about once a second; what it raises ends the work.
    """
    texts = (
        text for document in documents for paragraph in document.paragraphs for text in passages_of(document, paragraph)
    )
    vectors = _embedded(texts, embedder, pause)
    return [
        [
            _encoded(document, paragraph, np.stack(list(islice(vectors, _count_passages(paragraph)))))
            for paragraph in document.paragraphs
        ]
        for document in documents
    ]


def _embedded(texts: Iterator[str], embedder: Embedder, pause: Callable[[], None]) -> Iterator[Vectors]:
    """Give each text's vector. Of a book no more texts are held at a time than are embedded."""
    while batch := list(islice(texts, _BETWEEN_PAUSES)):
        pause()
        yield from embedder.embed_passages(batch)


def _encoded(document: Document, paragraph: Paragraph, vectors: Vectors) -> EncodedParagraph:
    language = document.language
    return EncodedParagraph(
        vectors=vectors,
        context=analysis.document_terms(context_of(document, paragraph), language),
        terms=tuple(analysis.document_terms(span.of(document.text), language) for span in paragraph.sentences),
    )


def re_embed(library: Library, embedder: Embedder) -> Iterator[Document]:
    """Embed every document anew, and give each one when it is stored durably; the library changes over after the last.

    A run that is stopped leaves the library as it was, and the next run goes on. A library that has this embedder's
    vectors and terms gives nothing. Raises LibraryBusy, LibraryError.
    """
    encoding = encoding_of(embedder)
    with library.reading() as snapshot:
        recorded = snapshot.encoding
    if recorded is None or recorded == encoding:
        Reembedding.abandon(library)
        return
    work = Reembedding(library, encoding)
    while not work.finish():  # others may add documents meanwhile
        for document in work.documents():
            if work.put(document, encode(document, embedder)):
                yield document


def passages_of(document: Document, paragraph: Paragraph) -> list[str]:
    """Give the texts that are embedded: the paragraph with its context, then each sentence with what introduces it.

    A paragraph of one sentence has the first text alone.
    """
    whole = _joined([context_of(document, paragraph), paragraph.span.of(document.text)])
    if _count_passages(paragraph) == 1:
        return [whole]
    return [whole, *(_introduced(document, paragraph, sentence) for sentence in paragraph.sentences)]


def _count_passages(paragraph: Paragraph) -> int:
    return 1 if len(paragraph.sentences) == 1 else 1 + len(paragraph.sentences)


def context_of(document: Document, paragraph: Paragraph) -> str:
    """Give what a paragraph is found by besides its own words: the title, its headings, what introduces it.

    Each text stands there once. A title that was taken from the text says nothing more, and is left out.
    """
    title = () if document.text.startswith(document.title.rstrip("…. ")) else (document.title,)
    inside = paragraph.span
    outside = (
        each for each in paragraph.introductions if each.span.end <= inside.start or each.span.start >= inside.end
    )
    pieces = dict.fromkeys(map(str.strip, (*title, *paragraph.headings, *_texts(document, outside))))
    pieces.pop(inside.of(document.text), None)
    return _joined(list(map(_closed, pieces)))


def _introduced(document: Document, paragraph: Paragraph, sentence: Span) -> str:
    before = (each for each in paragraph.introductions if each.span.end <= sentence.start)
    return _joined([*map(_closed, _texts(document, before)), sentence.of(document.text)])


def _texts(document: Document, introductions: Iterable[Introduction]) -> list[str]:
    """Give the texts of the introductions but headings, which `Paragraph.headings` holds."""
    return [each.span.of(document.text) for each in introductions if each.role != "heading"]


def _closed(text: str) -> str:
    """End a text that stands before another: with a full stop, unless it has a mark of its own."""
    return text if unicodedata.category(text[-1:] or ".").startswith("P") else f"{text}."


def _joined(texts: list[str]) -> str:
    return " ".join(filter(None, texts))
