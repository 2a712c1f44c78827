"""The floors under the bundled questions: a little below what they give, so that nothing gets worse unnoticed.

Raise a floor with what lifts it; lower one only with the reason in the commit. `make eval` shows each question.
"""

import random
from collections.abc import Sequence

import pytest

from api import bootstrap
from retriever.evaluation.floors import check, parse, require_groups
from retriever.evaluation.judging import Outcome, Run, depth, run
from retriever.evaluation.metrics import auroc
from retriever.evaluation.questions import Question, load
from retriever.evaluation.report import aggregate
from retriever.retriever import Retriever

FLOORS = (
    "hit@1=0.92",
    "hit@3=0.96",
    "hit@5=0.96",
    "mrr@10=0.94",
    "ndcg@10=0.93",
    "quote_accuracy=0.86",
    "quote_length_words=31",
    "answered_rate=0.74",
    "refusal_recall=0.85",
    "auroc=0.88",
    "ece=0.28",
    "en:hit@1=0.93",
    "en:quote_accuracy=0.87",
    "language:hit@1=0.90",
    "follow-up:hit@1=0.95",
    "typo:hit@1=0.95",
    "near-miss:refusal_recall=0.89",
    "far-off:refusal_recall=1",
)
FAR_OFF = 0.95
"""The least AUROC of answerable questions against those far off."""


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return load(bootstrap.questions_path())


@pytest.fixture(scope="module")
def outcomes(retriever: Retriever, questions: list[Question]) -> tuple[Outcome, ...]:
    return run(
        lambda question: retriever.ask(question.text, top_k=depth(question), history=question.history), questions
    ).outcomes


def far_off(outcomes: Sequence[Outcome], confidences: Sequence[float]) -> float:
    pairs = list(zip(outcomes, confidences, strict=True))
    found = auroc(
        [confidence for outcome, confidence in pairs if outcome.answerable],
        [confidence for outcome, confidence in pairs if outcome.kind == "far-off"],
    )
    assert found is not None
    return found


def test_the_bundled_questions_are_answered_no_worse(questions: list[Question], outcomes: tuple[Outcome, ...]) -> None:
    floors = [parse(text) for text in FLOORS]
    require_groups(floors, questions)
    assert [miss.message for miss in check(aggregate(Run(outcomes)), floors)] == []


def test_the_confidence_knows_what_is_far_off_as_no_coin_does(outcomes: tuple[Outcome, ...]) -> None:
    confidences = [outcome.confidence for outcome in outcomes]
    assert far_off(outcomes, confidences) >= FAR_OFF
    chance = random.Random(1)  # noqa: S311  # a sample, not a secret
    coins = [far_off(outcomes, chance.sample(confidences, len(confidences))) for _ in range(100)]
    assert max(coins) < FAR_OFF
