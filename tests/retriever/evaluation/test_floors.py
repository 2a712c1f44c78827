import pytest

from corpus.errors import SettingRefused
from retriever.evaluation.floors import check, parse, require_groups
from retriever.evaluation.judging import Run
from retriever.evaluation.questions import Question
from retriever.evaluation.report import METRICS, aggregate

from .factory import outcome

REPORT = aggregate(
    Run(
        (
            *[outcome(ranks=(1,), confidence=1.0) for _ in range(8)],
            outcome(ranks=(), confidence=0.0, language="th"),
            outcome(ranks=(1,), confidence=1.0, language="th", kind="near-miss", elapsed=0.2),
        )
    )
)


@pytest.mark.parametrize("name", [metric.name for metric in METRICS])
def test_every_metric_can_have_a_floor(name: str) -> None:
    floor = parse(f"en:{name}=1")
    assert (str(floor), floor.value, floor.group) == (f"en:{name}", 1.0, "en")


def test_names_are_read_in_any_case() -> None:
    assert parse("nDCG@10=0.5") == parse("ndcg@10 = 0.5") == parse(" NDCG@10=0.5")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hit@1", "write METRIC=VALUE"),
        (
            "hit@2=0.5",
            r"no metric is named 'hit@2'; did you mean hit@\d\? Known: questions, answerable, .*latency_p95_ms",
        ),
        ("en:=0.5", "no metric is named ''"),
        (":hit@1=0.5", "write METRIC=VALUE"),
        ("hit@1=90", "write 0.9 for 90 %"),
        ("hit@1=", "between 0 and 1"),
        ("hit@1=nan", "between 0 and 1"),
        ("latency_p95_ms=fast", "'fast' must be a number"),
        ("latency_p95_ms=-1", "0 or more"),
        ("questions=inf", "0 or more"),
    ],
)
def test_what_is_no_floor_is_refused(text: str, says: str) -> None:
    with pytest.raises(SettingRefused, match=says):
        parse(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("hit@1=0.9", True),
        ("hit@1=0.91", False),
        ("th:hit@1=0.5", True),
        ("th:hit@1=0.9", False),
        ("ece=0.1", True),
        ("th:ece=0.0", True),
        ("latency_p50_ms=10", True),
        ("latency_p95_ms=100", False),
        ("quote_length_words=3", False),
        ("questions=10", True),
        ("auroc=0", False),
        ("xx:hit@1=0", False),
        ("near-miss:hit@1=1", True),
        ("near-miss: latency_p50_ms=10", False),
    ],
)
def test_a_floor_holds_or_is_missed(text: str, holds: bool) -> None:
    assert bool(check(REPORT, [parse(text)])) is not holds


def test_misses_come_in_order_and_say_what_was_found() -> None:
    floors = [
        parse(text) for text in ("hit@1=0.95", "hit@3=0.5", "th:latency_p50_ms=20.5", "auroc=0.5", "my:hit@1=0.5")
    ]
    assert [(miss.floor, miss.message) for miss in check(REPORT, floors)] == [
        (floors[0], "hit@1 is 0.9 and should be at least 0.95"),
        (floors[2], "th:latency_p50_ms is 105.0 and should be at most 20.5"),
        (floors[3], "auroc is undefined, since no question tells, and should be at least 0.5"),
        (floors[4], "my:hit@1 is undefined, since no question tells, and should be at least 0.5"),
    ]


def test_a_group_that_no_question_has_is_refused_with_the_nearest() -> None:
    questions = [
        Question("a", "?", answerable=False, language="th", kind="near-miss"),
        Question("b", "?", answerable=False, language="en"),
    ]
    require_groups([parse("hit@1=1"), parse("th:hit@1=1"), parse("near-miss:refusal_recall=1")], questions)
    with pytest.raises(SettingRefused, match=r"'nearmiss'; did you mean near-miss\? Known: en, near-miss, th"):
        require_groups([parse("nearmiss:refusal_recall=1")], questions)
    with pytest.raises(SettingRefused, match=r"'my'; Known: en"):
        require_groups([parse("my:hit@1=1")], questions)
    with pytest.raises(SettingRefused, match=r"Known: none"):
        require_groups([parse("my:hit@1=1")], [Question("a", "?", answerable=False)])
