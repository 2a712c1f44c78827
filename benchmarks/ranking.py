"""What each leg finds alone, and what they find together: hit@1 for each set, and the quote.

    python -m benchmarks.ranking [--embedder NAME] [--work FOLDER] SET...

A SET is a folder with `corpus.jsonl` and `questions.jsonl`. One row a set: answerable questions, hit@1 of the
dense leg, the sentence leg, BM25, dense + BM25, and all three as served; then the share of first passages whose quote
holds the answer.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from corpus.filters import DocumentFilter
from corpus.library import Library
from retriever.evaluation.judging import depth, run
from retriever.evaluation.questions import Question, load
from retriever.index.index import Candidates, Index
from retriever.index.legs import standard
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.query import Query
from retriever.retriever import Retriever

LEGS = ("dense", "sentence", "lexical", "dense+lexical", "all")


def main() -> None:
    """Print the table."""
    chosen = parser(__doc__, sets="+", embedder="all-MiniLM-L6-v2").parse_args()
    embedder = load_embedder(chosen.embedder)
    print(f"{'set':14} {'questions':>9} " + " ".join(f"{leg:>13}" for leg in LEGS) + f" {'quote':>8}")
    for folder in chosen.sets:
        questions = [question for question in load(folder / "questions.jsonl") if question.answerable]
        retriever = retriever_over(folder / "corpus.jsonl", chosen.work, embedder)
        alone = _legs(retriever.library, embedder, questions)
        together, quoted = _served(retriever, questions)
        row = [*(f"{alone[leg]:13.3f}" for leg in LEGS[:-1]), f"{together:13.3f}", f"{quoted:8.3f}"]
        print(f"{folder.name:14} {len(questions):9} " + " ".join(row), flush=True)


def _legs(library: Library, embedder: Embedder, questions: Sequence[Question]) -> dict[str, float]:
    """Measure hit@1 of each leg over all paragraphs."""
    index = Index(embedder.dimension)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        ids = {record.key: record.id for record in snapshot.documents()}
        owner = {paragraph.key: ids[paragraph.document] for paragraph in snapshot.added_since(0)}
        hits = dict.fromkeys(LEGS[:-1], 0)
        for question in questions:
            found = index.search(
                snapshot,
                Query.plain(question.text, index.languages, embedder.embed_question(question.text)),
                count=len(owner),
                within=DocumentFilter(ids=None if question.documents is None else frozenset(question.documents)),
            )
            relevant = {item.document for item in question.relevant}
            for leg, scores in _scores(found).items():
                hits[leg] += owner[int(found.keys[np.argmax(scores)])] in relevant
    return {leg: count / len(questions) for leg, count in hits.items()}


def _scores(found: Candidates) -> dict[str, npt.NDArray[np.float64]]:
    return {
        **{name: np.asarray(scores, dtype=np.float64) for name, scores in found.scores.items()},
        "dense+lexical": standard(found.scores["dense"]) + standard(found.scores["lexical"]),
    }


def _served(retriever: Retriever, questions: Sequence[Question]) -> tuple[float, float]:
    """Measure hit@1 and quote accuracy of what a user gets."""
    outcomes = run(
        lambda question: retriever.ask(
            question.text, top_k=depth(question), documents=question.documents, history=question.history
        ),
        questions,
    ).outcomes
    quoted = [outcome.quote_correct for outcome in outcomes if outcome.quote_correct is not None]
    hits = float(np.mean([outcome.first_is_relevant for outcome in outcomes]))
    return hits, float(np.mean(quoted)) if quoted else float("nan")


if __name__ == "__main__":
    main()
