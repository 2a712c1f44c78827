"""Questions about a document itself, through the door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.library import Library
from ingest import read_bytes
from retriever.answers import Answer, Turn
from retriever.models import Embedder
from retriever.reader.reader import Reader
from retriever.retriever import Retriever
from retriever.self_description import find_document_question

HANDBOOK = """---
title: Manual of the Lighthouse
author: Ann Tan
date: 2024-11-05
---
# Manual of the Lighthouse

Keepers light the lamp at dusk and put it out at dawn. Each night is written down in the log of the house.

## Stores

There are forty barrels of oil. The oldest of them is used first.
"""
TARIFF = "# Harbour Tariff\n\nBoats pay twelve ringgit for each night that they lie in the harbour of the old town."


@pytest.fixture(params=[False, True], ids=["one document", "two documents"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path, embedder: Embedder) -> Iterator[Retriever]:
    library = Library.create(tmp_path)
    made = Retriever(library, embedder)
    add(made, HANDBOOK, "manual.md")
    if request.param:
        add(made, TARIFF, "tariff.md")
    yield made
    library.close()


def add(retriever: Retriever, text: str, name: str) -> None:
    (document,) = read_bytes(text.encode(), name, origin=name)
    assert isinstance(document, Document)
    retriever.add(document)


def quoted(retriever: Retriever, answer: Answer) -> str:
    first = answer.passages[0]
    text = retriever.library.text(first.document.id)
    assert first.quote.text == text[first.quote.span.start : first.quote.span.end]
    assert first.text == text[first.span.start : first.span.end]
    assert answer.status == "answered"
    scores = [each.score for each in answer.passages]
    assert scores == sorted(scores, reverse=True)
    assert [each.rank for each in answer.passages] == list(range(1, len(scores) + 1))
    assert len({(each.document.id, each.span) for each in answer.passages}) == len(scores)
    return first.quote.text


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("What is the title of the manual?", "Manual of the Lighthouse"),
        ("Who is the author of the manual?", "author: Ann Tan"),
        ("When was the Manual of the Lighthouse published?", "date: 2024-11-05"),
        ("What is the manual about?", "Keepers light the lamp at dusk"),
    ],
)
def test_a_document_that_is_named_is_described(shelf: Retriever, question: str, quote: str) -> None:
    assert quoted(shelf, shelf.ask(question)).startswith(quote)


def test_the_document_at_hand_is_the_only_one_that_is_searched(shelf: Retriever) -> None:
    (manual, *_) = (record.id for record in shelf.library.documents())
    asked = shelf.ask("Apakah tajuk dokumen ini?", documents=[manual])
    assert quoted(shelf, asked) == "Manual of the Lighthouse"


def test_what_was_asked_before_tells_which_document_and_is_not_joined(shelf: Retriever) -> None:
    history = [Turn("user", "How many barrels of oil are there?"), Turn("assistant", "Forty.")] * 2
    answer = shelf.ask("What is this document about?", history=history)
    assert quoted(shelf, answer).startswith("Keepers light the lamp at dusk")
    assert answer.context == ()


def test_what_a_document_does_not_say_of_itself_is_refused(tmp_path: Path, embedder: Embedder) -> None:
    retriever = Retriever(Library.create(tmp_path), embedder)
    add(retriever, TARIFF, "tariff.md")
    for question, reason in (
        ("Who wrote this?", "The document does not name its author."),
        ("When was this published?", "The document does not say when it was published."),
        ("Who published this?", "The document does not say who published it."),
    ):
        answer = retriever.ask(question)
        assert answer.refusal is not None
        assert (answer.status, answer.refusal.reason) == ("no_answer", reason)
        assert answer.passages
        assert answer.confidence < retriever.threshold


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("What does Article 2 say?", "Boats pay for each night."),
        ("Apa isi Pasal 3?", "Kapal dilarang membuang sampah."),
        ("Điều 4 quy định gì?", "Không được câu cá trong cảng."),
    ],
)
def test_a_numbered_part_is_found_by_its_name(shelf: Retriever, question: str, quote: str) -> None:
    parts = ("Article 2\n\nBoats pay for each night.", "Pasal 3\n\nKapal dilarang membuang sampah.")
    add(shelf, "# Rules\n\n## " + "\n\n## ".join((*parts, "Điều 4\n\nKhông được câu cá trong cảng.")), "rules.md")
    assert quoted(shelf, shelf.ask(question)) == quote
    assert not find_document_question("What does Article 2 say of boats?")


def test_what_was_read_tells_who_issues_a_thing_rather_than_who_published(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    retriever = Retriever(Library.create(tmp_path), embedder, reader=reader)
    text = "# Building permits\n\nPublisher: Town Library\n\nBuilding permits are issued by the Harbour Board."
    add(retriever, text, "permits.md")
    assert "Harbour Board" in quoted(retriever, retriever.ask("Who issued building permits?"))
