"""What a refusal tells of."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Siapa pengerusi kuari pada 2031?", ("2031",)),
        ("Siapa nama orang di gunung Vorkuta?", ("Vorkuta",)),
    ],
)
def test_only_names_and_numbers_are_missed_in_a_passage_of_another_language(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch, question: str, terms: tuple[str, ...]
) -> None:
    monkeypatch.setattr(refusals, "_TELLING", 0.0)
    library = Library.create(tmp_path)
    retriever = Retriever(library, embedder, threshold=1.0)
    span = Span(0, len(TEXT))
    retriever.add(Document("quarry", "Quarry", TEXT, (Paragraph(span, (span,)),), "text/plain", language="en"))
    refused = retriever.ask(question).refusal
    assert refused is not None
    assert refused.missing_terms == terms
    library.close()


FORMS = {
    "granite quarries": ["granite", "Granites", "GRANITE", "quarry", "quarry's"],
    "ferries sailing to Hội An": ["ferry", "sails", "sailed", "hoi", "Hội", "an"],
    "licensed dealers": ["license", "licensing", "dealer", "DEALERS"],
    "Pengumuman pendaftaran peserta": ["pendaftaran", "PESERTA", "peserta"],
}
"""Headings, and forms of the words in them."""
OTHERS = ["zeppelin", "walrus", "ฟิสิกส์", "giraffe"]
ASKING = ["who", "Which", "ใคร", "apakah", "khi nào", "kailan", "ប៉ុន្មាន"]


@pytest.fixture(scope="module", params=["en", "id", None])
def strict(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
) -> Iterator[Retriever]:
    """A retriever that refuses all, over one document of some language."""
    library = Library.create(tmp_path_factory.mktemp("strict"))
    made = Retriever(library, embedder, threshold=1.0)
    text = "\n\n".join((*FORMS, TEXT))
    start = text.index(TEXT)
    span = Span(start, len(text))
    paragraph = Paragraph(span, (span,), headings=tuple(FORMS))
    made.add(Document("quarry", "The Quarryman's Handbook", text, (paragraph,), "text/plain", language=request.param))
    yield made
    library.close()


@settings(max_examples=30)
@given(
    said=st.lists(st.sampled_from([form for forms in FORMS.values() for form in forms] + ["handbooks"]), max_size=3),
    others=st.lists(st.sampled_from(OTHERS), min_size=1, max_size=2, unique=True),
    asking=st.sampled_from(ASKING),
    random=st.randoms(use_true_random=False),
)
def test_no_word_that_is_said_and_none_that_asks_is_told_of(
    strict: Retriever, said: list[str], others: list[str], asking: str, random: Random
) -> None:
    words = [*said, *others]
    random.shuffle(words)
    refused = strict.ask(f"{asking} {' '.join(words)}?").refusal
    assert refused is not None
    assert set(refused.missing_terms) <= set(others)


@pytest.mark.parametrize(("question", "missing"), [("Who sells zeppelin rides?", {"zeppelin", "rides"})])
def test_what_is_not_said_is_told_of(strict: Retriever, question: str, missing: set[str]) -> None:
    refused = strict.ask(question).refusal
    assert refused is not None
    assert missing & set(refused.missing_terms)


def test_a_word_with_an_ending_is_said_where_no_stemmer_takes_it_off(tmp_path: Path, embedder: Embedder) -> None:
    library = Library.create(tmp_path)
    retriever = Retriever(library, embedder, threshold=1.0)
    text = "Puwede bang magdala ng bisita? Oo, isang bisita bawat buwan."
    span = Span(0, len(text))
    retriever.add(Document("gym", "Palakasan", text, (Paragraph(span, (span,)),), "text/plain", language="tl"))
    refused = retriever.ask("Ilang bisita ang puwedeng isama sa eroplano?").refusal
    assert refused is not None
    assert "puwedeng" not in refused.missing_terms
    assert "eroplano" in refused.missing_terms
    library.close()
