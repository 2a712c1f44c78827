"""From what a reader found to a document: what is too much for one is refused, and a long title is cut and said."""

from dataclasses import replace

import pytest

from corpus.documents import Document, Span
from corpus.errors import DocumentRefused
from ingest import assembly
from ingest.assembly import MAX_METADATA, MAX_SOURCE, MAX_TITLE, assemble, divide
from ingest.content import Block, Content

TEXT = "One ferry leaves at nine. Another leaves at ten."
CONTENT = Content(TEXT, (Block(Span(0, len(TEXT)), "paragraph"),))


def made(content: Content, source: str = "a.txt") -> Document:
    divided = divide(content, "en")
    return assemble(divided, document_id="a", title="File", media_type="text/plain", source=source, origin=None)


def test_a_content_becomes_a_document_of_its_own_title_or_the_files() -> None:
    assert made(CONTENT).title == "File"
    document = made(replace(CONTENT, title="Ferries", published="2025-10-24", metadata={"port": "Muar"}))
    assert (document.title, document.published, document.metadata) == ("Ferries", "2025-10-24", {"port": "Muar"})
    assert (document.language, [len(each.sentences) for each in document.paragraphs]) == ("en", [2])


def test_a_long_title_is_cut_after_a_word_and_that_is_said() -> None:
    document = made(replace(CONTENT, title="ferry " * 60, remarks=("left out: navigation",)))
    assert len(document.title) <= MAX_TITLE
    assert document.title.endswith("ferry…")
    assert document.remarks == ("left out: navigation", f"its title is longer than {MAX_TITLE} characters, and was cut")
    assert made(replace(CONTENT, title="x" * MAX_TITLE)).remarks == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (replace(CONTENT, blocks=()), "it holds no text"),
        (replace(CONTENT, source="x" * (MAX_SOURCE + 1)), "its source is longer"),
        (replace(CONTENT, metadata={"a": "x" * MAX_METADATA}), "its metadata is longer"),
    ],
)
def test_what_no_document_can_have_is_refused(content: Content, said: str) -> None:
    with pytest.raises(DocumentRefused, match=said):
        divide(content, "en")


def test_a_long_path_is_refused_too() -> None:
    made(CONTENT, source="x" * MAX_SOURCE)
    with pytest.raises(DocumentRefused, match="its source is longer"):
        made(CONTENT, source="x" * (MAX_SOURCE + 1))


def test_too_many_lines_and_sentences_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "MAX_SENTENCES", 1)
    with pytest.raises(DocumentRefused, match="more than 1 sentences"):
        divide(CONTENT, "en")
    monkeypatch.setattr(assembly, "MAX_LINES", 1)
    assembly.refuse_long("one\ntwo")
    with pytest.raises(DocumentRefused, match="more than 1 lines"):
        assembly.refuse_long("one\ntwo\nthree")
