"""What a filter by collection costs in a large library of real paragraphs: the processor's time of an answer.

    python -m benchmarks.in_collections [--paragraphs N] [--embedder NAME] [--seconds S] [--work FOLDER] SET...

The sets' corpora are embedded for S seconds at the most (what was is kept in the work folder), and come into one
library as often as makes N paragraphs: under other ids, each time with another word in every sentence, another number
at each paragraph's beginning, and vectors a little off, so that none is another's copy. Documents go to 50
collections in turn. Without the reader, each question in all and within one of the collections, in turn: the medians
and 95th percentiles of the processor's milliseconds, and the share.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.datasets import library_of
from benchmarks.options import parser
from corpus.documents import Document
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.library import Library
from corpus.records import EncodedParagraph
from corpus.snapshot import Snapshot
from retriever.evaluation.questions import load
from retriever.models import load as load_embedder
from retriever.retriever import Retriever

Floats = npt.NDArray[np.float32]

_COLLECTIONS = 50
_NOISE = 0.3  # of a vector's length
_AT_ONCE = 256  # documents
_DIGITS = 4
_QUESTIONS = 200


def main() -> None:
    """Print the two rows and the share."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    options = parser(__doc__, sets="+", embedder="all-MiniLM-L6-v2", work="in_collections")
    options.add_argument("--paragraphs", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=120)
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    folder = chosen.work / f"{embedder.name}-{chosen.paragraphs}"
    if not Library.exists(folder):
        with closing(library_of(chosen.sets, chosen.work / embedder.name, embedder, chosen.seconds)) as real:
            _multiply(real, folder, chosen.paragraphs)
    with closing(Retriever(Library.open(folder), embedder)) as retriever:
        _measure(retriever, chosen.sets)


def _multiply(real: Library, folder: Path, paragraphs: int) -> None:
    """Write the large library, in its folder once it is whole."""
    unfinished = folder.with_suffix(".part")
    with closing(Library.create(unfinished)) as large, real.reading() as snapshot:
        encoding = snapshot.encoding
        assert encoding is not None  # noqa: S101  # it was made with documents
        waiting = _copies(snapshot, paragraphs)
        while batch := list(islice(waiting, _AT_ONCE)):
            large.add_all(batch, encoding)
    unfinished.rename(folder)


def _copies(snapshot: Snapshot, paragraphs: int) -> Iterator[tuple[Document, list[EncodedParagraph]]]:
    dimension = snapshot.encoding.dimension if snapshot.encoding else 0
    random = np.random.default_rng(0)
    by_document: dict[int, list[tuple[Floats, str]]] = {}
    for each in snapshot.added_since(0):
        vectors = np.frombuffer(each.vectors, dtype="<f4").reshape(-1, dimension)
        by_document.setdefault(each.document, []).append((vectors, each.terms))
    ids = {record.key: record.id for record in snapshot.documents()}
    made = 0
    for number, (key, held) in enumerate(cycle(by_document.items())):
        if made >= paragraphs:
            return
        turn, document = number // len(by_document), snapshot.read_document(ids[key])
        yield (
            replace(
                document,
                id=f"{turn}/{document.id}",
                text=_numbered(document, turn),
                collection=f"c{number % _COLLECTIONS}",
            ),
            [_moved(vectors, terms, f"copy{turn}", random) for vectors, terms in held],
        )
        made += len(held)


def _numbered(document: Document, turn: int) -> str:
    """Give the text with the number of the turn in the place of each paragraph's first letters."""
    text, number = list(document.text), f"{turn:0{_DIGITS}}"
    for paragraph in document.paragraphs:
        if paragraph.span.end - paragraph.span.start > _DIGITS:
            text[paragraph.span.start : paragraph.span.start + _DIGITS] = number
    return "".join(text)


def _moved(vectors: Floats, terms: str, word: str, random: np.random.Generator) -> EncodedParagraph:
    moved = vectors + random.standard_normal(vectors.shape) * (_NOISE / np.sqrt(vectors.shape[1]))
    unit = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    context, *sentences = (tuple(line.split()) for line in terms.split("\n"))
    return EncodedParagraph(unit.astype(np.float32), context, tuple((*each, word) for each in sentences))


def _measure(retriever: Retriever, sets: Sequence[Path]) -> None:
    questions = [each.text for folder in sets for each in load(folder / "questions.jsonl") if not each.history]
    asked = questions[:: max(len(questions) // _QUESTIONS, 1)][:_QUESTIONS]
    retriever.refresh()
    with retriever.library.reading() as snapshot:
        print(f"{snapshot.count()} documents, {sum(1 for _ in snapshot.added_since(0))} paragraphs", flush=True)
    for number in range(_COLLECTIONS):  # each filter's rows are looked up at its first question
        _ask(retriever, asked[0], _within(number))
    taken = [
        (_ask(retriever, question, EVERYTHING), _ask(retriever, question, _within(number)))
        for number, question in enumerate(asked)
    ]
    whole, part = zip(*taken, strict=True)
    for name, times in (("all", whole), ("one collection", part)):
        middle, late = np.percentile(times, [50, 95])
        print(f"{name:14} p50 {middle:7.1f} ms of the processor, p95 {late:7.1f} ms")
    print(f"share of the medians: {np.median(part) / np.median(whole):.2f}")


def _within(number: int) -> DocumentFilter:
    return DocumentFilter(collections=frozenset({f"c{number % _COLLECTIONS}"}))


def _ask(retriever: Retriever, question: str, within: DocumentFilter) -> float:
    """Ask, and give the processor's milliseconds that it took, in all threads."""
    began = time.process_time()
    retriever.ask(question, within=within)
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
