"""Asking in one language of documents in another: hit@1 for each pair of languages.

    python -m benchmarks.crossing --embedder multilingual-e5-small [--work FOLDER] PARALLEL...
    python -m benchmarks.crossing --articles UDHR [--between en id ms ...]
    python -m benchmarks.crossing --articles UDHR --between en km lo my --unlisted km lo my
    python -m benchmarks.crossing --weights 0 0.5 0.75 1 -- PARALLEL...

PARALLEL sets hold the same paragraphs and questions in one language each (`meta.pair_id`, `meta.parallel`): every set's
questions are asked of every set's paragraphs. UDHR is a set whose questions name the language of the paragraphs to
search in `meta.target_lang`; `--between` asks its articles in each of these languages of those in each other one.
`--weights`: how much of what a language adds to a question's vector is taken off, each
in turn (`retriever/query.py`); by default what is served. `--unlisted`: as if no everyday words of these
languages were known (`retriever/everyday`).
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from retriever import query
from retriever.idf import EverydayWords
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.query import LanguageTools
from retriever.retriever import Retriever


class Unlisted(EverydayWords):
    """Everyday words of all languages but some."""

    def __init__(self, languages: Sequence[str]) -> None:
        super().__init__()
        self._chances = {language: {} for language in languages}


def main() -> None:
    """Print a row for each pair."""
    options = parser(__doc__, sets="*")
    options.add_argument("--articles", type=Path)
    options.add_argument("--between", nargs="+", default=[], metavar="LANGUAGE")
    options.add_argument("--unlisted", nargs="+", default=[], metavar="LANGUAGE")
    options.add_argument("--weights", nargs="+", type=float, default=[query.SHIFT])
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    for weight in chosen.weights:
        query.SHIFT = weight
        print(f"weight {weight}")
        _print_pairs(chosen.sets, chosen.work, embedder)
        if chosen.articles:
            tools = LanguageTools(Unlisted(chosen.unlisted))
            retriever = retriever_over(chosen.articles / "corpus.jsonl", chosen.work, embedder, tools=tools)
            _print_articles(chosen.articles, retriever)
            _print_between(chosen.articles, retriever, chosen.between)


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


def _print_articles(articles: Path, retriever: Retriever) -> None:
    """Print hit@1 in each language that the paragraphs are in, and the mean."""
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


def _print_between(articles: Path, retriever: Retriever, languages: Sequence[str]) -> None:
    """Print hit@1 of articles asked in one language (a row) of the same articles in another one (a column)."""
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)  # by language and article
    for line in _lines(articles / "corpus.jsonl"):
        texts[line["lang"]][line["id"].rpartition(":")[2]] = line["text"]
    for item in _lines(articles / "questions.jsonl"):
        texts[item["lang"]][str(item["meta"]["article"])] = item["question"]
    to = [language for language in languages if language != "en"]  # nothing in English is in the library
    print("\n" + " ".join(f"{column:>6}" for column in ("", *to)) if to else "", flush=True)
    for asked in languages if to else ():
        row = []
        for language in to:
            ids = {number: f"udhr:{language}:{number}" for number in texts[language]}
            found = [
                retriever.ask(text, top_k=1, documents=list(ids.values())).passages[0].document.id == ids[number]
                for number, text in texts[asked].items()
            ]
            row.append("     -" if language == asked else f"{np.mean(found):6.2f}")
        print(f"{asked:>6} " + " ".join(row), flush=True)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
