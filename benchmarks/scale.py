"""The cost curve of one machine: a library's indexes from a thousand to a million sentence vectors.

    python -m benchmarks.scale [--sizes N ...] [--embedder NAME] [--work FOLDER]

Each library's vectors lie around those of invented news that were really embedded, four sentences a paragraph; it is
kept in the work folder. A row each, measured in a process of its own: the start (the library's file -> indexes, wall),
the memory that they take, a start with the indexes that the last one kept (from 2,000 paragraphs on it keeps them), the
median search (candidates of all legs, scored), the median within one of fifty collections and its share of the one
before (each question is asked both ways in turn), the first search within each, the recall of the ten nearest
paragraphs and sentences against a search of all float32 vectors, and the median refresh after one added and after one
removed document.
"""

import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from api.process import release_memory
from benchmarks.generated import Corpus, generate
from benchmarks.options import parser
from corpus.documents import Document, Paragraph, Span
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.library import Library
from corpus.records import EncodedParagraph
from corpus.snapshot import Snapshot
from retriever.analysis import document_terms
from retriever.indexing import encoding_of
from retriever.models import Embedder, load

if TYPE_CHECKING:
    from retriever.index.index import Index

Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.int64]

_REAL = 400  # paragraphs that are embedded
_SENTENCES = 4  # a paragraph
_PARAGRAPHS = 50  # a document
_RARE = 50_000  # made-up words, of which each sentence has one
_QUESTIONS = 100
_TURNS = 5
_COLLECTIONS = 50
_NOISE = 0.6  # of a vector's length: neighbours of one real sentence are as near to each other as to its paragraph


@dataclass(frozen=True, slots=True)
class Material:
    """What libraries are made of: sentences with their terms and vectors, and questions with theirs."""

    sentences: list[str]
    terms: list[tuple[str, ...]]
    vectors: Floats
    questions: list[str]
    asked: Floats

    @classmethod
    def of(cls, corpus: Corpus, embedder: Embedder) -> "Material":
        """Embed a corpus's sentences, and some of its questions."""
        paragraphs = [paragraph for article in corpus.articles for paragraph in article.paragraphs]
        sentences = [sentence for paragraph in paragraphs for sentence in re.split(r"(?<=\.) ", paragraph)]
        questions = [question.text for question in corpus.questions[:_QUESTIONS]]
        return cls(
            sentences,
            [document_terms(sentence, "en") for sentence in sentences],
            embedder.embed_passages(sentences),
            questions,
            np.stack([embedder.embed_question(question) for question in questions]),
        )


def main() -> None:
    """Print the table."""
    options = parser(__doc__)
    options.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    chosen = options.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"  # as `rujuk` does, before what reads it is imported in the processes below
    embedder = load(chosen.embedder)
    material = Material.of(generate(_REAL), embedder)
    columns = ["start s", "memory MB", "again s", "p50 ms", "of 50 ms", "share", "first ms"]
    columns += ["recall@10", "of sentences", "added ms", "removed ms"]
    print(f"{'sentences':>10} {'paragraphs':>10} " + " ".join(f"{column:>12}" for column in columns))
    for size in chosen.sizes:
        folder = chosen.work / "scale" / f"{embedder.name}-{size}"
        if not Library.exists(folder):
            _make(folder, size // _SENTENCES, material, embedder)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found = pool.submit(_measure, folder, material).result()
        print(f"{size:10} {size // _SENTENCES:10} " + " ".join(f"{value:12.3f}" for value in found), flush=True)


def _make(folder: Path, paragraphs: int, material: Material, embedder: Embedder) -> None:
    """Write a library, in the folder once it is whole."""
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    library = Library.create(draft)
    for number, first in enumerate(range(0, paragraphs, _PARAGRAPHS)):
        made = _document(number, min(_PARAGRAPHS, paragraphs - first), material)
        library.add(*made, encoding_of(embedder))
    library.close()
    draft.rename(folder)


def _document(number: int, paragraphs: int, material: Material) -> tuple[Document, list[EncodedParagraph]]:
    random = np.random.default_rng(number)
    texts, cut, encoded, start = list[str](), [], [], 0
    for _ in range(paragraphs):
        chosen = random.integers(0, len(material.sentences), _SENTENCES)
        rare = [f"word{random.integers(0, _RARE)}" for _ in chosen]
        said = [f"{material.sentences[each]} {word}." for each, word in zip(chosen, rare, strict=True)]
        spans = []
        for sentence in said:
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence) + 1
        texts += said
        cut.append(Paragraph(Span(spans[0].start, spans[-1].end), tuple(spans)))
        terms = tuple((*material.terms[each], word) for each, word in zip(chosen, rare, strict=True))
        encoded.append(EncodedParagraph(_around(material.vectors[[chosen[0], *chosen]], random), (), terms))
    name, collection = f"d{number}", _collection(number)
    document = Document(name, name, " ".join(texts), tuple(cut), "text/plain", language="en", collection=collection)
    return document, encoded


def _collection(number: int) -> str:
    return f"c{number % _COLLECTIONS}"


def _around(vectors: Floats, random: np.random.Generator) -> Floats:
    noise = random.standard_normal(vectors.shape) * (_NOISE / np.sqrt(vectors.shape[1]))
    moved = vectors + noise
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def _measure(folder: Path, material: Material) -> list[float]:
    """In a process of its own: what the table's columns say."""
    from retriever.index.index import Index
    from retriever.index.index_cache import index_of

    library, index = Library.open(folder), Index(material.asked.shape[1])
    before = _memory()
    with library.reading() as snapshot:
        start = _seconds(lambda: index.refresh(snapshot))
        memory = _memory() - before
        firsts = [_search(index, snapshot, material, at, _collection(at)) for at in range(_COLLECTIONS)]
        asked = range(len(material.questions))
        searches = [
            (_search(index, snapshot, material, at), _search(index, snapshot, material, at, _collection(at)))
            for at in asked
        ]
        recalls = _recalls(index, snapshot, material)
        index_of(library, snapshot, index.dimension).close()
        again = _seconds(lambda: index_of(library, snapshot, index.dimension).close())
    added, removed = _refreshes(library, index, material)
    library.close()
    whole, part = (1000 * float(np.median(each)) for each in zip(*searches, strict=True))
    first = 1000 * float(np.median(firsts))
    return [start, memory, again, whole, part, part / whole, first, *recalls, 1000 * added, 1000 * removed]


def _search(index: "Index", snapshot: Snapshot, material: Material, at: int, collection: str | None = None) -> float:
    from retriever.query import Query

    query = Query.plain(material.questions[at], index.languages, material.asked[at])
    within = DocumentFilter(collections=frozenset({collection})) if collection else EVERYTHING
    return _seconds(lambda: index.search(snapshot, query, count=100, within=within))


def _recalls(index: "Index", snapshot: Snapshot, material: Material) -> tuple[float, float]:
    """Of the ten nearest paragraphs, and of those of the ten nearest sentences, the share among the candidates."""
    from retriever.query import Query

    own, sentences = _nearest(snapshot, material.asked)
    recalls = []
    for exact in (own, sentences):
        shares = []
        for at, keys in enumerate(exact):
            found = index.search(snapshot, Query.plain("", index.languages, material.asked[at]), count=100)
            shares.append(np.isin(keys, found.keys).mean())
        recalls.append(float(np.mean(shares)))
    return recalls[0], recalls[1]


def _nearest(snapshot: Snapshot, asked: Floats) -> list[Keys]:
    """The keys of the ten paragraphs that are nearest to each question, and of those of the ten nearest sentences."""
    from retriever.index.dense import Stacked

    best = [(np.empty((len(asked), 0)), np.empty((len(asked), 0), dtype=np.int64)) for _ in range(2)]
    paragraphs = snapshot.added_since(0)
    while batch := list(islice(paragraphs, 1000)):
        stacked = Stacked.of([paragraph.vectors for paragraph in batch], asked.shape[1])
        owners = np.repeat([paragraph.key for paragraph in batch], stacked.counts)
        cosines = asked @ stacked.vectors.T
        sentence = np.ones(len(owners), dtype=np.bool_)
        sentence[stacked.starts] = False
        best = [
            _ten(np.hstack([scores, cosines[:, of]]), np.hstack([keys, np.tile(owners[of], (len(asked), 1))]))
            for (scores, keys), of in zip(best, (~sentence, sentence), strict=True)
        ]
    return [keys for _, keys in best]


def _ten(scores: npt.NDArray[np.float64], keys: Keys) -> tuple[npt.NDArray[np.float64], Keys]:
    order = np.argpartition(-scores, 9, axis=1)[:, :10]
    return np.take_along_axis(scores, order, 1), np.take_along_axis(keys, order, 1)


def _refreshes(library: Library, index: "Index", material: Material) -> tuple[float, float]:
    """Seconds, the medians over some turns; the library is left as it was but for its generation."""
    with library.reading() as snapshot:
        encoding = snapshot.encoding
    assert encoding is not None  # noqa: S101  # it was made with documents
    added, removed = list[float](), list[float]()
    for turn in range(_TURNS):
        document, encoded = _document(10**9 + turn, 1, material)
        library.add(document, encoded, encoding)
        added.append(_refresh(library, index))
        library.remove(document.id)
        removed.append(_refresh(library, index))
    return float(np.median(added)), float(np.median(removed))


def _refresh(library: Library, index: "Index") -> float:
    with library.reading() as snapshot:
        return _seconds(lambda: index.refresh(snapshot))


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _memory() -> float:
    """Resident memory of this process, MB, without what the C library holds on to."""
    release_memory()
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024 if found else float("nan")


if __name__ == "__main__":
    main()
