"""Asking in one language of documents in another: hit@1 for each pair of languages.

    python -m benchmarks.crossing --embedder multilingual-e5-small [--work FOLDER] PARALLEL...
    python -m benchmarks.crossing --articles UDHR
    python -m benchmarks.crossing --weights 0 0.5 0.75 1 -- PARALLEL...

PARALLEL sets hold the same paragraphs and questions in one language each (`meta.pair_id`, `meta.parallel`): every set's
questions are asked of every set's paragraphs. UDHR is a set whose questions name the language of the paragraphs to
search in `meta.target_lang`. `--weights`: how much of what a language adds to a question's vector is taken off, each
in turn (`retriever/language_shift.py`); by default what is served.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from retriever import language_shift
from retriever.models import Embedder
from retriever.models import load as load_embedder


def main() -> None:
    """Print a row for each pair."""
    options = parser(__doc__, sets="*")
    options.add_argument("--articles", type=Path)
    options.add_argument("--weights", nargs="+", type=float, default=[language_shift.WEIGHT])
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    for weight in chosen.weights:
        language_shift.WEIGHT = weight
        print(f"weight {weight}")
        _print_pairs(chosen.sets, chosen.work, embedder)
        if chosen.articles:
            _print_articles(chosen.articles, chosen.work, embedder)


def _print_pairs(sets: Sequence[Path], work: Path, embedder: Embedder) -> None:
    """Print hit@1 of each set's questions over each set's paragraphs, and the mean over those in two languages."""
    across = []
    for paragraphs in sets:
        retriever = retriever_over(paragraphs / "corpus.jsonl", work, embedder)
        (language,) = {record.language for record in retriever.library.documents()}
        for questions in sets:
            found = [
                retriever.ask(item["question"], top_k=1).passages[0].document.id == item["meta"]["parallel"][language]
                for item in _lines(questions / "questions.jsonl")
            ]
            print(f"{questions.name:10} -> {paragraphs.name:10} {len(found):5} hit@1 {np.mean(found):.3f}", flush=True)
            across += [np.mean(found)] if questions != paragraphs else []
    if across:
        print(f"mean of {len(across)} pairs of languages: {np.mean(across):.3f}", flush=True)


def _print_articles(articles: Path, work: Path, embedder: Embedder) -> None:
    """Print hit@1 in each language that the paragraphs are in, and the mean."""
    retriever = retriever_over(articles / "corpus.jsonl", work, embedder)
    within = defaultdict(list)
    for line in _lines(articles / "corpus.jsonl"):
        within[line["lang"]].append(line["id"])
    hits = defaultdict(list)
    for item in _lines(articles / "questions.jsonl"):
        language = item["meta"]["target_lang"]
        first = retriever.ask(item["question"], top_k=1, documents=within[language]).passages[0]
        hits[language].append(first.document.id in item["relevant"])
    for language, found in sorted(hits.items()):
        print(f"en -> {language:4} {len(found):5} hit@1 {np.mean(found):.3f}", flush=True)
    print(f"mean of {len(hits)} languages: {np.mean([np.mean(found) for found in hits.values()]):.3f}", flush=True)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
