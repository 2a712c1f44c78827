"""nDCG@10 on a set of BEIR's, beside BM25 and dense search as others do it.

    python -m benchmarks.beir [--embedder NAME] [--work FOLDER] FOLDER

FOLDER is in BEIR's form (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`), or has `questions.jsonl` whose
`meta.beir_relevant` are BEIR's judgements. Documents are ranked, each where its first passage stands, to depth 50.
Dense search embeds title and text of a document as one text, as much of it as the model reads. Differences are in
points, with the p of a sign-flip test over questions.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.progress import track

from benchmarks.bm25 import BM25
from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from corpus.durable import write_atomically
from retriever.analysis import document_terms, question_words
from retriever.evaluation.metrics import hit, ndcg
from retriever.evaluation.questions import Question, Relevant, load
from retriever.evaluation.statistics import sign_flip
from retriever.idf import EverydayWords
from retriever.index.bm25 import BM25Leg
from retriever.models import Embedder
from retriever.models import load as load_embedder

_DEPTH = 50
_BATCH = 64
_LANGUAGES = ("en",)

Ranking = Callable[[Question], Sequence[str]]
"""A question -> ids of documents, best first."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A corpus: ids, and title and text of each document as one text."""

    ids: list[str]
    texts: list[str]

    def ranked(self, scores: npt.NDArray[np.floating]) -> list[str]:
        """The ids of the best, equals in the order of the file."""
        return [self.ids[row] for row in np.argsort(-scores, kind="stable")[:_DEPTH].tolist()]


def main() -> None:
    """Print the table."""
    options = parser(__doc__, embedder="all-MiniLM-L6-v2")
    options.add_argument("folder", type=Path)
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    questions = judged(chosen.folder)
    texts = read(chosen.folder / "corpus.jsonl")
    print(f"{chosen.folder.name}: {len(texts.ids):,} documents, {len(questions):,} questions, {embedder.name}")
    _table(
        {
            "BM25, as Lucene has it": _bm25(texts),
            "BM25, Rujuk's terms": _lexical(texts),
            "dense": dense(texts, embedder, chosen.work / embedder.name / chosen.folder.name),
            "Rujuk": _served(chosen.folder, chosen.work, embedder),
        },
        questions,
    )


def judged(folder: Path) -> list[Question]:
    """The questions for which BEIR judges something relevant."""
    if (folder / "queries.jsonl").is_file():
        return load(folder)
    with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Question(
            id=record["id"],
            text=record["question"],
            answerable=True,
            relevant=tuple(Relevant(document) for document in record["meta"]["beir_relevant"]),
        )
        for record in records
        if record["meta"].get("beir_relevant")
    ]


def read(corpus: Path) -> Texts:
    """The documents of a corpus in either form."""
    with corpus.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return Texts(
        [record.get("_id") or record["id"] for record in records],
        [f"{record.get('title') or ''} {record['text']}".strip() for record in records],
    )


def score(ranked: Sequence[str], question: Question) -> tuple[float, bool]:
    """nDCG@10 of a ranking of documents, and whether the first is relevant."""
    grades = {relevant.document: relevant.grade for relevant in question.relevant}
    gains = [grades.get(document, 0) for document in ranked]
    return ndcg(gains, grades.values()) or 0.0, hit([rank for rank, gain in enumerate(gains, 1) if gain], 1)


def _bm25(texts: Texts) -> Ranking:
    index = BM25(texts.texts)
    return lambda question: texts.ranked(index.scores(question.text))


def _lexical(texts: Texts) -> Ranking:
    everyday = EverydayWords()
    index = BM25Leg(everyday)
    index.add_terms(" ".join(document_terms(text, _LANGUAGES[0])) for text in texts.texts)
    index.commit()

    def ranking(question: Question) -> list[str]:
        words = index.weigh(question_words(question.text, _LANGUAGES), lambda term: everyday.chance(term, _LANGUAGES))
        return texts.ranked(index.score(words))

    return ranking


def dense(texts: Texts, embedder: Embedder, kept: Path) -> Ranking:
    """Rank by the vectors of whole texts, which are kept beside `kept` under a name that tells these texts from others.

    Raises what the embedder and the file system raise; vectors are kept whole or not at all.
    """
    told = hashlib.sha256("\0".join(texts.texts).encode()).hexdigest()[:8]
    kept = kept.with_name(f"{kept.name}-{told}.npy")
    if not kept.exists():
        starts = range(0, len(texts.texts), _BATCH)
        parts = [embedder.embed_passages(texts.texts[start : start + _BATCH]) for start in track(starts, "embedding")]
        kept.parent.mkdir(parents=True, exist_ok=True)
        with write_atomically(kept, durable=False) as stream:
            np.save(stream, np.concatenate(parts))
    vectors = np.load(kept)
    return lambda question: texts.ranked(vectors @ embedder.embed_question(question.text))


def _served(folder: Path, work: Path, embedder: Embedder) -> Ranking:
    retriever = retriever_over(folder / "corpus.jsonl", work, embedder)

    def ranking(question: Question) -> list[str]:
        passages = retriever.ask(question.text, top_k=_DEPTH).passages
        return list(dict.fromkeys(passage.document.id for passage in passages))

    return ranking


def _table(rankings: Mapping[str, Ranking], questions: Sequence[Question]) -> None:
    scored = {
        name: [score(ranking(question), question) for question in questions] for name, ranking in rankings.items()
    }
    served = [gained for gained, _ in scored["Rujuk"]]
    print(f"{'':24} {'nDCG@10':>8} {'hit@1':>7} {'Rujuk above it':>15} {'p':>7}")
    for name, pairs in scored.items():
        gained = [each for each, _ in pairs]
        ahead = [one - other for one, other in zip(served, gained, strict=True)]
        beside = "" if name == "Rujuk" else f" {100 * np.mean(ahead):+15.1f} {sign_flip(ahead):7.4f}"
        print(f"{name:24} {np.mean(gained):8.3f} {np.mean([first for _, first in pairs]):7.3f}{beside}")


if __name__ == "__main__":
    main()
