"""Candidates read and ranked, in a real library, by a reader whose word is set."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from corpus.documents import Document, Introduction, Paragraph, Span
from corpus.library import Library
from retriever import reranking
from retriever.idf import EverydayWords
from retriever.index.index import Index
from retriever.indexing import encode, encoding_of
from retriever.models import Embedder
from retriever.query import Query
from retriever.reader.reader import Reading
from retriever.reranking import READ, Ranked, rerank
from retriever.windows import Window

QUESTION = "When does the ferry leave?"


def _document() -> Document:
    lines = ["Ferry", "It is forbidden to:", "smoke;", *(f"The ferry number {place} leaves now." for place in range(9))]
    text = "\n".join(lines)
    spans = [Span(text.index(line), text.index(line) + len(line)) for line in lines]
    heading = Introduction(spans[0], "heading")
    listed = Paragraph(
        Span(spans[1].start, spans[2].end),
        tuple(spans[1:3]),
        ("Ferry",),
        None,
        (heading, Introduction(spans[1], "lead_in")),
    )
    rest = (Paragraph(span, (span,), ("Ferry",), None, (heading,)) for span in spans[3:])
    head = Paragraph(spans[0], (spans[0],), is_heading=True)
    return Document("ferry", "Timetable", text, (head, listed, *rest), "text/plain", language="en")


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Callable[..., list[Ranked]]]:
    library = Library.create(tmp_path_factory.mktemp("ferry"))
    document = _document()
    library.add(document, encode(document, embedder), encoding_of(embedder))
    index = Index(embedder.dimension, EverydayWords())

    def rank(read: object, count: int = 20, helper: object = None) -> list[Ranked]:
        with library.reading() as snapshot:
            index.refresh(snapshot)
            query = Query.plain(QUESTION, index.languages, embedder.embed_question(QUESTION))
            candidates = index.search(snapshot, query, count=50)
            return rerank(snapshot, candidates, QUESTION, count, read, helper)  # type: ignore[arg-type]

    yield rank
    index.close()
    library.close()


def _sure_of(words: str, *, others: float = -3.0) -> Callable[[str, Sequence[str], str], Reading]:
    def read(_question: str, _context: Sequence[str], passage: str) -> Reading:
        start = passage.find(words)
        found = Reading(1.5, start, start + len(words))
        return found if start >= 0 else Reading(others, 0, 4)

    return read


def test_what_the_reader_is_sure_of_comes_first(ask: Callable[..., list[Ranked]]) -> None:
    places = [each.unit.paragraph.text for each in ask(None)][:READ]
    for text in places[:2]:
        first = ask(_sure_of(text.split()[-3]))[0]
        assert first.unit.paragraph.text == text
        assert first.words is not None


def test_all_candidates_come_and_scores_fall(ask: Callable[..., list[Ranked]]) -> None:
    ranked = ask(_sure_of("number 7"))
    assert len(ranked) == 11
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    assert len({each.unit.place for each in ranked}) == 11


def test_asking_for_fewer_does_not_change_the_first(ask: Callable[..., list[Ranked]]) -> None:
    read = _sure_of("number 3")
    assert [each.unit.place for each in ask(read, 3)] == [each.unit.place for each in ask(read)][:3]


@pytest.mark.parametrize("place", range(READ))
@pytest.mark.parametrize("alike", [False, True])
def test_after_what_surely_answers_only_what_shares_as_many_words_is_read(
    ask: Callable[..., list[Ranked]], monkeypatch: pytest.MonkeyPatch, place: int, *, alike: bool
) -> None:
    if not alike:
        monkeypatch.setattr(reranking, "_HALF", 2.0)
    sure = _sure_of(ask(None)[place].unit.paragraph.text.split()[-3])
    passages: list[str] = []

    def read(question: str, context: Sequence[str], passage: str) -> Reading:
        passages.append(passage)
        return sure(question, context, passage)

    ranked = ask(read)
    assert len(passages) == (READ if alike else place + 1)
    assert sum(each.reading is not None for each in ranked) == len(passages)
    with ThreadPoolExecutor(1) as helper:  # reading ahead changes nothing
        assert [(each.score, each.reading) for each in ask(read, 20, helper)] == [
            (each.score, each.reading) for each in ranked
        ]


def _heading_first(ask: Callable[..., list[Ranked]]) -> list[reranking.Unit]:
    return sorted((each.unit for each in ask(None)), key=lambda unit: not unit.paragraph.is_heading)[:5]


def test_a_heading_that_seems_to_answer_ends_no_reading(
    ask: Callable[..., list[Ranked]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranking, "_HALF", 2.0)
    units = _heading_first(ask)
    windows = list(reranking._chosen_windows(units))
    assert len(reranking._read_until_sure(iter(windows), QUESTION, _sure_of("Ferry"), None)) == len(units)
    assert len(reranking._read_until_sure(iter(windows), QUESTION, _sure_of("leaves"), None)) < len(units)


def test_what_only_a_heading_says_is_not_said_below_it(ask: Callable[..., list[Ranked]]) -> None:
    def read(_question: str, context: Sequence[str], passage: str) -> Reading:
        said = "Ferry" in (*context, passage) or passage == units[2].paragraph.text
        return Reading(1.5 if said else -3.0, 0, 5)

    units = _heading_first(ask)
    found: dict[int, list[tuple[Reading, Window]]] = {}
    for number, unit, window in reranking._chosen_windows(units):
        found.setdefault(number, []).append(
            (read(QUESTION, reranking._context(unit, window.span), window.text), window)
        )
    left = reranking._without_headings(units, found, QUESTION, read)
    assert [max(reading.answers for reading, _ in left[number]) for number in range(5)] == [1.5, -3.0, 1.5, -3.0, -3.0]
    assert reranking._without_headings(units[1:], {0: found[1]}, QUESTION, read) == {0: found[1]}


def test_what_lacks_a_number_of_the_question_answers_less(ask: Callable[..., list[Ranked]]) -> None:
    def read(_question: str, _context: Sequence[str], _passage: str) -> Reading:
        return Reading(-2.0, 0, 5)

    unit = next(each.unit for each in ask(None) if "7" in each.unit.paragraph.text)
    window = next(window for _, each, window in reranking._chosen_windows([unit]) if each is unit)
    logits = [
        reranking._read(unit, question, (read(question, (), window.text), window)).reading
        for question in ("When does number 7 leave?", "When does number 70 leave?")
    ]
    assert [each.answers for each in logits if each] == [-2.0, -3.5]


@pytest.mark.parametrize(("answers", "read"), [(-1.0, {0, 1, 2, 3}), (0.5, {0})])
def test_where_nothing_that_promises_enough_answers_a_few_more_are_read(
    ask: Callable[..., list[Ranked]], answers: float, read: set[int]
) -> None:
    units = [replace(each.unit, promise=-5.0 * bool(number), share=0.0) for number, each in enumerate(ask(None)[:9])]
    found = reranking._read_units(units, QUESTION, lambda *_: Reading(answers, 0, 4), None)
    assert set(found) == read


def test_a_candidate_passed_over_between_two_that_are_read_comes_once(
    ask: Callable[..., list[Ranked]], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = ask(None)[1].unit.place
    monkeypatch.setattr(reranking, "_shares_as_much", lambda unit, _first: unit.place != second)
    ranked = ask(_sure_of(ask(None)[0].unit.paragraph.text.split()[-3]))
    assert next(each for each in ranked if each.unit.place == second).reading is None
    assert len({each.unit.place for each in ranked}) == len(ranked) == 11


@pytest.mark.parametrize(
    ("foreign", "read"),
    [
        (set(), {0, 1, 2}),
        ({8, 9}, {0, 1, 2, 8, 9}),  # they promise little because they share no words
        (set(range(10)), {0, 1, 2}),  # all alike: the least promising promise least
    ],
)
def test_the_few_in_another_language_are_read_however_little_they_promise(
    ask: Callable[..., list[Ranked]], monkeypatch: pytest.MonkeyPatch, foreign: set[int], read: set[int]
) -> None:
    monkeypatch.setattr(reranking, "_HALF", 2.0)
    units = [
        replace(each.unit, promise=0.0 if number < 3 else -9.0, foreign=number in foreign)
        for number, each in enumerate(ask(None))
    ]
    assert {number for number, _, _ in reranking._chosen_windows(units)} == read


@pytest.mark.parametrize(("answers", "read"), [(0.0, {0, 1, 2}), (-1.5, {0, 1, 2, 8, 9})])
def test_one_in_another_language_is_not_read_where_it_could_hardly_come_first(
    ask: Callable[..., list[Ranked]], monkeypatch: pytest.MonkeyPatch, answers: float, read: set[int]
) -> None:
    monkeypatch.setattr(reranking, "_HALF", 2.0)
    units = [
        replace(each.unit, promise=0.0 if number < 3 else -9.0, foreign=number in {8, 9})
        for number, each in enumerate(ask(None))
    ]
    chosen = reranking._chosen_windows(units)
    found = reranking._read_until_sure(chosen, QUESTION, lambda *_: Reading(answers, 0, 4), None)
    assert set(found) == read


def test_the_reader_is_given_what_stands_above_and_is_not_in_the_passage(ask: Callable[..., list[Ranked]]) -> None:
    given: dict[str, list[str]] = {}

    def read(_question: str, context: Sequence[str], passage: str) -> Reading:
        given[passage] = list(context)
        return Reading(-1.0, 0, 0)

    ask(read)
    assert given
    assert all(
        context == (["Timetable"] if passage == "Ferry" else ["Timetable", "Ferry"])
        for passage, context in given.items()
    )


@pytest.mark.parametrize(
    ("text", "found", "kept"),
    [
        ("on “Trade and Peace,” as", "“Trade and Peace", "Trade and Peace"),
        ("on “Trade and Peace” as", "“Trade and Peace”", "“Trade and Peace”"),
        ("the fee (RM 5) a day", "RM 5)", "RM 5"),
        ("the fee (of May) is", "fee (of May)", "fee (of May)"),
        ("the fee is 5 (3 at night) a day", "5 (3", "5 (3 at night)"),
        ("the fee, or (so it says) toll, is", "so it says) toll", "(so it says) toll"),
        ('for want of "notorious delay" as', 'want of "notorious', 'want of "notorious delay"'),
        ('he said "the fee rises" today', '"the fee', "the fee"),
        ("the fee is 5 (3 " + 80 * "a" + ")", "5 (3", "5 (3"),
    ],
)
def test_half_a_pair_of_marks_is_no_part_of_the_words(text: str, found: str, kept: str) -> None:
    start = text.index(found)
    words = reranking._words(Reading(1.0, start, start + len(found)), Span(100, 100 + len(text)), text)
    assert words is not None
    assert text[words.start - 100 : words.end - 100] == kept
