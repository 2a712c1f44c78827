import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputRefused
from retriever.evaluation import baseline
from retriever.evaluation.judging import Run
from retriever.evaluation.questions import Question, Relevant
from retriever.evaluation.report import aggregate, to_json

from .factory import outcome

RUN = Run((outcome(id_="a"), outcome(id_="b", ranks=(2, 5), quote_correct=None), outcome(id_="c", answerable=False)))
ASKED = [
    Question("a", "?", answerable=True, relevant=(Relevant("d", "words"),)),
    Question("b", "?", answerable=True, relevant=(Relevant("d", "words"),)),
    Question("c", "?", answerable=False),
]


@pytest.fixture
def whole() -> dict[str, Any]:
    return to_json(aggregate(RUN), details=True)


def written(folder: Path, content: object) -> Path:
    path = folder / "earlier.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_reads_back_what_was_printed_in_the_order_of_the_questions(tmp_path: Path, whole: dict[str, Any]) -> None:
    path = written(tmp_path, whole)
    assert list(baseline.read(path, ASKED)) == [replace(each, expected=(), documents=()) for each in RUN.outcomes]
    assert [each.id for each in baseline.read(path, ASKED[::-1])] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not what `rujuk eval --json` prints"),
        ({"status": "answered"}, "is not what `rujuk eval --json` prints"),
        ({"overall": {}}, "older form, without 'questions_detail'"),
        ({"overall": {}, "questions_detail": []}, "older form, without 'questions_detail'"),
        ({"overall": {}, "questions_detail": [3]}, r"questions_detail\[0\]: must be an object"),
        ({"overall": {}, "questions_detail": [{"id": "a"}]}, "older form, without 'question'"),
    ],
)
def test_what_is_no_earlier_run_is_refused(tmp_path: Path, content: object, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        baseline.read(written(tmp_path, content), ASKED)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", 5),
        ("answerable", 1),
        ("status", "maybe"),
        ("confidence", 1.5),
        ("confidence", True),
        ("confidence", float("nan")),
        ("ranks", [0]),
        ("ranks", [True]),
        ("ranks", "1"),
        ("ranks", [5, 1]),
        ("ranks", [1, 1]),
        ("ranks", [10**400]),
        ("quote_words", float("nan")),
        ("quote_words", float("inf")),
        ("quote_words", -1),
        ("elapsed_ms", 10**400),
        ("elapsed_ms", -1),
        ("expected", "words"),
        ("documents", [3]),
        ("rr@10", -1),
        ("ndcg@10", 2),
        ("quote_correct", "yes"),
        ("elapsed_ms", float("inf")),
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, whole: dict[str, Any], key: str, value: object) -> None:
    whole["questions_detail"][1][key] = value
    with pytest.raises(InputRefused, match=rf"questions_detail\[1\], key '{key}': .* cannot be"):
        baseline.read(written(tmp_path, whole), ASKED)


def test_other_questions_are_named(tmp_path: Path, whole: dict[str, Any]) -> None:
    path = written(tmp_path, whole)
    more = [Question(f"n{number}", "?", answerable=False) for number in range(7)]
    with pytest.raises(InputRefused, match=r"it lacks 'n0', 'n1', 'n2', 'n3', 'n4' and 2 more\. Compare"):
        baseline.read(path, [*ASKED, *more])
    with pytest.raises(InputRefused, match=r"it has 'c', not asked now"):
        baseline.read(path, ASKED[:2])
    with pytest.raises(InputRefused, match=r"'a' was another question there"):
        baseline.read(path, [replace(ASKED[0], text="Who?"), *ASKED[1:]])
    with pytest.raises(InputRefused, match=r"of 'c' another answer was right there"):
        baseline.read(path, [*ASKED[:2], replace(ASKED[2], answerable=True)])


@pytest.mark.parametrize("relevant", [Relevant("other", "words"), Relevant("d", "other"), Relevant("d")])
def test_another_labelling_is_refused_and_named(tmp_path: Path, whole: dict[str, Any], relevant: Relevant) -> None:
    path = written(tmp_path, whole)
    with pytest.raises(InputRefused, match=r"of 'a' another answer was right there"):
        baseline.read(path, [replace(ASKED[0], relevant=(relevant,)), *ASKED[1:]])


def test_a_run_that_did_not_keep_what_was_expected_is_read(tmp_path: Path, whole: dict[str, Any]) -> None:
    for record in whole["questions_detail"]:
        del record["expected"], record["documents"]
    assert len(baseline.read(written(tmp_path, whole), ASKED)) == 3


def test_a_question_that_stands_twice_is_refused(tmp_path: Path, whole: dict[str, Any]) -> None:
    whole["questions_detail"].append(whole["questions_detail"][0] | {"ranks": [2]})
    with pytest.raises(InputRefused, match="has the question 'a' twice"):
        baseline.read(written(tmp_path, whole), ASKED)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot read the baseline"):
        baseline.read(tmp_path / "none.json", ASKED)
