"""Documents come in several at a time: one transaction for many small ones, and what became of each in its order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.actions import add_documents
from api.schemas.ask import AskRequest
from api.service import _answer
from corpus.documents import Document, Paragraph, Span
from corpus.library import Library
from corpus.sql import Connection
from ingest import Refused
from retriever.models import Embedder
from retriever.retriever import Retriever


class CountingLibrary(Library):
    """A library that counts its transactions."""

    transactions = 0

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with super().writing() as connection:
            yield connection
        self.transactions += 1


def documents(count: int) -> list[Document]:
    texts = [f"The ferry {number} leaves at nine." for number in range(count)]
    return [
        Document(
            f"ferry-{number}", "Ferries", text, (Paragraph(Span(0, len(text)), (Span(0, len(text)),)),), "text/plain"
        )
        for number, text in enumerate(texts)
    ]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[CountingLibrary]:
    library = CountingLibrary.create(tmp_path)
    yield library
    library.close()


def outcomes(library: Library, embedder: Embedder, items: Sequence[Document | Refused]) -> list[tuple[str, str | None]]:
    return [(each.status, each.id) for each in add_documents(Retriever(library, embedder), items, "a.jsonl", "a.jsonl")]


def test_many_small_documents_come_in_a_few_transactions(library: CountingLibrary, embedder: Embedder) -> None:
    wanted = documents(200)
    assert outcomes(library, embedder, wanted) == [("added", each.id) for each in wanted]
    assert library.transactions == 4
    assert library.generation == 200
    assert outcomes(library, embedder, wanted) == [("unchanged", each.id) for each in wanted]
    assert library.transactions == 4


def test_outcomes_stand_in_the_order_of_the_file(library: CountingLibrary, embedder: Embedder) -> None:
    one, two, three = documents(3)
    again = Document(one.id, one.title, two.text.replace("1", "9"), two.paragraphs, one.media_type)
    items: list[Document | Refused] = [one, Refused("a.jsonl:2", "not JSON"), two, again, two, three]
    assert outcomes(library, embedder, items) == [
        ("added", "ferry-0"),
        ("refused", None),
        ("added", "ferry-1"),
        ("updated", "ferry-0"),
        ("unchanged", "ferry-1"),
        ("added", "ferry-2"),
    ]


def test_what_a_pause_raises_ends_the_work_and_what_was_said_stays(
    library: CountingLibrary, embedder: Embedder
) -> None:
    class Ended(Exception):
        pass

    def pause() -> None:
        if library.documents():  # in the second batch
            raise Ended

    said = list[str | None]()
    with pytest.raises(Ended):
        said.extend(each.id for each in add_documents(Retriever(library, embedder), documents(100), "a", "a", pause))
    with library.reading() as snapshot:
        assert len(snapshot.documents()) == 64


def test_an_answer_that_is_too_long_loses_its_last_passages(retriever: Retriever) -> None:
    request = AskRequest(question="How many MSMEs are there in ASEAN?", top_k=20)
    _, whole = _answer(retriever, request, 10**9)
    _, cut = _answer(retriever, request, len(whole) // 2)
    assert len(cut) <= len(whole) // 2
    assert b'"rank":1,' in cut
    _, least = _answer(retriever, request, 1)
    assert (b'"rank":1,' in least, b'"rank":2,' in least) == (True, False)
