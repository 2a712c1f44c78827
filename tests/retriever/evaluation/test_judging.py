import math
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QuestionRefused, UnknownDocument
from retriever.answers import Answer
from retriever.evaluation.judging import Outcome, contains, count_words, depth, judge, mean_grade, normalize, run
from retriever.evaluation.questions import Question, Relevant

from .factory import answer, outcome


def asked(*relevant: Relevant) -> Question:
    return Question("q", "Who?", answerable=bool(relevant), relevant=relevant, language="en", kind="fact")


def judged(question: Question, found: Answer) -> Outcome:
    return judge(question, found, 0.0)


def discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def test_a_paragraph_counts_when_document_and_quote_are_right() -> None:
    outcome = judged(
        asked(Relevant("d", "Ann Lee")),
        answer(("e", "Ann Lee chairs."), ("d", "Nobody chairs."), ("d", "ANN\n lee chairs the board.")),
    )
    assert outcome.ranks == (3,)
    assert outcome.rr == pytest.approx(1 / 3)
    assert outcome.ndcg == pytest.approx(discount(3))
    assert not outcome.first_is_relevant


def test_documents_are_ranked_by_their_first_passage() -> None:
    outcome = judged(
        asked(Relevant("d", grade=1), Relevant("e", grade=2)),
        answer(("x", "a"), ("x", "b"), ("d", "c"), ("x", "d"), ("e", "e"), ("d", "f")),
    )
    assert outcome.ranks == (2, 3)
    assert outcome.rr == 1 / 2
    assert outcome.ndcg == pytest.approx((discount(2) + 2 * discount(3)) / (2 + discount(2)))


def test_a_quote_that_stands_in_two_paragraphs_gains_once() -> None:
    outcome = judged(asked(Relevant("d", "2035")), answer(("d", "until 2035"), ("d", "Foresight 2035")))
    assert outcome.ranks == (1,)
    assert outcome.ndcg == 1


def test_two_quotes_in_one_paragraph_are_one_item_there() -> None:
    question = asked(Relevant("d", "chair"), Relevant("d", "2025"), Relevant("d", "Malaysia"))
    both, third, none = ("d", "chair of 2025"), ("d", "Malaysia"), ("d", "nothing")
    assert judged(question, answer(both, third)).ndcg == 1
    assert judged(question, answer(both, third)).ranks == (1, 2)
    assert judged(question, answer(none, both, third)).ndcg == pytest.approx(
        (discount(2) + discount(3)) / (1 + discount(2))
    )
    # what was not found stays an item of its own in the ideal ranking
    assert judged(question, answer(third)).ndcg == pytest.approx(1 / (1 + discount(2) + discount(3)))


def test_a_paragraph_that_adds_one_quote_to_one_found_before_counts() -> None:
    question = asked(Relevant("d", "chair"), Relevant("d", "2025"))
    outcome = judged(question, answer(("d", "the chair"), ("d", "chair of 2025")))
    assert outcome.ranks == (1, 2)
    assert outcome.ndcg == 1


def test_a_whole_document_beside_a_quote_is_any_paragraph_of_it() -> None:
    outcome = judged(asked(Relevant("d", "Ann"), Relevant("e")), answer(("e", "x"), ("e", "y"), ("d", "Ann")))
    assert outcome.ranks == (1, 3)


def test_metrics_at_ten_do_not_look_further() -> None:
    outcome = judged(asked(Relevant("d")), answer(*[(f"x{i}", "a") for i in range(10)], ("d", "a")))
    assert outcome.ranks == (11,)
    assert outcome.rr == outcome.ndcg == 0


def test_the_first_quote_must_hold_one_expected_text() -> None:
    right = ("d", "Ann Lee chairs. She is new.", "Ann Lee chairs.")
    wrong = ("d", "Ann Lee chairs. She is new.", "She is new.")
    assert judged(asked(Relevant("d", "ann  LEE")), answer(right)).quote_correct is True
    assert judged(asked(Relevant("d", "Ann Lee")), answer(wrong, right)).quote_correct is False
    assert judged(asked(Relevant("d", answers=("Bob", "Lee"))), answer(right)).quote_correct is True
    assert judged(asked(Relevant("d")), answer(right)).quote_correct is None
    assert judged(asked(Relevant("d", "Ann Lee")), answer(right)).quote_words == 3


def test_an_answerable_question_without_passages_found_nothing() -> None:
    outcome = judged(asked(Relevant("d", "Ann")), answer(refused=True, confidence=0.0))
    assert (outcome.ranks, outcome.rr, outcome.ndcg) == ((), 0, 0)
    assert (outcome.quote, outcome.quote_words) == (None, None)
    assert outcome.quote_correct is False


def test_an_unanswerable_question_has_neither_ranks_nor_a_right_quote() -> None:
    outcome = judged(asked(), answer(("d", "Ann Lee"), refused=True, confidence=0.2))
    assert (outcome.status, outcome.confidence, outcome.ranks) == ("no_answer", 0.2, ())
    assert outcome.rr is outcome.ndcg is outcome.quote_correct is None
    assert outcome.quote == "Ann Lee"
    assert not outcome.first_is_relevant


words = st.sampled_from(["one", "two", "three"])
documents = st.sampled_from(["d", "e"])
relevants = st.builds(Relevant, documents, st.none() | words, grade=st.integers(1, 3))
paragraphs = st.lists(words, min_size=1, unique=True).map(" ".join)


@given(st.lists(relevants, min_size=1, max_size=5), st.lists(st.tuples(documents, paragraphs), max_size=12))
def test_judgements_keep_their_ranges(relevant: list[Relevant], found: list[tuple[str, str]]) -> None:
    outcome = judged(asked(*relevant), answer(*found))
    assert outcome.ndcg is not None
    assert 0 <= outcome.ndcg <= 1 + 1e-12
    assert len(outcome.ranks) <= len(set(relevant))
    assert list(outcome.ranks) == sorted(set(outcome.ranks))
    assert (outcome.ndcg > 0) == (outcome.rr != 0) == any(rank <= 10 for rank in outcome.ranks)


def test_a_run_keeps_order_measures_time_and_tells_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    clock: Iterator[float] = iter([0.0, 0.5, 1.0, 1.25])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    told: list[tuple[int, int]] = []
    questions = [asked(Relevant("d")), asked()]
    done = run(
        lambda question: answer((question.relevant[0].document, "x")) if question.relevant else answer(),
        questions,
        progress=lambda *counts: told.append(counts),
    )
    assert [outcome.elapsed for outcome in done.outcomes] == [0.5, 0.25]
    assert [outcome.ranks for outcome in done.outcomes] == [(1,), ()]
    assert [outcome.kind for outcome in done.outcomes] == ["fact", "fact"]
    assert told == [(1, 2), (2, 2)]


def test_a_question_that_is_refused_is_named() -> None:
    def refuse(question: Question) -> Answer:
        raise UnknownDocument("no document 'z' here")

    with pytest.raises(QuestionRefused, match="question 'q' cannot be asked: no document 'z' here"):
        run(refuse, [asked()])


def test_documents_need_more_passages_than_paragraphs() -> None:
    assert depth(asked(Relevant("d", "Ann"))) == depth(asked()) == 10
    assert depth(asked(Relevant("d"))) == 50


def test_what_came_first_and_what_was_wanted_are_kept_with_their_scores() -> None:
    question = asked(Relevant("d", "Ann"), Relevant("d", "Bob"), Relevant("e"))
    outcome = judged(
        question, answer(("x", "Nobody."), ("d", "Nobody else."), ("d", "It is Ann.", "Ann"), ("e", "Bob"))
    )
    assert outcome.documents == ("d", "e")
    assert outcome.first is not None
    assert (outcome.first.rank, outcome.first.document, outcome.first.quote) == (1, "x", "Nobody.")
    assert outcome.wanted is not None
    assert (outcome.wanted.rank, outcome.wanted.document, outcome.wanted.quote) == (3, "d", "Ann")
    assert (outcome.wanted.title, outcome.wanted.paragraph) == ("D", 3)
    assert outcome.wanted.scores["lexical"] == 1.0
    assert outcome.refusal is None


def test_nothing_found_is_nothing_kept_but_the_reason_of_a_refusal() -> None:
    outcome = judged(asked(Relevant("d")), answer(refused=True))
    assert (outcome.first, outcome.wanted, outcome.refusal) == (None, None, "nothing close")
    assert judged(asked(Relevant("d")), answer(("x", "a"))).wanted is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("About 70 million MSMEs.", "70 Million"),
        ("97.2\u00a0% of\n all establishments", "97.2 % of all"),
        (unicodedata.normalize("NFD", "Việt Nam"), unicodedata.normalize("NFC", "VIỆT NAM")),
        ("Die STRASSE", "straße"),
        ("ทีมรับของแพนเธอร์ส", "แพนเธอร์ส"),
    ],
)
def test_case_white_space_and_composition_make_no_difference(text: str, wanted: str) -> None:
    assert contains(text, wanted)


def test_other_words_or_another_order_are_not_contained() -> None:
    assert not contains("seventy million", "70 million")
    assert not contains("million 70", "70 million")
    assert not contains("", "70")


@given(st.text())
def test_normalizing_is_blind_to_canonical_form(text: str) -> None:
    assert normalize(unicodedata.normalize("NFD", text)) == normalize(text)


@given(st.text(), st.text(alphabet="ab \t\n"), st.text())
def test_a_text_contains_its_own_parts(before: str, part: str, after: str) -> None:
    assert contains(f"{before} {part} {after}", part)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("– …", 0), ("I'm here – at 3.5 km.", 5), ("สวัสดีชาวโลก", 3), ("Việt Nam", 2)],
)
def test_words_are_counted_also_where_no_space_parts_them(text: str, words: int) -> None:
    assert count_words(text) == words


def precision(*, answerable: bool, refused: bool) -> float | None:
    return mean_grade("refusal_precision", [outcome(answerable=answerable, refused=refused)])


def test_refusals_are_precise_where_the_refused_has_no_answer_and_complete_where_all_of_those_are_refused() -> None:
    group = [
        outcome(answerable=False, refused=True),
        outcome(answerable=False, refused=True),
        outcome(answerable=True, refused=True),
        outcome(answerable=False, refused=False),
        outcome(answerable=True, refused=False),
    ]
    assert mean_grade("refusal_precision", group) == pytest.approx(2 / 3)
    assert mean_grade("refusal_recall", group) == pytest.approx(2 / 3)
    assert mean_grade("answered_rate", group) == pytest.approx(1 / 2)


def test_refusal_precision_is_undefined_where_nothing_was_refused_or_all_could_be_answered() -> None:
    assert precision(answerable=False, refused=False) is None
    assert precision(answerable=True, refused=True) is None
    assert precision(answerable=False, refused=True) == 1


def test_what_is_of_answerable_questions_leaves_the_others_out() -> None:
    group = [outcome(ranks=(2,)), outcome(answerable=False)]
    assert mean_grade("hit@1", group) == 0
    assert mean_grade("hit@3", group) == 1
    assert mean_grade("quote_length_words", group) == 4
    assert mean_grade("hit@1", group[1:]) is None
