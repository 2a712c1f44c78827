"""How fast paragraphs are taken in: both sides in warm processes of their own, in turns, from a file to the disk."""

import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.generated import generate

BATCHES = (8, 16, 32, 64)

_model: Any  # of a side's own process


def rates(embedder: str, model: Path, rounds: int, paragraphs: int) -> tuple[dict[str, list[float]], int]:
    """Paragraphs a second, a value a round, of `rujuk` and `baseline`; the batch size that is best for the baseline."""
    corpora = [generate(paragraphs, seed).jsonl() for seed in range(rounds + 1)]
    found: dict[str, list[float]] = {"rujuk": [], "baseline": []}
    with _process() as ours, _process() as theirs, tempfile.TemporaryDirectory() as name:
        ours.submit(_load_rujuk, embedder).result()
        theirs.submit(_load_baseline, model).result()
        files = []
        for number, corpus in enumerate(corpora):
            files.append(Path(name) / f"{number}.jsonl")
            files[-1].write_text(corpus, encoding="utf-8")
        ours.submit(_rujuk, files[0]).result()  # warm, as the baseline is after its trials
        trials = {batch: theirs.submit(_baseline, files[0], batch).result() for batch in BATCHES}
        best = min(trials, key=lambda batch: trials[batch])
        for file in files[1:]:
            found["rujuk"].append(paragraphs / ours.submit(_rujuk, file).result())
            found["baseline"].append(paragraphs / theirs.submit(_baseline, file, best).result())
    return found, best


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _load_rujuk(name: str) -> None:
    global _model  # noqa: PLW0603  # a worker process has one
    os.environ["OMP_NUM_THREADS"] = "1"  # as `rujuk` does, before what reads it is imported
    from api.settings import Settings
    from retriever.models import load

    _model = load(name, cache=Settings.load().cache)


def _load_baseline(folder: Path) -> None:
    global _model  # noqa: PLW0603  # as above
    from sentence_transformers import SentenceTransformer

    _model = SentenceTransformer(str(folder))


def _rujuk(corpus: Path) -> float:
    """Seconds."""
    from api.actions import add_documents
    from corpus.library import Library
    from ingest import read
    from retriever.retriever import Retriever

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        library = Library.create(Path(folder))
        retriever = Retriever(library, _model)
        for added in add_documents(retriever, read(corpus), str(corpus), str(corpus)):
            if added.id is None:
                raise SystemExit(f"{added.path}: {added.detail}")
        library.close()
        return time.perf_counter() - began


def _baseline(corpus: Path, batch: int) -> float:
    """Seconds."""
    from benchmarks import baseline

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        baseline.ingest(_model, Path(folder), list(baseline.paragraphs(corpus)), batch)
        return time.perf_counter() - began
