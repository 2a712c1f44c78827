"""What went wrong, question by question."""

from collections.abc import Sequence
from enum import Enum

from retriever.evaluation.judging import Outcome


class Fault(Enum):
    """A way to be wrong; `value` is how it is said of one question."""

    ANSWERED = "answered, though the documents do not say"
    PASSAGE = "wrong paragraph first"
    QUOTE = "wrong quote"
    REFUSED = "refused, though the documents say"


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
    """The questions that went wrong, each once, under its gravest fault; those without a question are left out."""
    groups: dict[Fault, list[Outcome]] = {fault: [] for fault in Fault}
    for outcome in outcomes:
        if wrong := faults(outcome):
            groups[wrong[0]].append(outcome)
    return {fault: group for fault, group in groups.items() if group}
