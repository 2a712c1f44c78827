"""Asking in one language of documents in another: hit@1 for each pair of languages.

    python -m benchmarks.crossing --embedder multilingual-e5-small [--work FOLDER] PARALLEL...
    python -m benchmarks.crossing --articles UDHR

PARALLEL sets hold the same paragraphs and questions in one language each (`meta.pair_id`, `meta.parallel`): every set's
questions are asked of every set's paragraphs. UDHR is a set whose questions name the language of the paragraphs to
search in `meta.target_lang`.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.datasets import retriever_over
from retriever.models import load as load_embedder


def main() -> None:
    """Print a row for each pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--embedder", default="multilingual-e5-small")
    parser.add_argument("--work", type=Path, default=Path(".rujuk/benchmarks"))
    chosen = parser.parse_args()
    embedder = load_embedder(chosen.embedder)
    for paragraphs in chosen.sets:
        retriever = retriever_over(paragraphs / "corpus.jsonl", chosen.work, embedder)
        (language,) = {record.language for record in retriever.library.documents()}
        for questions in chosen.sets:
            found = [
                retriever.ask(item["question"], top_k=1).passages[0].document.id == item["meta"]["parallel"][language]
                for item in _lines(questions / "questions.jsonl")
            ]
            print(f"{questions.name:10} -> {paragraphs.name:10} {len(found):5} hit@1 {np.mean(found):.3f}", flush=True)
    if chosen.articles:
        retriever = retriever_over(chosen.articles / "corpus.jsonl", chosen.work, embedder)
        within = defaultdict(list)
        for line in _lines(chosen.articles / "corpus.jsonl"):
            within[line["lang"]].append(line["id"])
        hits = defaultdict(list)
        for item in _lines(chosen.articles / "questions.jsonl"):
            language = item["meta"]["target_lang"]
            first = retriever.ask(item["question"], top_k=1, documents=within[language]).passages[0]
            hits[language].append(first.document.id in item["relevant"])
        for language, found in sorted(hits.items()):
            print(f"en -> {language:4} {len(found):5} hit@1 {np.mean(found):.3f}", flush=True)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
