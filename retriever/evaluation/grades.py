"""What each question adds to the metrics that are means over questions."""

from collections.abc import Callable, Mapping, Sequence

from retriever.evaluation.judging import Outcome
from retriever.evaluation.metrics import hit, mean

Grade = Callable[[Outcome], float | None]
"""One question's value; None where the question says nothing of the metric."""


def _hit(k: int) -> Grade:
    return lambda outcome: hit(outcome.ranks, k) if outcome.answerable else None


def _refused(outcome: Outcome) -> bool:
    return outcome.status == "no_answer"


GRADES: Mapping[str, Grade] = {
    "hit@1": _hit(1),
    "hit@3": _hit(3),
    "hit@5": _hit(5),
    "mrr@10": lambda outcome: outcome.rr,
    "ndcg@10": lambda outcome: outcome.ndcg,
    "quote_accuracy": lambda outcome: outcome.quote_correct,
    "quote_length_words": lambda outcome: outcome.quote_words if outcome.answerable else None,
    "answered_rate": lambda outcome: not _refused(outcome) if outcome.answerable else None,
    "refusal_precision": lambda outcome: not outcome.answerable if _refused(outcome) else None,
    "refusal_recall": lambda outcome: None if outcome.answerable else _refused(outcome),
}

YES_OR_NO = frozenset(
    {"hit@1", "hit@3", "hit@5", "quote_accuracy", "answered_rate", "refusal_precision", "refusal_recall"}
)
"""The metrics whose grades are 0 or 1."""


def mean_grade(name: str, group: Sequence[Outcome]) -> float | None:
    """The metric of that name over a group; None where no question tells.

    Refusal precision says nothing either where no question is unanswerable: there was nothing to be precise about.
    """
    if name == "refusal_precision" and all(outcome.answerable for outcome in group):
        return None
    return mean(GRADES[name](outcome) for outcome in group)
