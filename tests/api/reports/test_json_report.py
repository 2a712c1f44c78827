import json

import pytest

from api.reports.json_report import output
from retriever.evaluation.comparison import compare
from retriever.evaluation.judging import Run
from retriever.evaluation.report import About, aggregate
from tests.retriever.evaluation.factory import outcome

ABOUT = About("questions.jsonl", "2026-01-01T00:00:00Z", "0.1.0", "none", 3, 0.5)
RUN = Run((outcome(id_="a"), outcome(id_="b", ranks=()), outcome(id_="c", answerable=False)))


def test_everything_is_there_and_is_json() -> None:
    report = aggregate(RUN)
    whole = output(report, ABOUT, compare(RUN.outcomes, RUN.outcomes))
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    assert list(whole) == ["overall", "languages", "kinds", "questions_detail", "run", "intervals", "comparison"]
    assert whole["run"]["threshold"] == 0.5
    assert whole["intervals"]["overall"]["hit@1"] == pytest.approx({"low": 0.0945, "high": 0.9055, "n": 2}, abs=1e-4)
    assert whole["intervals"]["method"].startswith("Wilson")
    assert {"first", "wanted", "documents", "refusal"} <= whole["questions_detail"][0].keys()


def test_without_a_baseline_there_is_no_comparison() -> None:
    assert "comparison" not in output(aggregate(RUN), ABOUT)
