"""Documents that disagree, asked through the door with the real reader; and those that only seem to."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.documents import Document, Span
from corpus.library import Library
from ingest import read_bytes
from retriever.answers import Excerpt, Passage
from retriever.disagreement import find_disagreement, put_newest_first
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
            made.add(_notice(f"{name}-{number}", text, f"202{number}-01-01"))
    yield made
    library.close()


def _notice(name: str, text: str, published: str) -> Document:
    record = {"id": name, "title": "Notice", "text": text, "published": published}
    (document,) = read_bytes(json.dumps(record).encode(), "notices.jsonl", origin="notices")
    assert isinstance(document, Document)
    return document


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
    assert passages[0].answers
    if differing:
        assert passages[1].answers
        assert [each.document.id for each in passages] == [f"{pair}-1", f"{pair}-0"]
    expected = [(2,), (1,)] if differing else [()] * len(passages)
    assert [each.differs_from for each in passages] == expected


def test_the_newest_is_named_first(shelf: Retriever) -> None:
    one, other = shelf.ask(FEE_ASKED, documents=["fee-0", "fee-1"]).passages
    assert other.quote.words is not None
    third = replace(
        other,
        rank=3,
        document=replace(other.document, key=99, published="2023-01-01"),
        quote=replace(other.quote, words=Excerpt(re.sub(r"\d+", "80", other.quote.words.text), other.quote.words.span)),
    )
    found = find_disagreement((one, other, third), EverydayWords())
    published = {each.rank: each.document.published or "" for each in found}
    for each in found:
        dates = [published[rank] for rank in each.differs_from]
        assert dates == sorted(set(published.values()) - {published[each.rank]}, reverse=True)


def test_a_unit_that_one_short_answer_leaves_out_is_no_other_unit(shelf: Retriever) -> None:
    one, other = shelf.ask(FEE_ASKED, documents=["fee-0", "fee-1"]).passages
    short, long = _answered(one, r"RM \d+"), _answered(other, r"RM \d+ per boat")
    found = find_disagreement((short, long), EverydayWords())
    assert [each.differs_from for each in found] == [(2,), (1,)]


def _answered(passage: Passage, words: str) -> Passage:
    """The passage whose short answer are the words of its quote that fit the pattern."""
    match = re.search(words, passage.quote.text)
    assert match
    span = Span(*(passage.quote.span.start + place for place in match.span()))
    return replace(passage, quote=replace(passage.quote, words=Excerpt(match[0], span)))


@pytest.mark.parametrize(("newer", "published"), [("fee-0", ("2021", "2020")), ("fee-1", ("2020-05", "2020-06-01"))])
def test_of_documents_that_differ_the_newer_one_answers_whatever_it_says(
    tmp_path: Path, embedder: Embedder, reader: Reader, newer: str, published: tuple[str, str]
) -> None:
    with closing(Retriever(Library.create(tmp_path), embedder, reader=reader)) as made:
        for number, day in enumerate(published):
            made.add(_notice(f"fee-{number}", PAIRS["fee"][number], day))
        answer = made.ask(FEE_ASKED)
        assert answer.passages[0].document.id == newer
        assert [each.rank for each in answer.passages] == [1, 2]
        assert [each.differs_from for each in answer.passages] == [(2,), (1,)]
        assert answer.confidence == answer.passages[0].confidence >= made.threshold
        assert made.ask(FEE_ASKED, top_k=1).passages == (replace(answer.passages[0], differs_from=()),)


def test_a_year_that_is_asked_about_goes_before_the_newest(shelf: Retriever) -> None:
    for year, expected in ((2020, "fee-0"), (2021, "fee-1")):
        asked = f"How much was the registration fee for the boat parade in {year}?"
        assert shelf.ask(asked, documents=["fee-0", "fee-1"]).passages[0].document.id == expected


def _titled(passage: Passage, title: str, published: str, text: str, *, sure: float = 0.8) -> Passage:
    """Give a passage of another document, with its answer in brackets."""
    before, answer, after = re.split(r"[\[\]]", text)
    whole, start = before + answer + after, passage.span.start + len(before)
    words = Excerpt(answer, Span(start, start + len(answer)))
    span = Span(passage.span.start, passage.span.start + len(whole))
    quote = replace(passage.quote, text=whole, span=span, words=words)
    document = replace(passage.document, key=passage.rank, title=title, published=published)
    return replace(passage, text=whole, span=span, quote=quote, document=document, headings=(), confidence=sure)


@pytest.mark.parametrize(
    ("question", "older", "newer", "first"),
    [
        (
            "What does a car pay in FY2024?",
            ("Fees 2024/25", "2024-08-01", "A car pays [20 baht]."),
            ("Fees 2025/26", "2025-08-01", "A car pays [30 baht]."),
            "older",
        ),
        (
            "What does a car pay in 2024/25?",
            ("Fees", "2024-08-01", "A car pays [20 baht]."),
            ("Fees", "2025-08-01", "A car pays [30 baht]."),
            "older",
        ),
        (
            "2024年汽车费用是多少?",
            ("费用", "2024", "汽车[20元]。"),
            ("费用", "2025", "汽车[30元]。"),
            "older",
        ),
        (
            "ค่ารถ พ.ศ. ๒๕๖๗ เท่าไร",
            ("ค่ารถ 2024", "2023-12-01", "รถ [20 บาท]"),
            ("ค่ารถ 2025", "2024-12-01", "รถ [30 บาท]"),
            "older",
        ),
        (
            "What did a car pay in 2024?",
            ("Fees of 2024", "2024-01-02", "A car pays [20 baht]."),
            ("Fees of 2025", "2025-01-10", "A car pays [30 baht], and paid 20 in 2024."),
            "older",
        ),
        (
            "What does a car pay in zone 5?",
            ("Zone 5", "2023-03-02", "A car pays [20 baht]."),
            ("Zone 4", "2024-05-10", "A car pays [30 baht], a bicycle 5 baht."),
            "older",
        ),
        (
            "What does a car pay in zone 5?",
            ("Fees", "2023-03-02", "A car pays [20 baht] in zone 5."),
            ("Fees", "2024-05-10", "A car pays [30 baht] in zone 4, and a bicycle 5 baht or $5."),
            "older",
        ),
        (
            "What does a car pay in zone 5?",
            ("Fees", "2023-03-02", "A car pays [20 baht]."),
            ("Fees", "2024-03-10", "A car pays [5 baht]."),
            "newer",
        ),
        (
            "What does a car pay for 5 days?",
            ("Fees", "2024-05-02", "A car pays [20 baht]."),
            ("Fees", "2024-06-10", "A car pays [30 baht]."),
            "newer",
        ),
    ],
)
def test_what_the_question_names_goes_before_the_date(
    shelf: Retriever, question: str, older: tuple[str, str, str], newer: tuple[str, str, str], first: str
) -> None:
    one, other = shelf.ask(FEE_ASKED, documents=["fee-0", "fee-1"]).passages
    passages = (_titled(one, *older), _titled(other, *newer))
    assert put_newest_first(passages, question)[0].text == passages[first == "newer"].text
    swapped = (_titled(one, *newer), _titled(other, *older))
    assert put_newest_first(swapped, question)[0].text == passages[first == "newer"].text


@pytest.mark.parametrize(("sure", "first"), [(0.5, "20 baht"), (0.7, "30 baht")])
def test_an_answer_that_is_far_less_sure_does_not_go_first_for_its_date(
    shelf: Retriever, sure: float, first: str
) -> None:
    one, other = shelf.ask(FEE_ASKED, documents=["fee-0", "fee-1"]).passages
    surer = _titled(one, "Fees", "2024-01-02", "A car pays [20 baht].", sure=0.9)
    newer = _titled(other, "Fees", "2025-01-02", "A car pays [30 baht].", sure=sure)
    found = put_newest_first((surer, newer), "What does a car pay?")[0].quote.words
    assert found is not None
    assert found.text == first


def test_those_that_differ_stand_together_and_no_others_move(shelf: Retriever) -> None:
    newer, older = shelf.ask(FEE_ASKED, documents=["fee-0", "fee-1"]).passages
    undated = replace(newer, document=replace(newer.document, key=98, published=None))
    other = replace(newer, rank=2, confidence=0.1, answers=False, differs_from=())

    def ordered(*passages: Passage) -> list[tuple[str | None, int, tuple[int, ...]]]:
        found = put_newest_first(passages, FEE_ASKED)
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        return [(each.document.published, each.rank, each.differs_from) for each in found]

    first = replace(older, rank=1, differs_from=(3,))
    assert ordered(first, other, replace(newer, rank=3, differs_from=(1,))) == [
        ("2021-01-01", 1, (2,)),
        ("2020-01-01", 2, (1,)),
        ("2021-01-01", 3, ()),
    ]
    assert ordered(replace(first, differs_from=(2,)), replace(undated, rank=2, differs_from=(1,))) == [
        ("2020-01-01", 1, (2,)),
        (None, 2, (1,)),
    ]
