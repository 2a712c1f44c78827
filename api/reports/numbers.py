"""Numbers as people read them."""

from retriever.evaluation import report
from retriever.evaluation.report import Summary
from retriever.evaluation.statistics import Interval

METRICS = {metric.name: metric for metric in report.METRICS}
NONE = "–"
LABELS = {
    "questions": "Questions",
    "answerable": "With answer",
    "unanswerable": "Without answer",
    "hit@1": "Right passage first",
    "hit@3": "Right passage among three",
    "hit@5": "Right passage among five",
    "mrr@10": "First right passage near the top",
    "ndcg@10": "Order of the passages",
    "quote_accuracy": "Quote holds the answer",
    "quote_length_words": "Words quoted",
    "answered_rate": "Answered when it can",
    "refusal_precision": "Refusals that were right",
    "refusal_recall": "Silent when it must be",
    "auroc": "Knows which is which",
    "ece": "Confidence off by",
    "latency_p50_ms": "Median time",
    "latency_p95_ms": "95th percentile of time",
}
"""The metrics in plain words."""

_GAP = "\N{NO-BREAK SPACE}"


def percent(value: float, digits: int = 1) -> str:
    """A share as `87.5 %`."""
    return f"{value * 100:.{digits}f}{_GAP}%"


def shown(name: str, summary: Summary) -> str:
    """The metric of that name with its unit; a dash where it is undefined."""
    value, unit = summary[name], METRICS[name].unit
    if value is None:
        return NONE
    if unit == "share":
        return percent(value)
    if unit == "ms":
        return f"{value:,.0f}{_GAP}ms" if value >= 100 else f"{value:,.1f}{_GAP}ms"
    return f"{value:,.1f}" if unit == "words" else f"{value:,}"


def between(name: str, interval: Interval) -> str:
    """The interval of the metric of that name, as `80.8 to 93.3 %`."""
    low, high = interval.low, interval.high
    if METRICS[name].unit == "share":
        return f"{low * 100:.1f} to {percent(high)}"
    return f"{low:,.1f} to {high:,.1f}"


def counted(count: int, one: str) -> str:
    """`1 question`, `2 questions`."""
    return f"{count:,} {one}{'s' * (count != 1)}"
