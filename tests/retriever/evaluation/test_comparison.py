import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import InputRefused
from retriever.evaluation.comparison import compare, read_baseline
from retriever.evaluation.comparison import to_json as comparison_to_json
from retriever.evaluation.judging import Outcome, Run
from retriever.evaluation.questions import Question, Relevant
from retriever.evaluation.report import METRICS, aggregate, to_json

from .factory import outcome
from .strategies import OUTCOMES, RUNS

BEFORE = [outcome(id_=f"q{n}", ranks=(2,), quote_correct=False, confidence=0.4) for n in range(12)]
AFTER = [outcome(id_=f"q{n}", ranks=(1,), quote_correct=True, confidence=0.9) for n in range(10)] + BEFORE[10:]


def pairs(outcomes: st.SearchStrategy[Outcome]) -> st.SearchStrategy[tuple[Outcome, Outcome]]:
    return st.tuples(outcomes, outcomes).filter(lambda pair: pair[0].answerable == pair[1].answerable)


def test_a_metric_that_went_up_says_by_how_much_and_how_surely() -> None:
    changes = {change.metric.name: change for change in compare(BEFORE, AFTER).changes}
    hits = changes["hit@1"]
    assert (hits.before, hits.after, hits.way, hits.test) == (0, 10 / 12, "better", "McNemar exact")
    assert hits.p == pytest.approx(2 / 2**10)
    assert hits.low is not None
    assert hits.low > 0.5
    assert (changes["mrr@10"].test, changes["mrr@10"].p) == ("sign flip", 2 / 2**10)
    assert changes["ece"].test == "swap"
    assert changes["ece"].p == pytest.approx(2 / 2**10)
    assert changes["ece"].low is None
    assert changes["latency_p50_ms"].p is None
    assert "auroc" not in changes
    assert "questions" not in changes


def test_an_error_that_fell_is_better() -> None:
    worse, better = compare(AFTER, BEFORE).changes, compare(BEFORE, AFTER).changes
    ways = {change.metric.name: change.way for change in better}
    assert ways["ece"] == "better"
    assert ways["hit@5"] == "same"
    assert {change.metric.name: change.way for change in worse}["ece"] == "worse"


def test_questions_are_named_with_what_changed() -> None:
    before = [
        outcome(id_="up", ranks=(3,), refused=True),
        outcome(id_="down"),
        outcome(id_="both", ranks=(), quote_correct=True),
        outcome(id_="held", answerable=False),
        outcome(id_="same"),
    ]
    after = [
        outcome(id_="up", ranks=(1,)),
        outcome(id_="down", refused=True),
        outcome(id_="both", ranks=(4,), quote_correct=False),
        outcome(id_="held", answerable=False, refused=True),
        outcome(id_="same", confidence=0.2),
    ]
    assert [(each.id, each.way, each.what) for each in compare(before, after).moved] == [
        ("up", "better", ("right passage at 3 → at 1", "refused → answered")),
        ("down", "worse", ("answered → refused",)),
        ("both", "mixed", ("right passage not found → at 4", "quote right → wrong")),
        ("held", "better", ("answered wrongly → refused",)),
    ]


@pytest.mark.parametrize(
    ("then", "now", "way", "what"),
    [
        (outcome(ranks=(3,), refused=True), outcome(ranks=(3,)), "worse", "refused → answered wrongly"),
        (outcome(ranks=(3,)), outcome(ranks=(3,), refused=True), "better", "answered wrongly → refused"),
        (outcome(refused=True), outcome(), "better", "refused → answered"),
        (outcome(answerable=False, refused=True), outcome(answerable=False), "worse", "refused → answered wrongly"),
    ],
)
def test_a_wrong_answer_is_worse_than_a_refusal(then: Outcome, now: Outcome, way: str, what: str) -> None:
    [moved] = compare([then], [now]).moved
    assert (moved.way, moved.what) == (way, (what,))


def test_a_right_passage_that_came_first_is_not_told_twice() -> None:
    [moved] = compare([outcome(ranks=(2,))], [outcome()]).moved
    assert moved.what == ("right passage at 2 → at 1",)


@settings(max_examples=20)
@given(RUNS)
def test_a_run_is_as_good_as_itself(run: list[Outcome]) -> None:
    found = compare(run, run)
    assert found.moved == ()
    for change in found.changes:
        assert change.way == "same"
        assert change.p in (None, 1)


@settings(max_examples=20)
@given(st.lists(pairs(OUTCOMES), min_size=1, max_size=15))
def test_looking_from_the_other_side_turns_everything_round(run: list[tuple[Outcome, Outcome]]) -> None:
    before, after = [one for one, _ in run], [other for _, other in run]
    there, back = compare(before, after), compare(after, before)
    turned = {"better": "worse", "worse": "better", "mixed": "mixed", "same": "same"}
    assert [turned[each.way] for each in there.moved] == [each.way for each in back.moved]
    for one, other in zip(there.changes, back.changes, strict=True):
        assert (one.metric, one.before, one.after) == (other.metric, other.after, other.before)
        assert turned[one.way] == other.way
        assert one.p == pytest.approx(other.p)
        if one.low is not None and other.high is not None:
            assert one.low == pytest.approx(-other.high)


def test_it_is_json() -> None:
    values = comparison_to_json(compare(BEFORE, AFTER))
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert values["metrics"]["hit@1"]["change"] == pytest.approx(10 / 12)
    assert values["questions"][0]["id"] == "q0"
    assert set(values["metrics"]) <= {metric.name for metric in METRICS}


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
    assert list(read_baseline(path, ASKED)) == [replace(each, expected=(), documents=()) for each in RUN.outcomes]
    assert [each.id for each in read_baseline(path, ASKED[::-1])] == ["c", "b", "a"]


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
        read_baseline(written(tmp_path, content), ASKED)


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
        read_baseline(written(tmp_path, whole), ASKED)


def test_other_questions_are_named(tmp_path: Path, whole: dict[str, Any]) -> None:
    path = written(tmp_path, whole)
    more = [Question(f"n{number}", "?", answerable=False) for number in range(7)]
    with pytest.raises(InputRefused, match=r"it lacks 'n0', 'n1', 'n2', 'n3', 'n4' and 2 more\. Compare"):
        read_baseline(path, [*ASKED, *more])
    with pytest.raises(InputRefused, match=r"it has 'c', not asked now"):
        read_baseline(path, ASKED[:2])
    with pytest.raises(InputRefused, match=r"'a' was another question there"):
        read_baseline(path, [replace(ASKED[0], text="Who?"), *ASKED[1:]])
    with pytest.raises(InputRefused, match=r"of 'c' another answer was right there"):
        read_baseline(path, [*ASKED[:2], replace(ASKED[2], answerable=True)])


@pytest.mark.parametrize("relevant", [Relevant("other", "words"), Relevant("d", "other"), Relevant("d")])
def test_another_labelling_is_refused_and_named(tmp_path: Path, whole: dict[str, Any], relevant: Relevant) -> None:
    path = written(tmp_path, whole)
    with pytest.raises(InputRefused, match=r"of 'a' another answer was right there"):
        read_baseline(path, [replace(ASKED[0], relevant=(relevant,)), *ASKED[1:]])


def test_a_run_that_did_not_keep_what_was_expected_is_read(tmp_path: Path, whole: dict[str, Any]) -> None:
    for record in whole["questions_detail"]:
        del record["expected"], record["documents"]
    assert len(read_baseline(written(tmp_path, whole), ASKED)) == 3


def test_a_question_that_stands_twice_is_refused(tmp_path: Path, whole: dict[str, Any]) -> None:
    whole["questions_detail"].append(whole["questions_detail"][0] | {"ranks": [2]})
    with pytest.raises(InputRefused, match="has the question 'a' twice"):
        read_baseline(written(tmp_path, whole), ASKED)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot read the baseline"):
        read_baseline(tmp_path / "none.json", ASKED)
