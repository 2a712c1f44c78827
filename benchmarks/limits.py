"""The parts of an answer alone, in a process of its own: the model's forward pass, and the searches."""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.library import Library
    from retriever.index.index import Index
    from retriever.models import Embedder

_CANDIDATES = 100  # of each leg: as many as Retriever.ask has


@dataclass(frozen=True, slots=True)
class _Parts:
    embedder: "Embedder"
    index: "Index"
    library: "Library"


_parts: _Parts  # of the process


class Limits:
    """A process that has a library's indexes and its embedder loaded."""

    def __init__(self, embedder: str, library: Path) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self._pool.submit(_load, embedder, library).result()

    def seconds(self, questions: Sequence[str]) -> tuple[list[float], list[float]]:
        """What each question takes in the model, and what in the searches; have them all distinct."""
        return self._pool.submit(_seconds, questions).result()

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown()


def _load(name: str, folder: Path) -> None:
    global _parts  # noqa: PLW0603  # a worker process has one
    os.environ["OMP_NUM_THREADS"] = "1"  # as `rujuk` does, before what reads it is imported
    from api.settings import Settings
    from corpus.library import Library
    from retriever.index.index import Index
    from retriever.models import load

    embedder = load(name, cache=Settings.load().cache)
    index = Index(embedder.dimension)
    library = Library.open(folder)
    with library.reading() as snapshot:
        index.refresh(snapshot)
    _parts = _Parts(embedder, index, library)


def _seconds(questions: Sequence[str]) -> tuple[list[float], list[float]]:
    from retriever.query import Query

    forward, searches = [], []
    for question in questions:
        began = time.perf_counter()
        vector = _parts.embedder.embed_question(question)
        forward.append(time.perf_counter() - began)
        query = Query.plain(question, _parts.index.languages, vector)
        began = time.perf_counter()
        with _parts.library.reading() as snapshot:
            _parts.index.search(snapshot, query, count=_CANDIDATES)
        searches.append(time.perf_counter() - began)
    return forward, searches
