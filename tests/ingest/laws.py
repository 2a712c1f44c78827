"""What holds of every document, whatever it was read from."""

import re
import unicodedata

from corpus.documents import Document, Paragraph, Span
from ingest.paragraphs import MAX_PARAGRAPH
from ingest.sentences import MAX_SENTENCE
from ingest.text import BLANK, canonical, is_visible

ORDER = {"heading": 0, "question": 0, "lead_in": 1, "table_head": 1}


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
        assert_introduced(document, paragraph)
        position = span.end


def assert_introduced(document: Document, paragraph: Paragraph) -> None:
    """What introduces a paragraph comes in the text's order, before it or as its sentence, headings first.

    Its headings and questions are `headings`, and no question is a paragraph.
    """
    told = paragraph.introductions
    assert list(told) == sorted(told, key=lambda each: each.span)
    ranks = [ORDER[each.role] for each in told]
    assert ranks == sorted(ranks)
    for each in told:
        inside = each.span in paragraph.sentences and ORDER[each.role]
        assert each.span.end <= paragraph.span.start or inside
        assert each.role != "question" or each.span not in [other.span for other in document.paragraphs]
    above = [" ".join(each.span.of(document.text).split()).strip(BLANK) for each in told if not ORDER[each.role]]
    assert tuple(above) == paragraph.headings


def assert_tiled(text: str, paragraph: Span, sentences: tuple[Span, ...]) -> None:
    """The sentences cover the paragraph but for what is left out between them, and none is blank at its ends."""
    assert (sentences[0].start, sentences[-1].end) == (paragraph.start, paragraph.end)
    position = paragraph.start
    for sentence in sentences:
        assert is_left_out(text[position : sentence.start])
        assert sentence.of(text) == sentence.of(text).strip(BLANK)
        assert sentence.end - sentence.start <= MAX_SENTENCE
        position = sentence.end


def uncovered(document: Document) -> str:
    """The text without its paragraphs and what introduces them."""
    pieces: list[str] = []
    position = 0
    told = {each.span for paragraph in document.paragraphs for each in paragraph.introductions}
    for span in sorted(told | {paragraph.span for paragraph in document.paragraphs}):
        pieces.append(document.text[position : span.start])
        position = max(position, span.end)
    return "\n".join([*pieces, document.text[position:]])


def is_left_out(text: str) -> bool:
    """Whether each line is blank, a bullet, a rule or a page's number."""
    return all(is_drawn(line) or re.fullmatch(r"\s{10,}[-–—\s]*\d{1,4}[-–—\s]*", line) for line in text.splitlines())


def is_drawn(text: str) -> bool:
    """Whether it holds nothing but white space, punctuation and signs."""
    return all(unicodedata.category(character)[0] in "ZCMPS" for character in text)
