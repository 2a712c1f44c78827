"""What compiling to int8 costs in answers: hit@1 as served, with the compiled model and with the original in float32.

    python -m benchmarks.precision [--embedder NAME] [--work FOLDER] [--across QUESTIONS PARAGRAPHS]... SET...

A SET is a folder with `corpus.jsonl` and `questions.jsonl`; `--across` asks one parallel set's questions of another's
paragraphs (`meta.parallel`).
"""

import json
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from retriever.evaluation.questions import load
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.models.embedder import from_folder
from retriever.models.registry import find


def main() -> None:
    """Print a row for each set."""
    options = parser(__doc__, sets="*")
    options.add_argument("--across", nargs=2, type=Path, action="append", default=[])
    chosen = options.parse_args()
    original = find(chosen.embedder, user_cache_path("rujuk"), print)
    embedders = (
        load_embedder(chosen.embedder),
        from_folder(f"{original.name}-float32", original.folder(), f"{original.digest}:float32"),
    )
    for folder in chosen.sets:
        _print(folder.name, [_hits(folder, folder, chosen.work, embedder) for embedder in embedders])
    for asked, corpus in chosen.across:
        rows = [_hits(asked, corpus, chosen.work, embedder) for embedder in embedders]
        _print(f"{asked.name} -> {corpus.name}", rows)


def _hits(asked: Path, corpus: Path, work: Path, embedder: Embedder) -> float:
    """Measure hit@1 of one set's answerable questions over a set's paragraphs."""
    retriever = retriever_over(corpus / "corpus.jsonl", work, embedder)
    found = []
    with (asked / "questions.jsonl").open(encoding="utf-8") as lines:
        raw = [json.loads(line) for line in lines]
    for question, line in zip(load(asked / "questions.jsonl"), raw, strict=True):
        if not question.answerable:
            continue
        relevant = {item.document for item in question.relevant}
        if asked != corpus:
            (language,) = {record.language for record in retriever.library.documents()}
            relevant = {line["meta"]["parallel"][language]}
        first = retriever.ask(question.text, top_k=1, documents=question.documents).passages[0]
        found.append(first.document.id in relevant)
    return float(np.mean(found))


def _print(label: str, hits: list[float]) -> None:
    compiled, original = hits
    print(
        f"{label:24} int8 {compiled:.4f}  float32 {original:.4f}  {100 * (compiled - original):+.2f} points", flush=True
    )


if __name__ == "__main__":
    main()
