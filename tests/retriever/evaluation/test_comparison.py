import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retriever.evaluation.comparison import compare, to_json
from retriever.evaluation.judging import Outcome
from retriever.evaluation.report import METRICS

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
    values = to_json(compare(BEFORE, AFTER))
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert values["metrics"]["hit@1"]["change"] == pytest.approx(10 / 12)
    assert values["questions"][0]["id"] == "q0"
    assert set(values["metrics"]) <= {metric.name for metric in METRICS}
