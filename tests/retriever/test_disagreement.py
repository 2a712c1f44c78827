"""Documents that disagree, asked through the door with the real reader; and those that only seem to."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.documents import Document, Span
from corpus.library import Library
from ingest import read_bytes
from retriever.answers import Excerpt
from retriever.disagreement import find_disagreement
from retriever.idf import EverydayWords
from retriever.models import Embedder
from retriever.reader.reader import Reader
from retriever.retriever import Retriever

FEE = "The registration fee for the boat parade of Kudat is RM {} per boat. Boats gather at the old pier."
PAIRS = {
    "fee": (FEE.format(50), FEE.format(65)),
    "same": (FEE.format(50), FEE.format("50.00")),
    "late": (FEE.format(50), FEE.format(65).replace("registration", "late registration")),
    "other": (FEE.format(50), FEE.format(65).replace("Kudat", "Tawau")),
    "day": (
        "The boat parade of Kudat takes place on 5 March 2025. Boats gather at the old pier.",
        "The boat parade of Kudat takes place on 12 March 2025. Boats gather at the old pier.",
    ),
}
FEE_ASKED, DAY_ASKED = "How much is the registration fee for the boat parade?", "When does the boat parade take place?"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, reader: Reader) -> Iterator[Retriever]:
    library = Library.create(tmp_path_factory.mktemp("disagreeing"))
    made = Retriever(library, embedder, reader=reader)
    for name, texts in PAIRS.items():
        for number, text in enumerate(texts):
            record = {"id": f"{name}-{number}", "title": "Notice", "text": text, "published": f"202{number}-01-01"}
            (document,) = read_bytes(json.dumps(record).encode(), "notices.jsonl", origin="notices")
            assert isinstance(document, Document)
            made.add(document)
    yield made
    library.close()


@pytest.mark.parametrize(
    ("pair", "question", "differing"),
    [
        ("fee", FEE_ASKED, True),
        ("day", DAY_ASKED, True),
        ("same", FEE_ASKED, False),
        ("late", FEE_ASKED, False),
        ("other", FEE_ASKED, False),
    ],
)
def test_two_documents(shelf: Retriever, pair: str, question: str, differing: bool) -> None:
    passages = shelf.ask(question, documents=[f"{pair}-0", f"{pair}-1"]).passages
    assert [each.answers for each in passages[:2]] == [True] * len(passages[:2])
    expected = [(2,), (1,)] if differing else [()] * len(passages)
    assert [each.differs_from for each in passages] == expected


def test_the_newest_is_named_first(shelf: Retriever) -> None:
    one, other = shelf.ask(FEE_ASKED, documents=["fee-0", "fee-1"]).passages
    assert other.quote.words is not None
    third = replace(
        other,
        rank=3,
        document=replace(other.document, key=99, published="2023-01-01"),
        quote=replace(other.quote, words=Excerpt("RM 80", other.quote.words.span)),
    )
    found = find_disagreement((one, other, third), EverydayWords())
    published = {each.rank: each.document.published or "" for each in found}
    for each in found:
        dates = [published[rank] for rank in each.differs_from]
        assert dates == sorted(set(published.values()) - {published[each.rank]}, reverse=True)


def test_a_unit_that_one_short_answer_leaves_out_is_no_other_unit(shelf: Retriever) -> None:
    one, other = shelf.ask(FEE_ASKED, documents=["fee-0", "fee-1"]).passages
    assert other.quote.words is not None
    span = other.quote.words.span
    longer = replace(other.quote, words=Excerpt(f"{other.quote.words.text} per boat", Span(span.start, span.end + 9)))
    assert longer.words is not None
    assert longer.text[: longer.words.span.end - longer.span.start].endswith(" per boat")
    found = find_disagreement((one, replace(other, quote=longer)), EverydayWords())
    assert [each.differs_from for each in found] == [(2,), (1,)]
