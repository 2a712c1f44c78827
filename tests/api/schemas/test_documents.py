"""A document as it is listed, and its outline: headings and pages where they are in the text."""

import pytest
from pydantic import ValidationError

from api.schemas.documents import DocumentEntry, Heading, OriginalFile, Outline, Page
from corpus.documents import Document, DocumentRecord, Paragraph, Span
from corpus.originals import OriginalRecord

TEXT = "Fees\n\nOf ships\nA ship pays 9.\n\nFees\n\nA boat pays 4.\nFees\n\nA raft pays 1."


def paragraph(words: str, *headings: str, page: int | None = None, is_heading: bool = False) -> Paragraph:
    span = Span(TEXT.index(words), TEXT.index(words) + len(words))
    return Paragraph(span, (span,), headings=headings, page=page, is_heading=is_heading)


def outline(*paragraphs: Paragraph) -> Outline:
    return Outline.of(Document("a", "A", TEXT, paragraphs, "text/plain"), None)


def test_headings_stand_where_the_text_has_them_before_what_they_head() -> None:
    found = outline(paragraph("A ship pays 9.", "Fees", "Of ships"), paragraph("A boat pays 4.", "Fees"))
    again = TEXT.index("Fees", 5)
    assert found.headings == [
        Heading(level=1, start=0, end=4),
        Heading(level=2, start=6, end=14),
        Heading(level=1, start=again, end=again + 4),
    ]
    assert [TEXT[each.start : each.end] for each in found.headings] == ["Fees", "Of ships", "Fees"]


def test_words_like_a_heading_that_a_paragraph_does_not_stand_under_are_none() -> None:
    assert outline(paragraph("A ship pays 9.", "Of ships")).headings == [Heading(level=1, start=6, end=14)]
    assert outline(paragraph("A ship pays 9.")).headings == []


def test_a_line_of_a_paragraph_is_no_heading_of_the_next() -> None:
    found = outline(paragraph("A boat pays 4.\nFees", "Fees"), paragraph("A raft pays 1.", "Fees"))
    assert [each.start for each in found.headings] == [0, TEXT.index("Fees", 5)]


def test_a_heading_that_is_a_paragraph_too_is_told_once() -> None:
    found = outline(
        paragraph("Fees", is_heading=True, page=1),
        paragraph("Of ships", "Fees", is_heading=True, page=1),
        paragraph("A ship pays 9.", "Fees", "Of ships", page=2),
    )
    assert [(each.level, each.start) for each in found.headings] == [(1, 0), (2, 6)]
    assert found.pages == [Page(number=2, start=TEXT.index("A ship"))]


def test_a_page_is_told_where_its_first_paragraph_is_and_again_where_it_comes_again() -> None:
    found = outline(
        paragraph("A ship", page=1),
        paragraph("pays 9.", page=1),
        paragraph("A boat", page=2),
        paragraph("pays 4.", page=1),
    )
    assert [each.number for each in found.pages] == [1, 2, 1]
    assert outline(paragraph("A ship"), paragraph("A boat", page=2), paragraph("pays 4.")).pages == [
        Page(number=2, start=TEXT.index("A boat"))
    ]


def test_an_entry_has_what_the_record_says_and_no_more() -> None:
    record = DocumentRecord(
        1, "a", "A", "text/plain", None, "2025-03-14", "th", "law", "5" * 64, "m" * 32, 9, 2, "2025", 7, {"place": "Đà"}
    )
    entry = DocumentEntry.from_record(record)
    assert entry.model_dump() == {name: getattr(record, name) for name in DocumentEntry.model_fields}
    assert "key" not in entry.model_dump()
    with pytest.raises(ValidationError):
        entry.title = "B"


def test_the_file_is_told_where_it_is_kept() -> None:
    record = OriginalRecord("a.pdf", "application/pdf", 9, None, "5" * 64)
    document = Document("a", "A", TEXT, (paragraph("A ship"),), "application/pdf")
    assert Outline.of(document, record).original == OriginalFile(
        name="a.pdf", media_type="application/pdf", size=9, pages=None, sha256="5" * 64
    )
