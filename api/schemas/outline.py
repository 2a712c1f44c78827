"""`GET /v1/documents/{id}/outline`: where a document's headings and pages are in its text."""

from collections.abc import Iterator

from pydantic import Field

from api.schemas.base import ResponseModel, with_examples
from corpus.documents import Document, Paragraph


class Heading(ResponseModel):
    """A heading of the document."""

    level: int = Field(description="from 1, outermost")
    start: int = Field(description="where it begins in the document's text, in Unicode code points")
    end: int = Field(description="where it ends, exclusive")


class Page(ResponseModel):
    """The first paragraph of a page."""

    number: int = Field(description="the page, from 1")
    start: int = Field(description="where its first paragraph begins, in Unicode code points")


class Outline(ResponseModel):
    """A document's headings and pages, in the order of its text."""

    model_config = with_examples(
        {
            "headings": [{"level": 1, "start": 1175, "end": 1191}, {"level": 1, "start": 2312, "end": 2337}],
            "pages": [],
        }
    )

    headings: list[Heading]
    pages: list[Page] = Field(description="empty where the document's format has no pages")

    @classmethod
    def of(cls, document: Document) -> "Outline":
        """The outline of a document."""
        return cls(headings=list(_headings(document)), pages=list(_pages(document)))


def _headings(document: Document) -> Iterator[Heading]:
    """The lines before a paragraph that say one of the headings that it stands under."""
    position = 0
    for paragraph in _skip_headings(document):
        for line in document.text[position : paragraph.span.start].splitlines(keepends=True):
            words = line.strip()
            if words in paragraph.headings:
                start = position + line.index(words)
                yield Heading(level=paragraph.headings.index(words) + 1, start=start, end=start + len(words))
            position += len(line)
        position = paragraph.span.end


def _pages(document: Document) -> Iterator[Page]:
    last = None
    for paragraph in _skip_headings(document):
        if paragraph.page is not None and paragraph.page != last:
            yield Page(number=paragraph.page, start=paragraph.span.start)
        last = paragraph.page


def _skip_headings(document: Document) -> Iterator[Paragraph]:
    return (paragraph for paragraph in document.paragraphs if not paragraph.is_heading)
