"""`/v1/documents` and `/v1/outlines`: what the library holds, and what became of what was given to it."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field

from api.schemas import examples
from api.schemas.base import ResponseModel, with_examples
from corpus.documents import Document, Paragraph
from corpus.originals import OriginalRecord


class DocumentEntry(ResponseModel):
    """A document of the library."""

    model_config = with_examples(examples.ENTRY)

    id: str
    title: str
    source: str | None
    published: str | None
    language: str | None
    collection: str
    media_type: str
    sha256: str = Field(description="SHA-256 of its text in UTF-8")
    length: int = Field(description="length of its text in Unicode code points")
    paragraphs: int = Field(description="how many it has")
    added: str = Field(description="when this version came, ISO 8601, UTC")
    metadata: Mapping[str, Any] = Field(description="whatever its author gave")


class DocumentList(ResponseModel):
    """A page of the library's documents, oldest first."""

    model_config = with_examples({"documents": [examples.ENTRY], "next": None, "generation": 1})

    documents: list[DocumentEntry]
    next: str | None = Field(description="send it as `after` to get the next page; null on the last one")
    generation: int = Field(description="the library's generation that this page is of")


class AddedDocument(ResponseModel):
    """What became of one document that was given: a line of `rujuk add --json`."""

    path: str = Field(description="its file; with the line where the file holds several documents")
    id: str | None = Field(description="its id in the library; null where it was refused")
    status: Literal["added", "updated", "unchanged", "refused"]
    detail: str | None = Field(description="why it was refused, or what else is worth saying")


class RemovedDocument(ResponseModel):
    """A document whose file, or whose line in it, is gone: a line of `rujuk add --sync --json`."""

    path: str
    id: str
    status: Literal["removed"] = "removed"
    detail: None = None


class ReEmbeddedDocument(ResponseModel):
    """A document that has new vectors: a line of `rujuk add --re-embed --json`."""

    path: None = None
    id: str
    status: Literal["re-embedded"] = "re-embedded"
    detail: None = None


class AddResponse(ResponseModel):
    """What became of each document in the file."""

    model_config = with_examples(examples.ADDED)

    documents: list[AddedDocument]
    generation: int = Field(description="the library's generation after it")


class Heading(ResponseModel):
    """A heading of the document."""

    level: int = Field(description="from 1, outermost")
    start: int = Field(description="where it begins in the document's text, in Unicode code points")
    end: int = Field(description="where it ends, exclusive")


class Page(ResponseModel):
    """The first paragraph of a page."""

    number: int = Field(description="the page, from 1")
    start: int = Field(description="where its first paragraph begins, in Unicode code points")


class OriginalFile(ResponseModel):
    """The file that a document was read from."""

    name: str
    media_type: str
    size: int = Field(description="in bytes")
    pages: int | None = Field(description="how many of its pages can be shown; null where it is shown as text alone")
    sha256: str = Field(description="SHA-256 of its bytes")


class Outline(ResponseModel):
    """A document's headings and pages, in the order of its text, and its file, where that is kept."""

    model_config = with_examples(
        {
            "headings": [{"level": 1, "start": 1175, "end": 1191}, {"level": 1, "start": 2312, "end": 2337}],
            "pages": [],
            "original": None,
        }
    )

    headings: list[Heading]
    pages: list[Page] = Field(description="empty where the document's format has no pages")
    original: OriginalFile | None = Field(description="the file, where it is kept: at `/v1/documents/{id}/original`")

    @classmethod
    def of(cls, document: Document, original: OriginalRecord | None) -> "Outline":
        """The outline of a document."""
        return cls(
            headings=list(_headings(document)),
            pages=list(_pages(document)),
            original=OriginalFile.from_record(original) if original else None,
        )


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
