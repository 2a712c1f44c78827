import pytest

from api.reports.numbers import LABELS, METRICS, NONE, between, counted, percent, shown
from retriever.evaluation.statistics import Interval


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_each_metric_has_a_label_and_each_label_a_metric() -> None:
    assert LABELS.keys() == METRICS.keys()


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("hit@1", 0.875, "87.5 %"),
        ("hit@1", 0.0, "0.0 %"),
        ("hit@1", None, NONE),
        ("latency_p50_ms", 9.96, "10.0 ms"),
        ("latency_p95_ms", 1234.4, "1,234 ms"),
        ("quote_length_words", 12.34, "12.3"),
        ("questions", 1234, "1,234"),
    ],
)
def test_a_metric_is_written_with_its_unit(name: str, value: float | None, written: str) -> None:
    assert _plain(shown(name, {name: value})) == written


def test_an_interval_has_its_unit_once() -> None:
    assert _plain(between("hit@1", Interval(0.808, 0.933, 40))) == "80.8 to 93.3 %"
    assert _plain(between("latency_p50_ms", Interval(1.5, 1020.0, 40))) == "1.5 to 1,020.0"


def test_a_share_has_as_many_digits_as_are_asked_for() -> None:
    assert _plain(percent(1, digits=0)) == "100 %"


def test_one_is_counted_in_the_singular() -> None:
    assert [counted(count, "question") for count in (0, 1, 2000)] == ["0 questions", "1 question", "2,000 questions"]
