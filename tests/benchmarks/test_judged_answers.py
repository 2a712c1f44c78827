"""What an answer got right, by the places of the right answers."""

import json
from pathlib import Path

import pytest

from benchmarks.judged_answers import (
    Judged,
    Place,
    Task,
    best_threshold,
    f1,
    figures,
    judge,
    read_tasks,
    risk_coverage,
)
from retriever.answers import Answer
from retriever.evaluation.questions import Question, Relevant
from tests.retriever.evaluation.factory import answer

TEXT = "The ferry leaves at noon. It costs 5 dollars."


def judged(given: Answer, *places: Place, answerable: bool = True) -> Judged:
    relevant = tuple(Relevant(place.document) for place in places)
    return judge(Task(Question("q", "?", answerable, relevant), places), given, lambda _: TEXT, 0.01)


def one(confidence: float, *, quoted: bool, answerable: bool = True, answered: bool = True) -> Judged:
    return Judged("q", "en", answerable, answered, confidence, quoted, quoted, quoted, None, "", None, 0.01)


def test_a_quote_that_holds_the_answer_is_right_where_it_was_answered() -> None:
    place = Place("noon", "d", 20)
    found = judged(answer(("d", TEXT, "The ferry leaves at noon.")), place)
    assert (found.hit, found.holds, found.quoted, found.right) == (True, True, True, True)
    refused = judged(answer(("d", TEXT, "The ferry leaves at noon."), refused=True), place)
    assert (refused.hit, refused.quoted, refused.right) == (True, True, False)


def test_a_quote_within_the_answer_is_right_and_holds_it_not() -> None:
    found = judged(answer(("d", TEXT, "at noon")), Place("leaves at noon. It costs", "d", 10))
    assert (found.holds, found.quoted) == (False, True)


def test_another_sentence_of_the_right_paragraph_is_a_hit_with_the_wrong_quote() -> None:
    found = judged(answer(("d", TEXT, "It costs 5 dollars.")), Place("noon", "d", 20))
    assert (found.hit, found.holds, found.quoted) == (True, False, False)


def test_the_words_of_the_answer_in_another_document_are_not_right() -> None:
    found = judged(answer(("e", TEXT, "The ferry leaves at noon.")), Place("noon", "d", 20))
    assert (found.hit, found.holds, found.quoted) == (False, True, False)


def test_a_place_that_reading_moved_is_found_where_it_stands_nearest() -> None:
    assert judged(answer(("d", TEXT, "noon")), Place("noon", "d", 23)).hit


def test_no_passage_is_judged_too() -> None:
    found = judged(answer(refused=True), Place("noon", "d", 20))
    assert (found.hit, found.holds, found.quoted, found.quote) == (False, False, False, "")


@pytest.mark.parametrize(
    ("said", "right", "value"),
    [
        ("70 million", "about 70 million", 0.8),
        ("", "noon", 0),
        ("Noon!", "noon", 1),
        ("กรุงเทพ", "กรุงเทพ", 1),
        ("กข", "กค", 0.5),
    ],
)
def test_f1_is_of_words_or_of_letters_where_words_are_not_parted(said: str, right: str, value: float) -> None:
    assert f1(said, right) == pytest.approx(value)


def test_the_curve_puts_the_wrong_first_among_equals() -> None:
    group = [one(0.9, quoted=True), one(0.5, quoted=True), one(0.5, quoted=False), one(0.1, quoted=False)]
    curve = risk_coverage(group)
    assert [curve[at] for at in ("0.2", "0.5", "0.8", "1.0")] == [0, 0.5, pytest.approx(1 / 3), 0.5]


def test_the_best_threshold_balances_right_and_refused() -> None:
    group = [one(0.9, quoted=True), one(0.6, quoted=True), one(0.4, quoted=False, answerable=False)]
    assert best_threshold([*group, one(0.2, quoted=False, answerable=False)]) == (0.6, 1, 1)
    assert best_threshold(group[:2]) == (None, None, None)


def test_figures_leave_out_what_nothing_speaks_of() -> None:
    found = figures([one(0.9, quoted=True), one(0.2, quoted=False, answered=False)])
    assert (found["right"], found["answered"], found["refused"], found["auroc"], found["f1"]) == (
        0.5,
        0.5,
        None,
        None,
        None,
    )


def test_tasks_are_those_of_every_second_title(tmp_path: Path) -> None:
    corpus = [{"id": each, "title": each.upper(), "text": each, "doc": each} for each in "abcd"]
    asked = [
        {
            "id": each,
            "question": "?",
            "lang": "en",
            "answerable": False,
            "relevant": [],
            "answers": [],
            "history": [],
            "meta": {"source_paragraph": each, "doc_scope": each},
        }
        for each in "abcd"
    ]
    for name, lines in (("corpus", corpus), ("questions", asked)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert [task.question.id for task in read_tasks(tmp_path, articles="odd")] == ["b", "d"]
    assert [task.question.documents for task in read_tasks(tmp_path, most=2)] == [("a",), ("c",)]
