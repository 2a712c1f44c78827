"""The floors under the bundled questions: a little below what they give, so that nothing gets worse unnoticed.

Raise a floor with what lifts it; lower one only with the reason in the commit. `make eval` shows each question.
"""

from api import bootstrap
from retriever.evaluation.floors import check, parse, require_groups
from retriever.evaluation.judging import depth, run
from retriever.evaluation.questions import load
from retriever.evaluation.report import aggregate
from retriever.retriever import Retriever

FLOORS = (
    "hit@1=0.85",
    "hit@3=0.95",
    "hit@5=0.96",
    "mrr@10=0.90",
    "ndcg@10=0.90",
    "quote_accuracy=0.80",
    "quote_length_words=29",
    "answered_rate=0.74",
    "refusal_recall=0.37",
    "auroc=0.58",
    "ece=0.20",
    "en:hit@1=0.87",
    "language:hit@1=0.76",
    "follow-up:hit@1=0.85",
    "typo:hit@1=0.90",
    "far-off:refusal_recall=1",
)


def test_the_bundled_questions_are_answered_no_worse(retriever: Retriever) -> None:
    questions = load(bootstrap.questions_path())
    floors = [parse(text) for text in FLOORS]
    require_groups(floors, questions)
    outcomes = run(
        lambda question: retriever.ask(question.text, top_k=depth(question), history=question.history), questions
    )
    assert [miss.message for miss in check(aggregate(outcomes), floors)] == []
