"""The embedder against sentence-transformers on the same model: speed, memory, nearness of vectors, hit@1.

    python -m benchmarks.embedding [--rounds N] [--flat N] [--sets FOLDER QUESTIONS:PARAGRAPHS ...] [MODEL ...]

Each side runs in a process of its own, with its own default threads, and the two take turns; figures are medians over
the rounds, on texts made of the bundled release (seeded). sentence-transformers embeds passages at the batch size that
it does best with. `--flat N` embeds N passages of many lengths and shows the memory as it goes; `--sets` takes the
folder of question sets and the pairs of them to ask, `xquad_th:xquad_en` for Thai questions of English paragraphs.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from api import bootstrap
from retriever.models import Embedder, load

BATCHES = (1, 2, 4, 8, 16, 32)

Vectors = npt.NDArray[np.float32]

_embedder: Embedder  # of a side's own process


def main() -> None:
    """Print what was measured, a block a model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--flat", type=int, default=0)
    parser.add_argument("--sets", nargs="+")
    chosen = parser.parse_args()
    for name in chosen.models or ["all-MiniLM-L6-v2", "multilingual-e5-small"]:
        load(name)  # compiled before anything is timed
        print(f"\n{name}")
        with Side(name, compiled=False) as theirs, Side(name, compiled=True) as ours:
            _start(theirs, ours)
            _speed(theirs, ours, chosen.rounds)
            _nearness(theirs, ours)
            if chosen.sets:
                for pair in chosen.sets[1:]:
                    _quality(theirs, ours, Path(chosen.sets[0]), *pair.split(":"))
            if chosen.flat:
                _flat(ours, chosen.flat)


class Side:
    """One of the two embedders, in a process of its own."""

    def __init__(self, name: str, *, compiled: bool) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self.started = self._pool.submit(_load, name, compiled).result()
        self.questions = self._of(_questions)
        self.passages = self._of(_passages)
        self.vectors = self._of(_vectors)
        self.memory = self._of(_memory)

    def _of(self, function: Any) -> Any:
        return lambda *arguments: self._pool.submit(function, *arguments).result()

    def __enter__(self) -> "Side":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()


def _start(theirs: Side, ours: Side) -> None:
    row = partial(print, "  {:44} {:10} {:10} {:8}".format("", "torch", "compiled", "ratio"))
    row()
    _row("load, imports included, s", theirs.started, ours.started)


def _speed(theirs: Side, ours: Side, rounds: int) -> None:
    questions, passages = _texts(40 * rounds, 6, 14), _texts(96, 60, 160)
    sentences = _texts(96, 8, 30)
    for side in (theirs, ours):
        side.questions(_texts(10, 5, 9))
    # All that a process needs to serve questions: measured before passages make it larger.
    memory = theirs.memory(), ours.memory()
    batches = {batch: theirs.passages(passages[:48], batch) for batch in BATCHES}
    best = max(batches, key=lambda batch: batches[batch])
    times: dict[str, list[list[float]]] = {"question": [[], []], "passages": [[], []], "sentences": [[], []]}
    for at in range(rounds):
        for index, side in enumerate((theirs, ours)):
            times["question"][index] += side.questions(questions[at::rounds])
            times["passages"][index].append(side.passages(passages, best))
            times["sentences"][index].append(side.passages(sentences, best))
    _row("one question, p50 ms", *(float(np.median(each)) for each in times["question"]))
    for name in ("passages", "sentences"):
        _row(f"{name}/s (torch: batches of {best})", *(float(np.median(each)) for each in times[name]))
    _row("memory, serving questions, MB", *memory)


def _nearness(theirs: Side, ours: Side) -> None:
    texts = [*_texts(100, 6, 14), *_texts(100, 60, 160)]
    cosines = (theirs.vectors(texts, False) * ours.vectors(texts, False)).sum(axis=1)
    print(f"  cosine of the two on {len(texts)} texts: mean {cosines.mean():.5f}, least {cosines.min():.5f}")


def _quality(theirs: Side, ours: Side, folder: Path, asked: str, searched: str) -> None:
    """hit@1 of the paragraph vectors alone."""
    paragraphs = _lines(folder / searched / "corpus.jsonl")
    languages = {line.get("lang") for line in paragraphs}
    row_of = {line["id"]: row for row, line in enumerate(paragraphs)}
    questions, relevant = [], []
    for line in _lines(folder / asked / "questions.jsonl"):
        if asked == searched and line["answerable"]:
            relevant.append([row_of[each] for each in line["relevant"]])
        elif asked != searched:
            relevant.append([row_of[line["meta"]["parallel"][language]] for language in languages])
        else:
            continue
        questions.append(line["question"])
    hits = []
    for side in (theirs, ours):
        matrix = side.vectors([line["text"] for line in paragraphs], False)
        first = (side.vectors(questions, True) @ matrix.T).argmax(axis=1)
        hits.append(np.array([row in right for row, right in zip(first, relevant, strict=True)]))
    lost, won = int((hits[0] & ~hits[1]).sum()), int((hits[1] & ~hits[0]).sum())
    print(
        f"  hit@1, {asked} questions of {searched} paragraphs ({len(questions)}): torch {hits[0].mean():.4f}, "
        f"compiled {hits[1].mean():.4f} (lost {lost}, won {won})",
        flush=True,
    )


def _flat(ours: Side, count: int) -> None:
    seen = []
    for _ in range(8):
        ours.passages(_texts(count // 8, 3, 300), 0)
        seen.append(f"{ours.memory():.0f}")
    print(f"  memory over {count} passages of 3 to 300 words, MB: {' '.join(seen)}")


def _row(what: str, theirs: float, ours: float) -> None:
    print(f"  {what:44} {theirs:10.2f} {ours:10.2f} {ours / theirs:8.2f}", flush=True)


def _texts(count: int, least: int, most: int) -> list[str]:
    """Runs of the bundled release's words, of `least` to `most` words; another call gives other texts."""
    words = bootstrap.read_release().text.split()
    chance = random.Random(f"{count} {least} {most} {next(_calls)}")  # noqa: S311 -- the same at each run is the point
    starts = [chance.randrange(len(words)) for _ in range(count)]
    return [" ".join((words * 2)[start : start + chance.randint(least, most)]) for start in starts]


_calls = iter(range(sys.maxsize))


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _load(name: str, compiled: bool) -> float:
    """In a side's process: load the embedder; give the seconds it took."""
    global _embedder  # noqa: PLW0603 -- a worker process has one embedder
    from platformdirs import user_cache_path

    started = time.perf_counter()
    if compiled:
        _embedder = load(name)
    else:
        from retriever.models.embedder import from_folder
        from retriever.models.registry import find

        folder = find(name, user_cache_path("rujuk"), print).folder()
        started = time.perf_counter()
        _embedder = from_folder(name, folder, "")
    return time.perf_counter() - started


def _questions(texts: Sequence[str]) -> list[float]:
    """Milliseconds of each."""
    taken = []
    for text in texts:
        started = time.perf_counter()
        _embedder.embed_question(text)
        taken.append(1000 * (time.perf_counter() - started))
    return taken


def _passages(texts: Sequence[str], batch: int) -> float:
    """Texts a second."""
    model = getattr(_embedder, "model", None)
    started = time.perf_counter()
    if model is None:
        _embedder.embed_passages(texts)
    else:
        model.encode(texts, batch_size=batch, normalize_embeddings=True, show_progress_bar=False)
    return len(texts) / (time.perf_counter() - started)


def _vectors(texts: Sequence[str], questions: bool) -> Vectors:
    if questions:
        return np.array([_embedder.embed_question(text) for text in texts])
    return _embedder.embed_passages(texts)


def _memory() -> float:
    """Resident memory of this process, MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else float("nan")


if __name__ == "__main__":
    main()
