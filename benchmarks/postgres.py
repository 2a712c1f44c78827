"""What a library in PostgreSQL costs, by sizes: vectors and words are invented, and lie in groups as real ones do.

    python -m benchmarks.postgres --database URL [--sizes N ...] [--dimension D]

The database must be empty, and is left so. A row each: sentence vectors, seconds to write them, MB of the tables;
replica: seconds until a node's own indexes are made, the memory that they take, the median search, and from a change's
return until another node's indexes have it; engine: seconds to make the database's indexes, MB that they take, the
median search by them, and the share of the replica's candidates that they find.
"""

import argparse
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psycopg

from corpus.documents import Document, Paragraph, Span
from corpus.library import Library
from corpus.records import EncodedParagraph, Encoding
from corpus.storage import DatabaseURL
from retriever.analysis import QuestionWord
from retriever.index.engine_index import EngineIndex, prepare
from retriever.index.index import Index
from retriever.query import Query

_SENTENCES = 4  # a paragraph
_PARAGRAPHS = 50  # a document
_NEARBY = 25  # paragraphs around one centre
_QUESTIONS = 50
_TEXT = "One two six. " * _SENTENCES


class Invented:
    """Documents and questions around centres, the same for the same size."""

    def __init__(self, sentences: int, dimension: int) -> None:
        self.paragraphs = sentences // _SENTENCES
        self.encoding = Encoding("invented", "0" * 64, dimension, 1)
        self._centres = np.random.default_rng(0).standard_normal((max(self.paragraphs // _NEARBY, 1), dimension))

    def documents(self) -> Iterator[tuple[Document, list[EncodedParagraph]]]:
        """Give all documents."""
        return (self.document(number) for number in range(self.paragraphs // _PARAGRAPHS))

    def document(self, number: int) -> tuple[Document, list[EncodedParagraph]]:
        """Give one document."""
        random = np.random.default_rng(number + 1)
        made = [self._paragraph(random, place) for place in range(_PARAGRAPHS)]
        name = f"d{number}"
        text = _TEXT * _PARAGRAPHS
        return Document(name, name, text, tuple(each for each, _ in made), "text/plain"), [each for _, each in made]

    def query(self, number: int) -> Query:
        """Give a question near a centre, with a word of its group, a rare and a common one."""
        random = np.random.default_rng(10**6 + number)
        group = int(random.integers(len(self._centres)))
        vector = _unit(self._centres[group] + 0.6 * random.standard_normal(self.encoding.dimension))
        words = [f"group{group}", f"word{random.integers(20_000)}", f"often{random.integers(50)}"]
        return Query(
            "", tuple(QuestionWord(word, (word,)) for word in words), lambda: vector.reshape(1, -1), "en", (None,)
        )

    def _paragraph(self, random: np.random.Generator, place: int) -> tuple[Paragraph, EncodedParagraph]:
        first = place * len(_TEXT)
        spans = tuple(Span(first + 13 * each, first + 13 * each + 12) for each in range(_SENTENCES))
        group = int(random.integers(len(self._centres)))
        noise = 0.7 * random.standard_normal((1 + _SENTENCES, self.encoding.dimension))
        terms = tuple(
            (f"group{group}", *(f"word{each}" for each in random.zipf(1.3, 12) % 20_000), f"often{random.integers(50)}")
            for _ in spans
        )
        return Paragraph(Span(spans[0].start, spans[-1].end), spans), EncodedParagraph(
            _unit(self._centres[group] + noise), (), terms
        )


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--database", required=True)
    options.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000])
    options.add_argument("--dimension", type=int, default=384)
    chosen = options.parse_args()
    columns = ["write s", "MB", "start s", "memory MB", "search ms", "follow ms"]
    columns += ["make s", "more MB", "engine ms", "recall"]
    print(f"{'sentences':>10} " + " ".join(f"{column:>10}" for column in columns))
    for size in chosen.sizes:
        found = _measure(DatabaseURL(chosen.database), Invented(size, chosen.dimension))
        print(f"{size:10} " + " ".join(f"{value:10.3f}" for value in found), flush=True)


def _measure(database: DatabaseURL, invented: Invented) -> list[float]:
    try:
        with closing(Library.create(database)) as library:
            found = [_seconds(lambda: _write(library, invented)), _size(database)]
            index, before = Index(invented.encoding.dimension), _memory()
            with library.reading() as snapshot:
                found += [_seconds(lambda: index.refresh(snapshot)), _memory() - before]
            found += [_search(library, index, invented), _follow(library, database, index, invented)]
            before = _size(database)
            found += [_seconds(lambda: prepare(library)), _size(database) - before]
            engine = EngineIndex(invented.encoding.dimension)
            found += [_search(library, engine, invented), _recall(library, index, engine, invented)]
        return found
    finally:
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA IF EXISTS rujuk CASCADE")


def _write(library: Library, invented: Invented) -> None:
    for document, encoded in invented.documents():
        library.add(document, encoded, invented.encoding)


def _search(library: Library, index: Index, invented: Invented) -> float:
    times = []
    for number in range(_QUESTIONS):
        query = invented.query(number)
        with library.reading() as snapshot:
            index.refresh(snapshot)
            times.append(_seconds(lambda: index.search(snapshot, query, count=100)))  # noqa: B023
    return 1000 * statistics.median(times)


def _follow(library: Library, database: DatabaseURL, index: Index, invented: Invented) -> float:
    """Milliseconds from a change's return until another node, which waits to be told, has it in its indexes."""
    times = []
    with closing(Library.open(database)) as other, closing(library.changes()) as changes:
        while changes.any():
            pass
        for turn in range(5):
            other.add(*invented.document(10**6 + turn), invented.encoding)
            began = time.perf_counter()
            while not changes.any():
                time.sleep(0.001)
            with library.reading() as snapshot:
                index.refresh(snapshot)
            times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


def _recall(library: Library, exact: Index, engine: Index, invented: Invented) -> float:
    shares = []
    with library.reading() as snapshot:
        for index in (exact, engine):
            index.refresh(snapshot)
        for number in range(_QUESTIONS):
            wanted, found = (each.search(snapshot, invented.query(number), count=100).keys for each in (exact, engine))
            shares.append(np.isin(wanted, found).mean())
    return float(np.mean(shares))


def _size(database: DatabaseURL) -> float:
    with psycopg.connect(database.url) as connection:
        found = connection.execute(
            "SELECT CAST(sum(pg_total_relation_size(c.oid)) AS float8) FROM pg_class c "
            "WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace('rujuk')"
        ).fetchone()
    return float(found[0]) / 1e6 if found else 0.0


def _unit(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _memory() -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024 if found else float("nan")


if __name__ == "__main__":
    main()
