"""Define a leg (one retriever of paragraphs, such as BM25), and fuse the legs' scores.

A leg is a file of this folder and a line in `registry.LEGS`. It stores paragraphs as it likes: in arrays or another
engine.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from corpus.filters import EVERYTHING, DocumentFilter
from corpus.records import IndexedParagraph
from retriever.idf import WeighedWord
from retriever.query import Query

Doubles = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Arrays = Mapping[str, npt.NDArray[Any]]
Made = TypeVar("Made")
_MOST_FILTERS: Final = 64
"""Filters that are kept: each takes a bit for every sentence, and nine for every paragraph."""


def fuse(
    scores: Mapping[str, npt.ArrayLike],
    foreign: npt.NDArray[np.bool_] | None = None,
    abroad: Mapping[str, float] | None = None,
) -> Doubles:
    """Fuse the scores of n candidates, each (n,) by its name, into float64 (n,): the sum of their standard scores.

    Scores, not ranks: how far ahead a candidate is counts. A score that tells no candidate from another adds nothing.
    `foreign`: bool (n,), which candidates are in another language than the question. `abroad`: the weight there of the
    scores that are compared among candidates of one language. Raises ValueError where there is no score.
    """
    if not scores:
        raise ValueError("there is no score to fuse")
    weights = abroad or {}
    weighed = [_weighed(values, foreign, weights.get(name)) for name, values in scores.items()]
    return np.asarray(np.sum(weighed, axis=0))


def _weighed(scores: npt.ArrayLike, foreign: npt.NDArray[np.bool_] | None, weight: float | None) -> Doubles:
    values = np.asarray(scores, dtype=np.float64)
    weighed = standard(values)
    if weight is not None and foreign is not None and foreign.any():
        weighed[foreign] = weight * standard(values[foreign])
        weighed[~foreign] = standard(values[~foreign])
    return weighed


def standard(scores: npt.ArrayLike) -> Doubles:
    """Standardise scores (n,): float64 (n,) of mean 0 and standard deviation 1, or all 0 where they are all alike."""
    # Six decimals are what the legs' arithmetic holds on every machine; beyond them stands noise that can decide ties.
    values = np.round(np.asarray(scores, dtype=np.float64), 6)
    deviation = values.std() if values.size else 0.0
    return np.zeros_like(values) if deviation < 1e-6 else (values - values.mean()) / deviation


class Restriction:
    """Rows to search among. `rows`: bool, one a row."""

    def __init__(self, rows: Mask) -> None:
        self.rows = rows
        self._made: dict[str, Any] = {}

    def derive(self, name: str, make: Callable[[Mask], Made]) -> Made:
        """Give what a leg calls by that name; `make` computes it from the rows when it is first asked for."""
        if name not in self._made:
            self._made[name] = make(self.rows)
        made: Made = self._made[name]
        return made


class Restrictions:
    """Keeps the restrictions of the filters that were asked for last. Safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[DocumentFilter, Restriction | None] = OrderedDict()

    def get(self, within: DocumentFilter, find: Callable[[DocumentFilter], Mask]) -> Restriction | None:
        """Give the filter's restriction; None where it leaves all rows. `find` tells which rows it leaves."""
        if within == EVERYTHING:
            return None
        with self._lock:
            if within in self._kept:
                self._kept.move_to_end(within)
                return self._kept[within]
        rows = find(within)
        made = None if rows.all() else Restriction(rows)
        with self._lock:
            self._kept[within] = made
            if len(self._kept) > _MOST_FILTERS:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a question is searched for.

    `allowed`: the paragraphs to search among; None allows all. `places`: int64 (rows,), which of
    `Query.vectors` is meant for a paragraph's language: 0 the question's own, n that of the nth foreign language.
    `helper` does a part of a long search in another thread, where a core is free.
    """

    allowed: Restriction | None
    places: Rows
    helper: Executor | None = None


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """How near some paragraphs' sentences are to a question, in the order of the paragraphs.

    `values`: float (m,), cosines, [-1, 1], of all their sentences; `starts`: int64 (n,), where those of each
    paragraph begin.
    """

    values: npt.NDArray[np.floating]
    starts: Rows

    def of(self, place: int) -> npt.NDArray[np.floating]:
        """Give the scores of one paragraph's sentences, float (sentences,)."""
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.values)
        return self.values[self.starts[place] : end]

    @property
    def best(self) -> npt.NDArray[np.floating]:
        """The best score of each paragraph, float (n,)."""
        return np.maximum.reduceat(self.values, self.starts) if len(self.starts) else self.values


@dataclass(frozen=True, slots=True)
class Scored:
    """What a leg says of n paragraphs.

    `scores`: float (n,) by the name of the score; higher is better. `sentences` and `words` (the question's, weighed)
    are given by the legs that know them, for what reads the paragraphs afterwards.
    """

    scores: Mapping[str, npt.NDArray[np.floating]]
    sentences: SentenceScores | None = None
    words: Sequence[WeighedWord] = ()


class Search(Protocol):
    """A leg's search for one question: what it proposes, and what it says of any other paragraph."""

    @property
    def rows(self) -> Rows:
        """The rows that it proposes, int64 (k,), each once, sorted."""
        ...

    def score(self, rows: Rows) -> Scored:
        """Score those rows, int64 (n,), sorted."""
        ...


class Leg(Protocol):
    """One way of finding paragraphs. Not safe for a change during a search: `Index` keeps them apart.

    A paragraph is a row, numbered from 0 in the order in which it came; removal closes the gaps. What a leg says must
    not depend on the order in which paragraphs came, nor on what was here once.
    """

    def __len__(self) -> int:
        """Count the paragraphs that are searched."""
        ...

    def add(self, paragraphs: Sequence[IndexedParagraph]) -> None:
        """Append paragraphs; they count from the next `commit` on. Raises LibraryForeign where one is damaged."""
        ...

    def commit(self) -> None:
        """Make what was added count."""
        ...

    def remove(self, gone: Mask) -> None:
        """Drop the rows where `gone`, bool (rows,), is true; the others keep their order."""
        ...

    def search(self, query: Query, scope: Scope, count: int) -> Search:
        """Propose at least the `count` best rows in a scope, or all that match where they are fewer."""
        ...

    def to_arrays(self) -> Arrays:
        """Give all that the leg holds, as arrays by name, for `from_arrays`. Do not write into them."""
        ...

    def from_arrays(self, arrays: Arrays) -> None:
        """Hold, while the leg is empty, what another one's `to_arrays` gave. Raises KeyError where one is missing."""
        ...


def union(*several: npt.NDArray[np.integer]) -> Rows:
    """Give all numbers that stand in any of the arrays, (k,), each once, sorted: int64 (n,).

    NumPy's own unions take longer over so few.
    """
    rows = np.sort(np.concatenate(several).astype(np.int64, copy=False))
    return rows[np.append(True, rows[1:] != rows[:-1])] if len(rows) else rows
