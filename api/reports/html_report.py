"""The report as a page: what the templates in `api/templates/report` show."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.html import render
from api.terminal import counted
from retriever.evaluation import report
from retriever.evaluation.comparison import UNMOVED, Comparison
from retriever.evaluation.judging import Outcome
from retriever.evaluation.report import (
    About,
    Bin,
    Point,
    Report,
    Summary,
    answered,
    failures,
    faults,
    reliability,
    risk_coverage,
)
from retriever.evaluation.statistics import METHOD, Interval, intervals, wilson

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
_LEAST = 10  # answers from which on the share of wrong ones is drawn
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_CARDS = ("hit@1", "ndcg@10", "quote_accuracy", "answered_rate", "refusal_recall", "auroc", "ece", "latency_p50_ms")
_UNSURE = {"ece": "no interval: of few questions it looks larger than it is"}
_COLUMNS: Mapping[str, Sequence[str]] = {
    "finding": (
        "questions",
        "answerable",
        "hit@1",
        "hit@3",
        "hit@5",
        "mrr@10",
        "ndcg@10",
        "quote_accuracy",
        "quote_length_words",
    ),
    "holding back": (
        "unanswerable",
        "answered_rate",
        "refusal_recall",
        "refusal_precision",
        "auroc",
        "ece",
        "latency_p50_ms",
        "latency_p95_ms",
    ),
}
_SHORT = {"hit@3": "Among three", "hit@5": "Among five", "mrr@10": "MRR@10", "ndcg@10": "nDCG@10", "auroc": "AUROC"}
_SURE = ("hit@1", "quote_accuracy", "answered_rate", "refusal_recall")
_WIDTH, _HEIGHT = 460, 404
_LEFT, _TOP, _RIGHT, _BOTTOM = 62, 16, 26, 66
_LARGEST = 15  # the radius of the bin that holds the most questions
_SMALLEST = 4
_TOPS = (0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Ends of an axis that four steps divide well."""


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


@dataclass(frozen=True, slots=True)
class Card:
    """A headline number; `drawn` shows it on a rule, `sure` says its interval, each None for what is no share."""

    title: str
    value: str
    drawn: Markup | None
    sure: str | None


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A table with a row a group: each group's metrics, and the intervals of those where people look first."""

    caption: str
    columns: Sequence[str]
    headings: Sequence[str]
    rows: Mapping[str, tuple[Summary, Mapping[str, Interval]]]


def page(report: Report, about: About, comparison: Comparison | None = None) -> str:
    """Give the report as HTML5. It needs at least one outcome."""
    groups = [*_groups(report, "language", report.languages), *_groups(report, "kind", report.kinds)]
    parts = {
        "numbers": "How well it answers",
        "compared": "Since the baseline" if comparison else None,
        "confidence": "How far to trust its confidence",
        "groups": "By language and kind of question" if groups else None,
        "failures": "What went wrong",
        "method": "How this was measured",
    }
    return render(
        "report/page.html",
        parts={key: title for key, title in parts.items() if title},
        about=about,
        overall=report.overall,
        outcomes=report.outcomes,
        counts=_counts(report.outcomes),
        cards=_cards(report),
        comparison=comparison,
        moved=_moved(comparison) if comparison else None,
        unmoved=UNMOVED,
        groups=groups,
        failures=failures(report.outcomes),
        faults=faults,
        interval_method=METHOD,
        language_tag=_language_tag,
        labels=LABELS,
        shown=shown,
        between=between,
        percent=percent,
        counted=counted,
        was=lambda count: f"{count:,} {'was' if count == 1 else 'were'}",
        **_confidence(report, about),
    )


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Count what the sentences under the numbers tell of."""
    answerable = [each for each in outcomes if each.answerable]
    given = [each for each in outcomes if each.status == "answered"]
    return {
        "answerable": len(answerable),
        "unanswerable": len(outcomes) - len(answerable),
        "right_first": sum(each.first_is_relevant for each in answerable),
        "quotes_told": sum(each.quote_correct is not None for each in outcomes),
        "quotes_right": sum(each.quote_correct is True for each in outcomes),
        "refused": sum(each.status == "no_answer" for each in answerable),
        "given": len(given),
        "wrong": sum(not each.first_is_relevant for each in given),
        "answered_unanswerable": sum(not each.answerable for each in given),
    }


def _cards(report: Report) -> dict[str, Card]:
    """Make the headline numbers that this run defines, by metric; `wrong` is the share of wrong answers."""
    found = intervals(report.outcomes)
    made = {name: _card(name, report.overall, found.get(name)) for name in _CARDS if report.overall[name] is not None}
    counts = _counts(report.outcomes)
    if given := counts["given"]:
        share = counts["wrong"] / given
        interval = wilson(share, given)
        sure = f"{between('answered_rate', interval)}, from {counted(given, 'answer')}"
        made["wrong"] = Card("Wrong among its answers", percent(share), draw_strip(share, interval), sure)
    return made


def _card(name: str, overall: Summary, interval: Interval | None) -> Card:
    value = overall[name]
    assert value is not None  # noqa: S101  # the caller leaves out what is undefined
    share = METRICS[name].unit == "share"
    sure = _UNSURE.get(name, "no interval: too few questions, or all alike") if share else None
    if interval is not None:
        sure = f"{between(name, interval)}, from {counted(interval.n, 'question')}"
    return Card(LABELS[name], shown(name, overall), draw_strip(value, interval) if share else None, sure)


def _moved(comparison: Comparison) -> dict[str, list[Any]]:
    return {way: [each for each in comparison.moved if each.way == way] for way in ("better", "worse", "mixed")}


def _confidence(report: Report, about: About) -> dict[str, Any]:
    outcomes = report.outcomes
    bins, chosen = reliability(outcomes), answered(outcomes, about.threshold)
    points = risk_coverage(outcomes)
    drawn = [each for each in points if round(each.coverage * len(outcomes)) >= _LEAST] or points[-1:]
    return {
        "bins": bins,
        "chosen": chosen,
        "every": points[-1],
        "least": _LEAST,
        "reliability": draw_reliability(bins, float(report.overall["ece"] or 0)),
        "coverage": draw_coverage(drawn, chosen),
    }


def _groups(report: Report, key: str, found: Mapping[str, Summary]) -> list[GroupTable]:
    """Make two tables of the languages or kinds: finding, and holding back; none where there is no group."""
    sure = {name: intervals([each for each in report.outcomes if getattr(each, key) == name]) for name in found}
    rows = {
        name: (summary, {metric: sure[name][metric] for metric in _SURE if metric in sure[name]})
        for name, summary in found.items()
    }
    title = {"language": "By language", "kind": "By kind of question"}[key]
    tables = []
    for half, columns in _COLUMNS.items() if found else ():
        told = [name for name in columns if any(summary[name] is not None for summary in found.values())]
        tables.append(GroupTable(f"{title}: {half}", told, [_SHORT.get(name, LABELS[name]) for name in told], rows))
    return tables


def _language_tag(language: str | None) -> str | None:
    """The language for a `lang` attribute, None where it is no language tag."""
    return language if language and _LANGUAGE.fullmatch(language) else None


def draw_reliability(bins: Sequence[Bin], ece: float) -> Markup:
    """Draw the share that was right over the confidence that was stated; on the diagonal, confidence is true.

    At least one of the bins holds a question.
    """
    told = [each for each in bins if each.questions]
    most = max(each.questions for each in told)
    return _chart(
        "reliability",
        title="Is the confidence true?",
        said="Ten bins of confidence against the share that was right. Mean distance from the diagonal: "
        f"{percent(ece)}.",
        across="confidence that was stated",
        up="share that was right",
        top=1.0,
        bins=told,
        radius=lambda each: round(max(_SMALLEST, _LARGEST * math.sqrt(each.questions / most)), 2),
    )


def draw_coverage(points: Sequence[Point], chosen: Point | None) -> Markup:
    """Draw the share of answers that are wrong over the share of questions answered, as the threshold falls.

    `points`, at least one, are in the order of their coverage; `chosen` is the threshold's.
    """
    worst = max(each.error for each in [*points, *([chosen] if chosen else [])])
    said = f"As more questions are answered, the share of wrong answers goes to {percent(points[-1].error)}."
    if chosen is not None:
        said += f" At the threshold {percent(chosen.coverage)} are answered and {percent(chosen.error)} of them wrong."
    return _chart(
        "coverage",
        title="What does holding back save?",
        said=said,
        across="share of questions answered",
        up="share of answers that are wrong",
        top=next(top for top in _TOPS if worst <= top),
        points=points,
        chosen=chosen,
    )


def draw_strip(value: float, interval: Interval | None) -> Markup:
    """Draw a share and its interval on a rule from 0 to 1: decoration, for the numbers stand beside it."""
    return Markup(render("report/strip.svg", value=value, interval=interval))  # noqa: S704  # escaped by the template


def _chart(key: str, **values: object) -> Markup:
    drawn = render(f"report/{key}.svg", key=key, width=_WIDTH, height=_HEIGHT, x=_x, y=_y, percent=percent, **values)
    return Markup(drawn)  # noqa: S704  # escaped by the template


def _x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 2)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM), 2)
