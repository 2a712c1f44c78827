from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import EmbedderMismatch
from corpus.library import Library
from ingest import Refused, read_bytes
from retriever.index.index import Index
from retriever.models import Embedder, load
from retriever.reembedding import re_embed
from retriever.retriever import Retriever

QUESTION = "When does the ferry leave?"


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
