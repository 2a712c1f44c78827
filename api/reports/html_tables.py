"""Tables: the groups, the bins, what changed since the baseline."""

from collections.abc import Mapping, Sequence

from api.reports.html_markup import Child, Markup, element, join
from api.reports.numbers import LABELS, NONE, between, percent, shown
from retriever.evaluation.curves import Bin
from retriever.evaluation.intervals import Interval
from retriever.evaluation.report import METRICS, Summary

Intervals = Mapping[str, Interval]

_METRICS = {metric.name: metric for metric in METRICS}
_FINDING = (
    "questions",
    "answerable",
    "hit@1",
    "hit@3",
    "hit@5",
    "mrr@10",
    "ndcg@10",
    "quote_accuracy",
    "quote_length_words",
)
_HOLDING_BACK = (
    "unanswerable",
    "answered_rate",
    "refusal_recall",
    "refusal_precision",
    "auroc",
    "ece",
    "latency_p50_ms",
    "latency_p95_ms",
)
_SHORT = {"hit@3": "Among three", "hit@5": "Among five", "mrr@10": "MRR@10", "ndcg@10": "nDCG@10", "auroc": "AUROC"}
_SURE = ("hit@1", "quote_accuracy", "answered_rate", "refusal_recall")


def groups(title: str, found: Mapping[str, tuple[Summary, Intervals]]) -> Markup:
    """Two tables with a row a group: finding, and holding back; intervals where people look first."""
    return join(
        [_groups(f"{title}: finding", _FINDING, found), _groups(f"{title}: holding back", _HOLDING_BACK, found)]
    )


def _groups(caption: str, columns: Sequence[str], found: Mapping[str, tuple[Summary, Intervals]]) -> Markup:
    told = [name for name in columns if any(summary[name] is not None for summary, _ in found.values())]
    rows = [
        [element("th", group, scope="row", dir="auto"), *(_cell(name, *of) for name in told)]
        for group, of in found.items()
    ]
    return table(caption, ["", *(_SHORT.get(name, LABELS[name]) for name in told)], rows)


def bins(found: Sequence[Bin]) -> Markup:
    """The numbers under the reliability diagram."""
    rows = [
        [
            element("th", f"{each.low:.1f} to {each.high:.1f}", scope="row"),
            element("td", f"{each.questions:,}"),
            element("td", NONE if each.confidence is None else percent(each.confidence)),
            element("td", NONE if each.right is None else percent(each.right)),
        ]
        for each in found
    ]
    return table("Questions by confidence", ["Confidence", "Questions", "Stated, mean", "Right"], rows)


def table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[Child]]) -> Markup:
    """A table that scrolls by itself where the window is narrow; the rows are of `th` and `td` already."""
    first = element("td") if not headings[0] else element("th", headings[0], scope="col")
    head = element("thead", element("tr", first, *(element("th", heading, scope="col") for heading in headings[1:])))
    body = element("tbody", join(element("tr", *row) for row in rows))
    whole = element("table", element("caption", caption), head, body)
    return element("div", whole, class_="wide", role="group", aria_label=caption, tabindex="0")


def _cell(name: str, summary: Summary, intervals: Intervals) -> Markup:
    metric, interval = _METRICS[name], intervals.get(name)
    value = shown(metric, summary[name])
    if name in _SURE and interval is not None:
        return element("td", value, element("small", between(metric, interval)))
    return element("td", value)
