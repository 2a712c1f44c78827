from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.documents import Document, Introduction, Paragraph, Span
from corpus.errors import EmbedderMismatch
from corpus.library import Library
from ingest import Refused, read_bytes
from retriever.analysis import document_terms
from retriever.index.index import Index
from retriever.indexing import context_of, encode, passages_of, re_embed
from retriever.models import Embedder, load
from retriever.retriever import Retriever

FAQ = "Fees\nHow much is it?\nYou pay for:\na room; a meal."
QUESTION_SPAN, LEAD_IN, ROOM, MEAL = Span(5, 20), Span(21, 33), Span(34, 41), Span(42, 49)
QUESTION = "When does the ferry leave?"


def _document(*paragraphs: Paragraph, title: str = "Price list", text: str = FAQ) -> Document:
    return Document("d", title, text, paragraphs, "text/plain", language="en")


def _question() -> Introduction:
    return Introduction(QUESTION_SPAN, "question")


def test_a_sentence_is_embedded_with_what_introduces_it() -> None:
    introductions = (Introduction(Span(0, 4), "heading"), _question(), Introduction(LEAD_IN, "lead_in"))
    paragraph = Paragraph(Span(21, 49), (LEAD_IN, ROOM, MEAL), ("Fees",), introductions=introductions)
    assert passages_of(_document(paragraph), paragraph) == [
        "Price list. Fees. How much is it? You pay for:\na room; a meal.",
        "How much is it? You pay for:",
        "How much is it? You pay for: a room;",
        "How much is it? You pay for: a meal.",
    ]


def test_an_introduction_outside_counts_for_the_whole_paragraph() -> None:
    introductions = (_question(), Introduction(LEAD_IN, "lead_in"))
    paragraph = Paragraph(Span(34, 49), (ROOM, MEAL), ("Fees",), introductions=introductions)
    assert passages_of(_document(paragraph), paragraph) == [
        "Price list. Fees. How much is it? You pay for: a room; a meal.",
        "How much is it? You pay for: a room;",
        "How much is it? You pay for: a meal.",
    ]


def test_a_paragraph_of_one_sentence_is_embedded_once() -> None:
    paragraph = Paragraph(ROOM, (ROOM,), introductions=(_question(),))
    assert passages_of(_document(paragraph), paragraph) == ["Price list. How much is it? a room;"]


def test_a_text_stands_in_the_context_once() -> None:
    paragraph = Paragraph(ROOM, (ROOM,), ("Fees", "How much is it?"), introductions=(_question(),))
    assert context_of(_document(paragraph, title="Fees"), paragraph) == "Fees. How much is it?"
    heading = Paragraph(Span(0, 4), (Span(0, 4),), ("Fees",), is_heading=True)
    assert passages_of(_document(heading), heading) == ["Price list. Fees"]


def test_terms_of_introductions_are_terms_of_the_context(embedder: Embedder) -> None:
    paragraph = Paragraph(Span(34, 49), (ROOM, MEAL), introductions=(_question(), Introduction(LEAD_IN, "lead_in")))
    (encoded,) = encode(_document(paragraph), embedder)
    assert encoded.context == document_terms("Price list. How much is it? You pay for:", "en")
    assert encoded.terms == (document_terms("a room;", "en"), document_terms("a meal.", "en"))
    assert encoded.vectors.shape == (3, embedder.dimension)


@pytest.fixture
def other() -> Embedder:
    return load("all-MiniLM-L6-v2")


@pytest.fixture
def first(tmp_path: Path, embedder: Embedder) -> Iterator[Retriever]:
    retriever = Retriever(Library.create(tmp_path / "library"), embedder)
    for name, text in {"ferry": "The ferry leaves at nine. It is blue.", "museum": "The museum opens late."}.items():
        for document in read_bytes(text.encode(), f"{name}.txt", origin=name):
            assert not isinstance(document, Refused)
            retriever.add(document)
    yield retriever
    retriever.library.close()


def test_a_re_embedded_library_answers_with_the_new_model_only(first: Retriever, other: Embedder) -> None:
    before = first.ask(QUESTION)
    assert [document.id for document in re_embed(first.library, other)] == ["ferry", "museum"]
    after = Retriever(Library.open(first.library.folder), other).ask(QUESTION)
    assert after.passages[0].quote == before.passages[0].quote
    assert (after.embedder, after.generation) == (other.name, before.generation + 1)
    with pytest.raises(EmbedderMismatch, match="--re-embed"):
        first.ask(QUESTION)


def test_a_retriever_that_saw_the_library_change_and_return_answers_as_before(
    first: Retriever, other: Embedder
) -> None:
    before = first.ask(QUESTION)
    for embedder in (other, first.embedder):
        list(re_embed(first.library, embedder))
    after = first.ask(QUESTION)
    assert after.passages == before.passages


def test_stopped_it_leaves_the_library_as_it_was_and_goes_on_later(first: Retriever, other: Embedder) -> None:
    before = first.ask(QUESTION)
    for _document in re_embed(first.library, other):
        break
    assert first.ask(QUESTION) == before
    assert [document.id for document in re_embed(first.library, other)] == ["museum"]


def test_a_library_of_that_model_has_nothing_to_do(first: Retriever) -> None:
    generation = first.library.generation
    assert list(re_embed(first.library, first.embedder)) == []
    assert first.library.generation == generation


def test_an_index_of_before_is_not_taken(first: Retriever) -> None:
    retriever = Retriever(first.library, first.embedder, index=Index(8))
    assert retriever.ask(QUESTION).passages


def test_a_check_tells_that_the_library_is_of_another_model_now(first: Retriever, other: Embedder) -> None:
    assert first.check() == first.library.generation
    list(re_embed(first.library, other))
    with pytest.raises(EmbedderMismatch):
        first.check()
