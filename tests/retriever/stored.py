"""Paragraphs as a library stores them, for tests of what reads them."""

from corpus.documents import Introduction, Role, Span
from corpus.records import StoredParagraph
from retriever.windows import Introduced


def stored(*sentences: str, start: int = 100, between: str = "\n", headings: tuple[str, ...] = ()) -> StoredParagraph:
    """Make a paragraph of these sentences, whose document's text begins `start` code points before it."""
    spans, at = [], start
    for each in sentences:
        spans.append(Span(at, at + len(each)))
        at += len(each) + len(between)
    text = between.join(sentences)
    return StoredParagraph(
        key=1,
        document=1,
        number=1,
        span=Span(start, start + len(text)),
        sentences=tuple(spans),
        terms=tuple(frozenset(each.lower().split()) for each in sentences),
        headings=headings,
        page=None,
        introductions=(),
        introduced=(),
        is_heading=False,
        text=text,
        before="",
        after="",
    )


def introducing(paragraph: StoredParagraph, sentence: int, role: Role) -> Introduced:
    """Say that a paragraph's sentence introduces those after it."""
    span = paragraph.sentences[sentence]
    shift = paragraph.span.start
    return Introduced(Introduction(span, role), paragraph.text[span.start - shift : span.end - shift])


def above(words: str, role: Role) -> Introduced:
    """Say that words at the document's beginning introduce the paragraph."""
    return Introduced(Introduction(Span(0, len(words)), role), words)
