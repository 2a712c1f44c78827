"""The headline numbers, each with its interval and a sentence that says what it means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.reports.html_markup import Markup, element, join
from api.reports.html_parts import strip
from api.reports.numbers import LABELS, between, counted, percent, shown
from retriever.evaluation.intervals import Interval, wilson
from retriever.evaluation.judging import Outcome
from retriever.evaluation.report import METRICS, Report

_METRICS = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Card:
    """One headline: the metric, what makes its sentence, and what is said where there is no interval."""

    metric: str
    says: Callable[[Report], str]
    unsure: str = "no interval: too few questions, or all alike"


def _count(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool | None]) -> int:
    return sum(bool(holds(outcome)) for outcome in outcomes)


def _first(report: Report) -> str:
    of, right = report.overall["answerable"], _count(report.outcomes, lambda each: each.first_is_relevant)
    return (
        f"Of {counted(int(of or 0), 'question')} that the documents answer, {right:,} have a passage that answers in "
        f"first place; {_share(report, 'hit@3')} have one among the first three, {_share(report, 'hit@5')} among five."
    )


def _order(_report: Report) -> str:
    return (
        "How near the top of ten stand all the passages that answer (nDCG@10): 100 % where they come first, less the "
        "further down, 0 where none is found."
    )


def _quote(report: Report) -> str:
    told = _count(report.outcomes, lambda each: each.quote_correct is not None)
    right = _count(report.outcomes, lambda each: each.quote_correct)
    words = shown(_METRICS["quote_length_words"], report.overall["quote_length_words"])
    return f"In {right:,} of {told:,} the words quoted hold the answer. A quote is {words} words long on average."


def _answered(report: Report) -> str:
    of = int(report.overall["answerable"] or 0)
    refused = _count(report.outcomes, lambda each: each.answerable and each.status == "no_answer")
    wrong = _count(_wrong(report.outcomes), lambda each: each.answerable)
    return (
        f"Of {counted(of, 'question')} that the documents answer, {of - refused:,} were answered, {wrong:,} of them "
        f"wrongly; {refused:,} {'was' if refused == 1 else 'were'} refused, though the documents say it."
    )


def _refused(report: Report) -> str:
    of = int(report.overall["unanswerable"] or 0)
    wrong = _count(report.outcomes, lambda each: not each.answerable and each.status == "answered")
    return (
        f"Of {counted(of, 'question')} that the documents do not answer, {of - wrong:,} got the honest reply that they "
        f"do not say; {wrong:,} got an answer, which cannot be right."
    )


def _apart(_report: Report) -> str:
    return (
        "Take one question that the documents answer and one that they do not: so often is the confidence higher for "
        "the first (AUROC). 50 % is no better than a coin."
    )


def _honest(report: Report) -> str:
    value = float(report.overall["ece"] or 0) * 100
    return (
        f"Where it says 60 %, 60 of 100 first passages should be right. What it says and what is so lie {value:.1f} "
        "points apart on average (expected calibration error); 0 is best."
    )


def _fast(report: Report) -> str:
    slow = shown(_METRICS["latency_p95_ms"], report.overall["latency_p95_ms"])
    return f"Half of the questions took no longer, and 95 of 100 no longer than {slow}, on this machine, one at a time."


def _share(report: Report, name: str) -> str:
    return percent(float(report.overall[name] or 0))


CARDS = (
    Card("hit@1", _first),
    Card("ndcg@10", _order),
    Card("quote_accuracy", _quote),
    Card("answered_rate", _answered),
    Card("refusal_recall", _refused),
    Card("auroc", _apart),
    Card("ece", _honest, "no interval: of few questions it looks larger than it is"),
    Card("latency_p50_ms", _fast),
)


def cards(report: Report, intervals: Mapping[str, Interval]) -> Markup:
    """The headline numbers that this run defines."""
    known = [card for card in CARDS if report.overall[card.metric] is not None]
    said = (
        "Under each number stands its 95 % interval: how far it may be off, since these are only some of the questions "
        "that people could ask. The rule goes from 0 to 100 %."
    )
    made = [_given(report.outcomes), *(_card(card, report, intervals.get(card.metric)) for card in known)]
    return join([element("p", said, class_="lead"), element("div", *made, class_="cards")])


def _wrong(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The answers that were given and are wrong."""
    return [each for each in outcomes if each.status == "answered" and not each.first_is_relevant]


def _given(outcomes: Sequence[Outcome]) -> Markup | None:
    given = _count(outcomes, lambda each: each.status == "answered")
    if not given:
        return None
    wrong = len(_wrong(outcomes))
    said = (
        f"Of {counted(given, 'answer')} that it gave, {wrong:,} {'was' if wrong == 1 else 'were'} wrong: their first "
        "passage does not answer, or nothing in the documents does."
    )
    interval = wilson(wrong / given, given)
    sure = f"{between(_METRICS['answered_rate'], interval)}, from {counted(given, 'answer')}"
    return _framed("Wrong among its answers", percent(wrong / given), strip(wrong / given, interval), sure, said)


def _card(card: Card, report: Report, interval: Interval | None) -> Markup:
    metric, value = _METRICS[card.metric], report.overall[card.metric]
    assert value is not None  # noqa: S101  # the caller leaves out what is undefined
    share = metric.unit == "share"
    sure = card.unsure if share else None
    if interval is not None:
        sure = f"{between(metric, interval)}, from {counted(interval.n, 'question')}"
    drawn = strip(value, interval) if share else None
    return _framed(LABELS[card.metric], shown(metric, value), drawn, sure, card.says(report))


def _framed(title: str, value: str, drawn: Markup | None, sure: str | None, said: str) -> Markup:
    return element(
        "section",
        element("h3", title),
        element("p", value, class_="value"),
        drawn,
        element("p", sure, class_="sure") if sure else None,
        element("p", said),
        class_="card",
    )
