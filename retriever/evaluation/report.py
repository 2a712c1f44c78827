"""Aggregate a run: all metrics overall, for each language and kind, and the failures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from itertools import groupby
from typing import Any, Literal

from retriever.evaluation import metrics
from retriever.evaluation.judging import Outcome, Run, mean_grade
from retriever.evaluation.metrics import BINS, bins_of

Value = float | int | None
Summary = Mapping[str, Value]
Group = Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of a group of questions: `name` is its public key.

    `unit`: a count, a share in [0, 1], a mean number of words, or milliseconds. `better`: which direction is.
    """

    name: str
    unit: Literal["count", "share", "words", "ms"]
    better: Literal["higher", "lower"]
    of: Callable[[Group], Value]


@dataclass(frozen=True, slots=True)
class Report:
    """The metrics by name (`METRICS` in its order) of each group, and the outcomes that they sum up.

    `languages` and `kinds` are sorted by name; questions without one count in `overall` alone.
    """

    overall: Summary
    languages: Mapping[str, Summary]
    kinds: Mapping[str, Summary]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a run was made of, so that a report can be told from another one.

    `questions` is the name of their file, `made` the moment (ISO 8601, UTC), `rujuk` the version.

    `embedder` and `generation` are the library's; `threshold` is the confidence from which a question was answered.
    """

    questions: str
    made: str
    rujuk: str
    embedder: str
    generation: int
    threshold: float


class Fault(Enum):
    """A way to be wrong; `value` is how it is said of one question."""

    ANSWERED = "answered, though the documents do not say"
    PASSAGE = "wrong paragraph first"
    QUOTE = "wrong quote"
    REFUSED = "refused, though the documents say"


def _mean(name: str, unit: Literal["share", "words"], better: Literal["higher", "lower"] = "higher") -> Metric:
    return Metric(name, unit, better, lambda group: mean_grade(name, group))


def _latency(percent: int) -> Metric:
    def of(group: Group) -> Value:
        return metrics.percentile((outcome.elapsed * 1000 for outcome in group), percent)

    return Metric(f"latency_p{percent}_ms", "ms", "lower", of)


def _auroc(group: Group) -> Value:
    answerable = (outcome.confidence for outcome in group if outcome.answerable)
    return metrics.auroc(answerable, (outcome.confidence for outcome in group if not outcome.answerable))


def _ece(group: Group) -> Value:
    return metrics.expected_calibration_error(
        [outcome.confidence for outcome in group], [outcome.first_is_relevant for outcome in group]
    )


METRICS: tuple[Metric, ...] = (
    Metric("questions", "count", "higher", len),
    Metric("answerable", "count", "higher", lambda group: sum(outcome.answerable for outcome in group)),
    Metric("unanswerable", "count", "higher", lambda group: sum(not outcome.answerable for outcome in group)),
    _mean("hit@1", "share"),
    _mean("hit@3", "share"),
    _mean("hit@5", "share"),
    _mean("mrr@10", "share"),
    _mean("ndcg@10", "share"),
    _mean("quote_accuracy", "share"),
    _mean("quote_length_words", "words", "lower"),
    _mean("answered_rate", "share"),
    _mean("refusal_precision", "share"),
    _mean("refusal_recall", "share"),
    Metric("auroc", "share", "higher", _auroc),
    Metric("ece", "share", "lower", _ece),
    _latency(50),
    _latency(95),
)


def aggregate(run: Run) -> Report:
    """Sum up `run`.

    hit, MRR, nDCG, quote accuracy and length, and the answered rate are of the answerable questions, whether they were
    answered or refused; quote accuracy of those whose expected text is known. ECE takes `confidence` for the
    probability that the question is answerable and the first passage relevant. Latencies are of all questions.
    """
    return Report(
        overall=_summary(run.outcomes),
        languages=_by(run.outcomes, lambda outcome: outcome.language),
        kinds=_by(run.outcomes, lambda outcome: outcome.kind),
        outcomes=run.outcomes,
    )


def to_json(report: Report, *, details: bool = False) -> dict[str, Any]:
    """Give the report as JSON values: `overall`, `languages`, `kinds`, and with `details` a record of each question."""
    groups: dict[str, Any] = {
        "overall": dict(report.overall),
        "languages": {name: dict(summary) for name, summary in report.languages.items()},
        "kinds": {name: dict(summary) for name, summary in report.kinds.items()},
    }
    return groups | ({"questions_detail": [_detail(outcome) for outcome in report.outcomes]} if details else {})


def faults(outcome: Outcome) -> list[Fault]:
    """All that was wrong with one answer, the gravest first: of a refusal itself, then of what it would have said."""
    if not outcome.answerable:
        return [Fault.ANSWERED] if outcome.status == "answered" else []
    refused = [Fault.REFUSED] if outcome.status == "no_answer" else []
    found = {
        Fault.PASSAGE: not outcome.first_is_relevant,
        Fault.QUOTE: outcome.quote_correct is False,
    }
    return refused + [fault for fault, holds in found.items() if holds]


def failures(outcomes: Sequence[Outcome]) -> dict[Fault, list[Outcome]]:
    """Give the questions that went wrong, each once, under its gravest fault; those without a question are left out."""
    groups: dict[Fault, list[Outcome]] = {fault: [] for fault in Fault}
    for outcome in outcomes:
        if wrong := faults(outcome):
            groups[wrong[0]].append(outcome)
    return {fault: group for fault, group in groups.items() if group}


def _by(outcomes: Iterable[Outcome], key: Callable[[Outcome], str | None]) -> dict[str, Summary]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if (name := key(outcome)) is not None:
            groups.setdefault(name, []).append(outcome)
    return {name: _summary(groups[name]) for name in sorted(groups)}


def _summary(group: Group) -> Summary:
    return {metric.name: metric.of(group) for metric in METRICS}


def _detail(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "question": outcome.question,
        "language": outcome.language,
        "kind": outcome.kind,
        "answerable": outcome.answerable,
        "status": outcome.status,
        "confidence": outcome.confidence,
        "ranks": list(outcome.ranks),
        "rr@10": outcome.rr,
        "ndcg@10": outcome.ndcg,
        "expected": list(outcome.expected),
        "quote": outcome.quote,
        "quote_words": outcome.quote_words,
        "quote_correct": outcome.quote_correct,
        "elapsed_ms": outcome.elapsed * 1000,
        "documents": list(outcome.documents),
        "first": None if outcome.first is None else asdict(outcome.first),
        "wanted": None if outcome.wanted is None else asdict(outcome.wanted),
        "refusal": outcome.refusal,
    }


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies in (`low`, `high`] (the first bin holds 0 too).

    `confidence` is their mean and `right` the share whose first passage answers, both None where `questions` is 0.
    """

    low: float
    high: float
    questions: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """What answering from `threshold` on gives: `coverage` of all questions are answered, `error` of those wrongly.

    A wrong answer is one whose first passage does not answer; of a question that nothing answers, every answer is.
    """

    threshold: float
    coverage: float
    error: float


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Ten bins of equal width, as `expected_calibration_error` has them."""
    members: list[list[Outcome]] = [[] for _ in range(BINS)]
    for outcome, number in zip(outcomes, bins_of([outcome.confidence for outcome in outcomes]), strict=True):
        members[number].append(outcome)
    return [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            questions=len(inside),
            confidence=sum(each.confidence for each in inside) / len(inside) if inside else None,
            right=sum(each.first_is_relevant for each in inside) / len(inside) if inside else None,
        )
        for number, inside in enumerate(members)
    ]


def risk_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """Give a point for each confidence that occurs, as the threshold, from the highest: coverage rises to 1.

    El-Yaniv and Wiener, "On the foundations of noise-free selective classification", JMLR 11 (2010).
    """
    ordered = sorted(outcomes, key=lambda outcome: -outcome.confidence)
    points, answered, wrong = [], 0, 0
    for threshold, equals in groupby(ordered, key=lambda outcome: outcome.confidence):
        for outcome in equals:
            answered += 1
            wrong += not outcome.first_is_relevant
        points.append(Point(threshold, answered / len(ordered), wrong / answered))
    return points


def answered(outcomes: Sequence[Outcome], threshold: float) -> Point | None:
    """Give the point of what was answered in the run; None where nothing was."""
    given = [outcome for outcome in outcomes if outcome.status == "answered"]
    if not given:
        return None
    wrong = sum(not outcome.first_is_relevant for outcome in given)
    return Point(threshold, len(given) / len(outcomes), wrong / len(given))
