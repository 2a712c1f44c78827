"""All that `rujuk eval --json` prints. Keys are only ever added."""

from dataclasses import asdict
from typing import Any

from retriever.evaluation import comparison, intervals
from retriever.evaluation.about import About
from retriever.evaluation.comparison import Comparison
from retriever.evaluation.report import Report, to_json
from retriever.evaluation.statistics import LEVEL


def output(report: Report, about: About, compared: Comparison | None = None) -> dict[str, Any]:
    """The report with every question, what the run was made of, the overall metrics' intervals, the comparison."""
    whole = to_json(report, details=True) | {"run": asdict(about), "intervals": _intervals(report)}
    return whole | ({"comparison": comparison.to_json(compared)} if compared else {})


def _intervals(report: Report) -> dict[str, Any]:
    found = intervals.intervals(report.outcomes)
    return {
        "method": intervals.METHOD,
        "level": LEVEL / 100,
        "overall": {name: {"low": each.low, "high": each.high, "n": each.n} for name, each in found.items()},
    }
