"""All that `rujuk eval --json` prints. Keys are only ever added."""

from dataclasses import asdict
from typing import Any

from retriever.evaluation import comparison
from retriever.evaluation.comparison import Comparison
from retriever.evaluation.report import About, Report, to_json
from retriever.evaluation.statistics import LEVEL, METHOD, intervals


def output(report: Report, about: About, compared: Comparison | None = None) -> dict[str, Any]:
    """The report with every question, what the run was made of, the overall metrics' intervals, the comparison."""
    whole = to_json(report, details=True) | {"run": asdict(about), "intervals": _intervals(report)}
    return whole | ({"comparison": comparison.to_json(compared)} if compared else {})


def _intervals(report: Report) -> dict[str, Any]:
    found = intervals(report.outcomes)
    return {
        "method": METHOD,
        "level": LEVEL / 100,
        "overall": {name: {"low": each.low, "high": each.high, "n": each.n} for name, each in found.items()},
    }
