"""What earlier questions do for a follow-up: hit@1 and nDCG@10 on conversations.

    python -m benchmarks.conversation [--embedder NAME] [--work FOLDER] SET

Each question of SET that has a conversation before it is asked alone, with the conversation, and as a person rewrote it
to stand alone (`meta.rewrite`); each other one alone, and with another's question before it, which must change nothing.
"""

import json
from dataclasses import replace
from pathlib import Path

from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from retriever.answers import Turn
from retriever.evaluation.judging import depth, run
from retriever.evaluation.questions import Question, load
from retriever.evaluation.report import aggregate, to_json
from retriever.models import load as load_embedder


def main() -> None:
    """Print a row for each way of asking."""
    options = parser(__doc__)
    options.add_argument("set", type=Path)
    chosen = options.parse_args()
    retriever = retriever_over(chosen.set / "corpus.jsonl", chosen.work, load_embedder(chosen.embedder))
    lines = (chosen.set / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rewritten = {item["id"]: item["meta"].get("rewrite") for item in map(json.loads, lines)}
    questions = [question for question in load(chosen.set / "questions.jsonl") if question.answerable]
    following = [question for question in questions if question.history]
    first = [question for question in questions if not question.history]
    ways: dict[str, list[Question]] = {
        "alone": [replace(question, history=()) for question in following],
        "with its conversation": following,
        "rewritten": [replace(each, text=rewritten[each.id] or each.text, history=()) for each in following],
        "first questions": first,
        "after another's": [
            replace(question, history=(Turn("user", other.text),))
            for question, other in zip(first, [*first[1:], *first[:1]], strict=True)
        ],
    }
    for name, asked in ways.items():
        outcome = run(lambda each: retriever.ask(each.text, top_k=depth(each), history=each.history), asked)
        overall = to_json(aggregate(outcome))["overall"]
        print(f"{name:22} {len(asked):4}  hit@1 {overall['hit@1']:.3f}  nDCG@10 {overall['ndcg@10']:.3f}", flush=True)


if __name__ == "__main__":
    main()
