"""Training examples keep their promise: what is said to answer does, and what is said not to does not."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.reader.examples import Example, Examples
from benchmarks.reader.pool import Asked, Release, Row
from corpus.documents import Document
from ingest import Refused, read_bytes
from tests.benchmarks.reader.test_glossary import learn

PIER = """The pier at Kuala Bayu opens on 14 March 2031.

Berths 3 to 9 take ships of 120 metres, and berth 11 takes 240 metres.

Dewi Lestari, the harbour master, expects 450 ships a year."""
MARKET = """The night market of Sungai Bayu opens on 2 May 2033.

It has 75 stalls, and a stall costs 30 ringgit a night."""


def read(text: str, title: str) -> Document:
    (document,) = read_bytes(text.encode(), "release.txt", origin="release.txt")
    assert not isinstance(document, Refused)
    return replace(document, title=title)


def asked(question: str, text: str, answer: str, elsewhere: tuple[int, int]) -> Asked:
    spans = ((text.index(answer), text.index(answer) + len(answer)),) if answer else ()
    return Asked(question, "en", spans, bool(answer), tuple(range(text.count("\n\n") + 1)), (elsewhere,))


@pytest.fixture
def examples(tmp_path: Path) -> Examples:
    pier = Release(
        read(PIER, "New pier"),
        (
            asked("When does the pier at Kuala Bayu open?", PIER, "14 March 2031", (1, 0)),
            asked("How long are ships at berth 11?", PIER, "240 metres", (1, 1)),
            asked("How many ships came in 2019?", PIER, "", (1, 1)),
        ),
    )
    market = Release(read(MARKET, "Night market"), (asked("How many stalls are there?", MARKET, "75", (0, 1)),))
    start = PIER.index("Dewi Lestari")
    row = Row("tydi", "en", "Pier", PIER, "Who is the harbour master?", ((start, start + 12),), 1.0)
    return Examples([row], [pier, market], learn(tmp_path), share=1.0, seed=7)


def of_documents(examples: Examples) -> list[Example]:
    """Leave out the tables that are made, which come among the others."""
    own = ("opens on", "take ships", "takes", "master, expects", "ships a year", "It has")
    return [each for each in islice(examples, 3000) if any(word in each.passage for word in own)]


def test_spans_stand_in_the_passage_and_hold_the_answer(examples: Examples) -> None:
    answered = [each for each in of_documents(examples) if each.spans]
    assert len(answered) > 500
    for each in answered:
        for start, end in each.spans:
            said = each.passage[start:end]
            assert said == said.strip() != ""
            assert any(sign in said for sign in ("March", "metres", "Dewi Lestari")) or said.isdigit()


def test_changed_numbers_are_the_same_in_question_and_passage(examples: Examples) -> None:
    berths = [
        each
        for each in of_documents(examples)
        if each.question.lower().startswith("how long are ships at berth") and each.spans and "berth" in each.passage
    ]
    told = {each.question.rstrip("?").split()[-1] for each in berths if each.question.rstrip("?")[-1].isdigit()}
    assert len(told) > 3
    for each in berths:
        number = each.question.rstrip("?").split()[-1]
        if number.isdigit() and len(number) == 2:  # one digit alone is a slip of typing
            assert f"berth {number}" in each.passage


def test_a_paragraph_of_another_document_answers_nothing(examples: Examples) -> None:
    stalls = [
        each
        for each in of_documents(examples)
        if "pier" in each.question.lower() and "market" in "".join([*each.context, each.passage]).lower()
    ]
    assert len(stalls) > 20
    assert not any(each.spans for each in stalls)


def test_now_and_then_a_question_is_put_into_another_language(examples: Examples) -> None:
    asked = [each for each in of_documents(examples) if "kapan" in each.question]
    assert len(asked) > 20
    assert any(each.spans for each in asked)
    assert not any("when" in each.question.lower() for each in asked)
