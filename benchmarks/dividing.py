"""How long the pieces should be into which Thai and Lao are divided: what each length does to the answer and its quote.

    python -m benchmarks.dividing [--embedder NAME] [--work FOLDER] [--lengths N...] SET...

One row a set and least length of a piece, in code points: hit@1; of the first passages that are right, the share whose
best piece, and whose quote, which may be several, holds an answer; and their mean lengths. A length beyond every
paragraph's leaves full stops alone to divide.
"""

import numpy as np

from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from ingest import sentences
from retriever import quotes
from retriever.evaluation.judging import contains
from retriever.evaluation.questions import Question, load
from retriever.models import load as load_embedder
from retriever.retriever import Retriever

_LENGTHS = (60, 100, 150, 200, 100_000)


def main() -> None:
    """Print the table."""
    options = parser(__doc__, sets="+")
    options.add_argument("--lengths", nargs="+", type=int, default=_LENGTHS)
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    for folder in chosen.sets:
        questions = [question for question in load(folder / "questions.jsonl") if question.answerable]
        for length in chosen.lengths:
            sentences._MIN_PIECE = length  # type: ignore[misc]  # what is measured here is what it should be
            retriever = retriever_over(folder / "corpus.jsonl", chosen.work / f"pieces-{length}", embedder)
            one, several = (_measured(retriever, questions, longest) for longest in (0, quotes.LONGEST))
            print(
                f"{folder.name:10} {length:7}  hit@1 {one[0]:.3f}  best piece {one[1]:.3f}, {one[2]:.0f} characters  "
                f"quote {several[1]:.3f}, {several[2]:.0f} characters",
                flush=True,
            )


def _measured(retriever: Retriever, questions: list[Question], longest: int) -> tuple[float, float, float]:
    """Give hit@1, and of the right first passages the share of quotes that hold an answer and their mean length."""
    quotes.LONGEST, usual = longest, quotes.LONGEST
    try:
        firsts = [(each, retriever.ask(each.text, top_k=1).passages[0]) for each in questions]
    finally:
        quotes.LONGEST = usual
    right = [
        (question, first.quote.text)
        for question, first in firsts
        if first.document.id in {item.document for item in question.relevant}
    ]
    held = [any(contains(quote, answer) for answer in question.expected) for question, quote in right]
    return len(right) / len(firsts), float(np.mean(held)), float(np.mean([len(quote) for _, quote in right]))


if __name__ == "__main__":
    main()
