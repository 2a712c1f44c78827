"""What holds of every document, whatever it was read from."""

import unicodedata

from corpus.documents import Document, Span
from ingest.paragraphs import MAX_PARAGRAPH
from ingest.sentences import MAX_SENTENCE
from ingest.text import BLANK, canonical, is_visible


def assert_laws(document: Document) -> None:
    """The text is canonical; paragraphs and sentences lie in it, in order; sentences tile; nothing is too long."""
    text = document.text
    assert canonical(text) == text
    assert document.id
    assert is_visible(document.title)
    position = 0
    for paragraph in document.paragraphs:
        span = paragraph.span
        assert position <= span.start < span.end <= len(text)
        assert is_visible(span.of(text))
        assert span.end - span.start <= MAX_PARAGRAPH
        assert all(heading == " ".join(heading.split()) and is_visible(heading) for heading in paragraph.headings)
        assert_tiled(text, span, paragraph.sentences)
        position = span.end


def assert_tiled(text: str, paragraph: Span, sentences: tuple[Span, ...]) -> None:
    """The sentences cover the paragraph but for blanks between them, and none is blank at its ends."""
    assert (sentences[0].start, sentences[-1].end) == (paragraph.start, paragraph.end)
    position = paragraph.start
    for sentence in sentences:
        assert text[position : sentence.start].strip(BLANK) == ""
        assert sentence.of(text) == sentence.of(text).strip(BLANK)
        assert sentence.end - sentence.start <= MAX_SENTENCE
        position = sentence.end


def uncovered(document: Document) -> str:
    """The text without its paragraphs."""
    pieces: list[str] = []
    position = 0
    for paragraph in document.paragraphs:
        pieces.append(document.text[position : paragraph.span.start])
        position = paragraph.span.end
    return "\n".join([*pieces, document.text[position:]])


def is_drawn(text: str) -> bool:
    """Whether it holds nothing but white space, punctuation and signs."""
    return all(unicodedata.category(character)[0] in "ZCMPS" for character in text)
