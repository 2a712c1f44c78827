"""`GET /v1/outlines/{id}`: headings and pages where they are."""

from starlette.testclient import TestClient

from api import first_library
from api.schemas.outline import Outline
from corpus.documents import Document, Paragraph, Span
from tests.conftest import Serving

NOTES = (
    b"# Notes \xf0\x9f\x8c\x99\n\nFirst of all.\n\n## Mornings\n\n- one\n- two\n\n## Evenings\n\n### Late\n\nThe end.\n"
)


def test_the_headings_of_the_release_are_where_the_outline_says(client: TestClient) -> None:
    outline = client.get(f"/v1/outlines/{first_library.RELEASE}").json()
    text = first_library.release().text
    assert [text[heading["start"] : heading["end"]] for heading in outline["headings"]] == [
        "Why This Matters",
        "Outlooks & Considerations",
    ]
    assert outline == client.get("/openapi.json").json()["components"]["schemas"]["Outline"]["examples"][0]


def test_levels_follow_the_document_and_offsets_count_code_points(serving: Serving) -> None:
    with serving() as client:
        client.post("/v1/documents", files={"file": ("notes.md", NOTES)})
        text = client.get("/v1/documents/notes/text").text
        headings = client.get("/v1/outlines/notes").json()["headings"]
    assert [(heading["level"], text[heading["start"] : heading["end"]]) for heading in headings] == [
        (1, "Notes 🌙"),
        (2, "Mornings"),
        (2, "Evenings"),
        (3, "Late"),
    ]


def test_a_page_begins_with_its_first_paragraph() -> None:
    text = "One.\n\nTwo.\n\nThree.\n\nFour."
    starts = [text.index(word) for word in ("One", "Two", "Three", "Four")]
    spans = [Span(start, text.index(".", start) + 1) for start in starts]
    paragraphs = tuple(Paragraph(span, (span,), page=page) for span, page in zip(spans, (1, 1, 3, None), strict=True))
    outline = Outline.of(Document("a", "A", text, paragraphs, "application/pdf"))
    assert [(page.number, page.start) for page in outline.pages] == [(1, starts[0]), (3, starts[2])]
    assert outline.headings == []


def test_headings_that_are_paragraphs_are_found_where_they_are() -> None:
    text = "Fees\n\nTen."
    head, rest = Span(0, 4), Span(6, 10)
    paragraphs = (Paragraph(head, (head,), is_heading=True), Paragraph(rest, (rest,), headings=("Fees",)))
    outline = Outline.of(Document("a", "A", text, paragraphs, "text/plain"))
    assert [(heading.level, heading.start, heading.end) for heading in outline.headings] == [(1, 0, 4)]


def test_an_unknown_document_is_a_404(client: TestClient) -> None:
    assert client.get("/v1/outlines/unknown").status_code == 404
