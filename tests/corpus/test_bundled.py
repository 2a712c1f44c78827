import json
from collections import Counter
from importlib import resources

import pytest

BUNDLED = resources.files("corpus.bundled")
RELEASE = (BUNDLED / "asean-msme-green-transition.txt").read_text("utf-8")
QUESTIONS = [json.loads(line) for line in (BUNDLED / "questions.jsonl").read_text("utf-8").splitlines()]
KINDS = Counter(question["kind"] for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_each_expected_quote_stands_in_one_paragraph_of_the_release(question: dict[str, object]) -> None:
    relevant = question["relevant"]
    assert isinstance(relevant, list)
    assert bool(relevant) == question["answerable"]
    for item in relevant:
        assert item["document"] == "asean-msme-green-transition"
        assert any(item["quote"] in line for line in RELEASE.splitlines())


def test_the_examination_covers_what_it_is_for() -> None:
    assert sum(KINDS[kind] for kind in ("fact", "paraphrase", "typo", "two-sentence")) >= 55
    assert (KINDS["near-miss"], KINDS["far-off"], KINDS["follow-up"]) == (20, 5, 10)
    assert all(question["history"] for question in QUESTIONS if question["kind"] == "follow-up")
    languages = Counter(question["language"] for question in QUESTIONS if question["kind"] == "language")
    assert languages == {"ms": 5, "id": 5, "vi": 5, "th": 5, "fil": 5}


def test_every_paragraph_is_asked_about() -> None:
    headings = {"Why This Matters", "Outlooks & Considerations"}
    quotes = [item["quote"] for question in QUESTIONS for item in question["relevant"]]
    for line in RELEASE.splitlines():
        assert line in headings or any(quote in line for quote in quotes)


def test_no_question_is_asked_twice() -> None:
    standing_alone = [question["question"].casefold() for question in QUESTIONS if "history" not in question]
    assert len(set(standing_alone)) == len(standing_alone)
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
