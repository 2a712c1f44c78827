"""What a refusal tells of."""

from pathlib import Path

import pytest

from corpus.documents import Document, Paragraph, Span
from corpus.library import Library
from retriever import refusals
from retriever.models import Embedder
from retriever.retriever import Retriever

TEXT = "Stones lie in the quarry, granite over basalt."


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Who is the director of the quarry?", ("director",)),
        ("What is the annual budget, and why?", ("annual", "budget")),
    ],
)
def test_the_words_of_every_question_are_not_told_of_however_rare_they_are_here(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch, question: str, terms: tuple[str, ...]
) -> None:
    monkeypatch.setattr(refusals, "_TELLING", 0.0)  # every word is as rare as a large library may make it
    library = Library.create(tmp_path)
    retriever = Retriever(library, embedder, threshold=1.0)
    span = Span(0, len(TEXT))
    retriever.add(Document("quarry", "Quarry", TEXT, (Paragraph(span, (span,)),), "text/plain", language="en"))
    refused = retriever.ask(question).refusal
    assert refused is not None
    assert refused.missing_terms == terms
    library.close()
