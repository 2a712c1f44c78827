"""The door, with the real model over real documents."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api import bootstrap
from corpus.documents import Document, Paragraph, Span
from corpus.errors import EmbedderMismatch, LibraryReplaced, QuestionRefused, UnknownDocument
from corpus.library import Library
from retriever.answers import Answer, Turn
from retriever.evaluation.questions import Question, load
from retriever.models import Embedder
from retriever.reader.reader import Reader
from retriever.retriever import Retriever

BUNDLED = load(bootstrap.questions_path())


def _document(document_id: str, *paragraphs: str) -> Document:
    text, spans = "\n\n".join(paragraphs), []
    for paragraph in paragraphs:
        start = text.index(paragraph)
        spans.append(Span(start, start + len(paragraph)))
    found = tuple(Paragraph(span, (span,)) for span in spans)
    return Document(document_id, document_id.title(), text, found, "text/plain", language="en")


RICE = _document("rice", "Rice is planted in May, when the rains come.", "The harvest is in October.")
FERRY = _document("ferry", "The ferry to Langkawi leaves at nine o'clock.", "A ticket costs 23 ringgit.")


@pytest.fixture
def small(tmp_path: Path, embedder: Embedder, reader: Reader) -> Iterator[Retriever]:
    library = Library.create(tmp_path)
    made = Retriever(library, embedder, reader=reader)
    made.add(RICE)
    made.add(FERRY)
    yield made
    library.close()


def _shown(answer: Answer) -> list[object]:
    """All of an answer but the generation and the documents' records, which tell when they came."""
    shown = [(found.text, found.quote, found.scores, found.score) for found in answer.passages]
    return [*shown, answer.confidence, answer.status]


def _first(answer: Answer) -> str:
    return answer.passages[0].quote.text


@pytest.mark.parametrize("question", BUNDLED, ids=lambda question: question.id)
def test_every_word_shown_stands_in_the_document_where_it_says(retriever: Retriever, question: Question) -> None:
    answer = retriever.ask(question.text, top_k=20, history=question.history)
    assert answer.passages
    for passage in answer.passages:
        text = retriever.library.text(passage.document.id)
        quote = passage.quote
        assert text[passage.span.start : passage.span.end] == passage.text
        assert text[quote.span.start : quote.span.end] == quote.text
        assert passage.span.start <= quote.span.start < quote.span.end <= passage.span.end
        assert text[max(quote.span.start - 32, 0) : quote.span.start] == quote.prefix
        assert text[quote.span.end : quote.span.end + 32] == quote.suffix


def test_scores_fall_with_the_rank_from_the_confidence(retriever: Retriever) -> None:
    answer = retriever.ask("How many MSMEs are there in ASEAN?", top_k=14)
    scores = [passage.score for passage in answer.passages]
    assert [passage.rank for passage in answer.passages] == list(range(1, 13))
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == answer.confidence
    assert 0 <= scores[-1] <= scores[0] <= 1


def test_the_same_question_gets_the_same_answer(retriever: Retriever) -> None:
    question = "What did ASEAN launch?"
    assert retriever.ask(question) == retriever.ask(question)


def test_fewer_passages_are_the_first_of_more(retriever: Retriever) -> None:
    question = "Who chairs ASEAN in 2025?"
    assert retriever.ask(question, top_k=3).passages == retriever.ask(question, top_k=10).passages[:3]


def test_scores_fall_in_a_library_of_more_than_is_read(small: Retriever) -> None:
    for number in range(40):
        small.add(_document(f"field-{number}", f"Field {number} bears {number * 7} bags of rice after the rains."))
    question = "How many bags of rice does field 12 bear?"
    whole = small.ask(question, top_k=44)
    scores = [passage.score for passage in whole.passages]
    assert scores == sorted(scores, reverse=True)
    assert small.ask(question, top_k=5).passages == whole.passages[:5]


def _put_in_its_place(small: Retriever, document: Document, folder: Path) -> None:
    """Have another library lie in the place of one that is open, and be taken up."""
    other = Retriever(Library.create(folder), small.embedder)
    other.add(document)
    other.library.close()
    small.library.close()
    for path in small.library.folder.glob("library.sqlite3*"):
        path.unlink()
    (folder / "library.sqlite3").rename(small.library.folder / "library.sqlite3")
    with pytest.raises(LibraryReplaced):
        small.ask("When is the harvest?")
    small.library.reopen()


def test_another_library_in_the_same_place_is_answered_from(small: Retriever, tmp_path: Path) -> None:
    small.ask("When is the harvest?")
    _put_in_its_place(small, FERRY, tmp_path / "other")
    assert {passage.document.id for passage in small.ask("When is the harvest?").passages} == {"ferry"}


def test_a_question_far_off_is_refused_with_the_nearest_passages(small: Retriever) -> None:
    answer = small.ask("Which enzyme unwinds the DNA double helix?")
    assert answer.status == "no_answer"
    assert answer.refusal is not None
    assert {"enzyme", "DNA", "helix"} <= set(answer.refusal.missing_terms)
    assert len(answer.passages) == 4


def test_what_is_added_counts_at_the_next_question(small: Retriever) -> None:
    assert _first(small.ask("When does the museum open?")) != "The museum opens on Mondays."
    small.add(_document("museum", "The museum opens on Mondays."))
    answer = small.ask("When does the museum open?")
    assert (_first(answer), answer.generation) == ("The museum opens on Mondays.", 3)


def test_what_is_removed_is_not_found_again(small: Retriever) -> None:
    small.ask("When does the ferry leave?")
    small.remove("ferry")
    answer = small.ask("When does the ferry leave?")
    assert {passage.document.id for passage in answer.passages} == {"rice"}


def test_history_of_the_library_does_not_show_in_answers(
    small: Retriever, tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    small.ask("warm")
    small.add(_document("museum", "The museum opens on Mondays."))
    small.remove("rice")
    small.add(RICE)
    small.add(replace(FERRY, title="The ferry"))
    straight = Retriever(Library.create(tmp_path / "straight"), embedder, reader=reader)
    for document in (_document("museum", "The museum opens on Mondays."), RICE, replace(FERRY, title="The ferry")):
        straight.add(document)
    for question in ("When does the museum open?", "What does a ticket cost?", "planting rice in the rain"):
        one, other = small.ask(question), straight.ask(question)
        assert [(p.text, p.scores, p.score) for p in one.passages] == [
            (p.text, p.scores, p.score) for p in other.passages
        ]
        assert (one.confidence, one.status) == (other.confidence, other.status)


def test_another_retriever_over_the_same_library_answers_the_same(small: Retriever, reader: Reader) -> None:
    again = Retriever(Library.open(small.library.folder), small.embedder, reader=reader)
    assert again.ask("When is the harvest?") == small.ask("When is the harvest?")


def test_a_search_within_documents_stays_there(small: Retriever) -> None:
    answer = small.ask("When is the rice planted?", documents=["ferry"])
    assert {passage.document.id for passage in answer.passages} == {"ferry"}
    with pytest.raises(UnknownDocument, match="'boat'"):
        small.ask("When?", documents=["ferry", "boat"])


def test_a_paragraph_is_found_by_its_documents_title(small: Retriever) -> None:
    said = "It opens on Mondays at nine."
    for title in ("Museum of Textiles", "Botanical Garden"):
        small.add(replace(_document(title.split()[0], said), title=title))
    for title in ("museum of textiles", "botanical garden"):
        assert small.ask(f"When does the {title} open?").passages[0].document.title.casefold() == title


@pytest.mark.parametrize(("topic", "found"), [("the harvest of rice", "rice"), ("the ferry to Langkawi", "ferry")])
def test_a_follow_up_is_read_with_what_it_follows(small: Retriever, topic: str, found: str) -> None:
    before = (Turn("user", f"Tell me about {topic}."), Turn("assistant", "It is said."))
    assert small.ask("And when is it?", history=before).passages[0].document.id == found


@pytest.mark.parametrize(
    ("question", "options", "field"),
    [
        ("  \n", {}, "question"),
        ("\ud800?", {}, "question"),
        ("Why?", {"top_k": 0}, "top_k"),
        ("Why?", {"documents": []}, "documents"),
    ],
)
def test_what_cannot_be_asked_is_refused(small: Retriever, question: str, options: dict[str, int], field: str) -> None:
    with pytest.raises(QuestionRefused) as caught:
        small.ask(question, **options)  # type: ignore[arg-type]
    assert caught.value.field == field


@pytest.mark.parametrize("question", ["?", "😀", "the " * 5000, "ASEAN\u200b คืออะไร MSMEs là gì"])
def test_odd_questions_are_answered_or_refused_as_any_other(small: Retriever, question: str) -> None:
    assert small.ask(question).status in ("answered", "no_answer")


@pytest.mark.parametrize(
    ("question", "reason", "terms"),
    [
        ("Who is the mayor of Langkawi?", "The nearest passage does not mention “mayor”.", ("mayor",)),
        ("How many tickets?", "The nearest passage is on the question's words but does not seem to answer it.", ()),
        (
            "When does a ticket to Langkawi cost less?",
            "The nearest passage does not mention “Langkawi”.",
            ("Langkawi",),
        ),
        (
            "On which day does the ferry not sink?",
            "The nearest passage does not mention “sink”.",
            ("sink",),
        ),
    ],
)
def test_a_refusal_says_what_is_missing(small: Retriever, question: str, reason: str, terms: tuple[str, ...]) -> None:
    strict = Retriever(small.library, small.embedder, threshold=1.0)
    refused = strict.ask(question).refusal
    assert refused is not None
    assert (refused.reason, refused.missing_terms) == (reason, terms)


def test_an_empty_library_says_so(tmp_path: Path, embedder: Embedder) -> None:
    answer = Retriever(Library.create(tmp_path), embedder).ask("Is anything here?")
    assert (answer.status, answer.confidence, answer.passages) == ("no_answer", 0.0, ())
    assert answer.refusal is not None
    assert "no document" in answer.refusal.reason


def test_one_passage_alone_is_answered_from(tmp_path: Path, embedder: Embedder) -> None:
    lone = Retriever(Library.create(tmp_path), embedder)
    lone.add(_document("museum", "The museum opens on Mondays."))
    assert len(lone.ask("When does the museum open?").passages) == 1


def test_a_library_of_another_model_is_refused(small: Retriever) -> None:
    class Other:
        name, digest, dimension = "other", "0" * 64, 7

    with pytest.raises(EmbedderMismatch, match=re.escape(small.embedder.name)):
        Retriever(small.library, Other())  # type: ignore[arg-type]


def test_the_threshold_decides_what_counts_as_answered(small: Retriever) -> None:
    strict = Retriever(small.library, small.embedder, threshold=1.0)
    lenient = Retriever(small.library, small.embedder, threshold=0.0)
    assert strict.ask("When is the harvest?").status == "no_answer"
    assert lenient.ask("Who is the mayor?").status == "answered"


def test_threads_ask_while_documents_come_and_go(small: Retriever) -> None:
    failures: list[Exception] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                answer = small.ask("When does the ferry leave?", top_k=10)
                # Rice and ferry have two paragraphs each; a museum is there in each odd generation.
                assert len(answer.passages) == 4 + answer.generation % 2
            except Exception as error:  # noqa: BLE001  # a thread's failure must reach the test
                failures.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(10):
        small.add(_document(f"museum-{number}", "The museum opens on Mondays."))
        small.remove(f"museum-{number}")
    done.set()
    for thread in threads:
        thread.join()
    assert not failures


def test_an_older_library_that_is_put_in_its_place_is_the_one_that_answers(small: Retriever, tmp_path: Path) -> None:
    assert small.ask("When does the ferry leave?").generation == 2
    _put_in_its_place(small, RICE, tmp_path / "other")
    answer = small.ask("When does the ferry leave?")
    assert answer.generation == 1
    assert {passage.document.id for passage in answer.passages} == {"rice"}


def test_a_library_that_changes_all_the_time_is_never_indexed_anew(
    small: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty times over, the indexes go on before the question has looked at them."""
    small.refresh()
    rest = [_document(f"more-{number}", f"Number {number} is one more.") for number in range(20)]
    search = small._index.search

    def overtaken(*arguments: Any, **named: Any) -> Any:
        if rest:
            small.add(rest.pop())
            small.refresh()
        return search(*arguments, **named)

    def cleared() -> None:
        raise AssertionError("indexed anew")

    monkeypatch.setattr(small._index, "search", overtaken)
    monkeypatch.setattr(small._index, "clear", cleared)
    assert small.ask("When does the ferry leave?").generation == 22


def test_closed_it_leaves_no_thread(shelf: Path, embedder: Embedder, tmp_path: Path) -> None:
    before = set(threading.enumerate())
    opened = Retriever.open(shelf, lambda: embedder, cache=tmp_path / "cache")
    assert opened.ask("How many MSMEs are there in ASEAN?").passages
    assert {thread.name.split("_")[0] for thread in set(threading.enumerate()) - before} == {"answering"}
    opened.close()
    assert set(threading.enumerate()) <= before
    assert list((tmp_path / "cache" / "languages").iterdir())


def test_an_opened_retriever_keeps_what_tells_languages_apart(small: Retriever, reader: Reader, tmp_path: Path) -> None:
    opened = Retriever.open(
        small.library.folder, lambda: small.embedder, load_reader=lambda: reader, cache=tmp_path / "kept"
    )
    opened.ask("When is the rice planted?")
    assert any((tmp_path / "kept" / "languages").glob("py3langid-*"))
    assert opened.detect("All human beings are born free.") == "en"
    opened.close()


@pytest.mark.parametrize(
    ("said", "hinted"),
    [("hello", "What is “Ferry” about?"), ("?", "“Ferry”"), ("Selamat pagi!", "“Ferry”"), ("สวัสดีครับ", "“Ferry”")],
)
def test_whoever_asks_nothing_is_told_how_to_ask(small: Retriever, said: str, hinted: str) -> None:
    answer = small.ask(said)
    assert (answer.status, answer.confidence, answer.passages) == ("no_answer", 0.0, ())
    assert answer.refusal is not None
    assert hinted in answer.refusal.reason
    assert answer.refusal.missing_terms == ()
    within = small.ask(said, documents=["rice"]).refusal
    assert within is not None
    assert "“Rice”" in within.reason
