"""What the search in a database finds of real paragraphs, beside the exact one of the same library.

    python -m benchmarks.engine --database URL [--embedder NAME] [--seconds S] [--questions N] [--work FOLDER] SET...

The database must be empty, and is left so. The sets' corpora make one library, of which no more is embedded than S
seconds allow (it is kept in the work folder, and the next run goes on). Printed: paragraphs and vectors; seconds to
copy them, and to make the database's indexes; MB of each table of those, with its indexes; then, over N of the
answerable questions whose passages are there: the share of the exact legs' candidates that the database proposes,
hit@1 of both without the reader, questions that only one of both has right, and the median search of both.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import psycopg

from benchmarks.datasets import library_of
from benchmarks.options import parser
from corpus.copying import copy
from corpus.library import Library
from corpus.storage import DatabaseURL
from retriever.evaluation.questions import load
from retriever.index.engine_index import EngineIndex, prepare
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.query import Query
from retriever.retriever import CANDIDATES, Retriever

_SIZES = """SELECT c.relname, pg_total_relation_size(c.oid) / 1e6 FROM pg_class c
            WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace('rujuk') ORDER BY 2 DESC"""
Asked = tuple[str, frozenset[str]]
"""A question's words, and the ids of the documents that hold its answer."""


def main() -> None:
    """Print what was found."""
    options = parser(__doc__, sets="+", embedder="all-MiniLM-L6-v2", work="engine")
    options.add_argument("--database", required=True)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--questions", type=int, default=300)
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    library = library_of(chosen.sets, chosen.work / embedder.name, embedder, chosen.seconds)
    questions = _questions(chosen.sets, {record.id for record in library.documents()})
    random.Random(0).shuffle(questions)  # noqa: S311  # which questions are asked is no secret
    database = DatabaseURL(chosen.database)
    if Library.exists(database):
        raise SystemExit("there is a library in that database: give an empty one, for it is dropped at the end")
    try:
        with closing(library):
            _compare(library, database, embedder, questions[: chosen.questions])
    finally:
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA IF EXISTS rujuk CASCADE")


def _questions(sets: Sequence[Path], held: set[str]) -> list[Asked]:
    found = []
    for folder in sets:
        for question in load(folder / "questions.jsonl"):
            relevant = frozenset(f"{folder.name}/{each.document}" for each in question.relevant)
            if question.answerable and relevant & held and not question.history:
                found.append((question.text, relevant))
    return found


def _compare(library: Library, database: DatabaseURL, embedder: Embedder, questions: Sequence[Asked]) -> None:
    print(f"copied in {_seconds(lambda: copy(library, database)):.0f} s")
    with closing(Library.open(database)) as there:
        print(f"indexes made in {_seconds(lambda: prepare(there)):.0f} s")
        with psycopg.connect(database.url) as connection:
            for name, size in connection.execute(_SIZES).fetchall():
                print(f"{name:14} {size:8.1f} MB")
            (units,) = connection.execute("SELECT count(*) FROM rujuk.units").fetchone() or (0,)
        exact = Retriever(library, embedder)
        engine = Retriever(there, embedder, index=EngineIndex(embedder.dimension))
        print(f"{exact.library.count()} documents, {units} vectors, {len(questions)} questions", flush=True)
        shares, times = _candidates(exact, engine, questions)
        print(f"of the exact candidates: {np.mean(shares):.4f}, of the worst question: {min(shares):.3f}")
        print(f"search p50: exact {statistics.median(times[0]):.1f} ms, engine {statistics.median(times[1]):.1f} ms")
        right = [[_first(each, text) in relevant for text, relevant in questions] for each in (exact, engine)]
        only = [sum(one and not other for one, other in zip(*pair, strict=True)) for pair in (right, right[::-1])]
        print(f"hit@1: exact {np.mean(right[0]):.4f}, engine {np.mean(right[1]):.4f}; only one: {only[0]}, {only[1]}")


def _candidates(
    exact: Retriever, engine: Retriever, questions: Sequence[Asked]
) -> tuple[list[float], tuple[list[float], list[float]]]:
    """Give the share of the exact candidates found for each question, and both searches' milliseconds."""
    shares, times = list[float](), (list[float](), list[float]())
    indexes = exact._index, engine._index
    for each in (exact, engine):
        each.refresh()
    with exact.library.reading() as one, engine.library.reading() as other:
        for text, _ in questions:
            query = Query.plain(text, indexes[0].languages, exact.embedder.embed_question(text))
            keys = []
            for index, snapshot, taken in zip(indexes, (one, other), times, strict=True):
                began = time.perf_counter()
                keys.append(index.search(snapshot, query, count=CANDIDATES).keys)
                taken.append(1000 * (time.perf_counter() - began))
            shares.append(float(np.isin(keys[0], keys[1]).mean()))
    return shares, times


def _first(retriever: Retriever, question: str) -> str:
    passages = retriever.ask(question, top_k=1).passages
    return passages[0].document.id if passages else ""


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
