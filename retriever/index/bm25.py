"""The BM25 leg, over terms that we cut ourselves."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from retriever.analysis import QuestionWord
from retriever.idf import weight
from retriever.index.inverted_index import Postings, Rows

_K1, _B = 1.2, 0.75
_COMMON = 1 / 8  # the share of all paragraphs from which on a term is common
_COMMON_BYTES = 4 << 20

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A term, and how much it tells (`weights.weight`)."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: as it was typed, its alternative terms (the best counts), whether it crosses languages."""

    surface: str
    terms: tuple[Weighted, ...]
    crosses: bool = True
    weight: float = field(init=False)
    """How much the word tells: as much as its most common term, so that a stem unknown here does not exceed it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", min(term.weight for term in self.terms))

    def stands_in(self, terms: Container[str]) -> bool:
        """Whether any of its terms is among the given ones."""
        for each in self.terms:  # noqa: SIM110  # asked hundreds of times a question: any() takes three times as long
            if each.term in terms:
                return True
        return False


class LexicalIndex:
    """BM25 (Robertson and Zaragoza 2009; k1 = 1.2, b = 0.75) over paragraphs given as terms.

    A paragraph is a row, as in `Postings`. Its score is a sum of its own in the order of the question's words, and
    what is counted for it is counted exactly: nothing depends on how paragraphs came or on what else was here once.
    """

    def __init__(self) -> None:
        self._postings = Postings()
        # By which a paragraph's length damps how often a term stands in it.
        self._damping: Floats = np.empty(0, dtype=np.float32)
        self._common: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self._damping)

    def add(self, paragraphs: Iterable[str]) -> None:
        """Append paragraphs, each as its terms with white space between them; they count from the next `commit` on."""
        self._postings.add(paragraphs)

    def commit(self) -> None:
        """Make what was added count."""
        self._postings.commit()
        self._measure()

    def parts(self) -> dict[str, npt.NDArray[Any]]:
        """Give all that it holds, as arrays: what `take` takes. Do not write into them."""
        return self._postings.parts()

    def take(self, parts: Mapping[str, npt.NDArray[Any]]) -> None:
        """Hold, while nothing is here, what another one's `parts` gave. Raises KeyError where one is missing."""
        self._postings.take(parts)
        self._measure()

    def remove(self, gone: npt.NDArray[np.bool_]) -> None:
        """Drop the rows where `gone` (bool, one a row) is true; the others keep their order."""
        self._postings.remove(gone)
        self._measure()

    def _measure(self) -> None:
        lengths = self._postings.lengths
        average = max(float(lengths.sum(dtype=np.int64)) / max(len(lengths), 1), 1.0)
        self._damping = (_K1 * (1 - _B + _B * lengths / average)).astype(np.float32)
        self._common = {}

    def weigh(self, question: Sequence[QuestionWord], background: Callable[[str], float]) -> list[Word]:
        """Weigh a question's words; `background` as in `weights.weight`."""

        def weighted(term: str, emphasis: float) -> Weighted:
            frequency = self._postings.frequency(term)
            return Weighted(term, emphasis * weight(frequency, len(self), background(term)))

        return [
            Word(word.surface, tuple(weighted(term, word.emphasis) for term in word.terms), word.crosses)
            for word in question
        ]

    def scores(self, question: Sequence[Word]) -> Floats:
        """BM25 of every paragraph, (rows,); 0 for those that hold no term of the question."""
        total = np.zeros(len(self), dtype=np.float32)
        for word in question:
            if len(word.terms) == 1:
                self._add(word.terms[0], total)
                continue
            best = np.zeros_like(total)
            for term in word.terms:
                alone = np.zeros_like(total)
                self._add(term, alone)
                np.maximum(best, alone, out=best)
            total += best
        return total

    def _add(self, term: Weighted, total: Floats) -> None:
        common = self._common.get(term.term)
        if common is not None:
            total += np.float32(term.weight) * common
            return
        found = 0
        for rows, damped in self._damped(term.term):
            total[rows] += np.float32(term.weight) * damped
            found += len(rows)
        # Of words such as "the" it is told for every paragraph at once, which is faster than one by one.
        if found > _COMMON * len(total) and total.nbytes * (len(self._common) + 1) <= _COMMON_BYTES:
            common = np.zeros_like(total)
            for rows, damped in self._damped(term.term):
                common[rows] = damped
            self._common[term.term] = common

    def _damped(self, term: str) -> Iterator[tuple[Rows, Floats]]:
        """The rows that hold a term, with what BM25 makes of how often: in pieces."""
        for rows, counts in self._postings.of(term):
            times = counts.astype(np.float32)
            yield rows, np.float32(_K1 + 1) * times / (times + self._damping[rows])


def best(scores: Floats, count: int) -> npt.NDArray[np.int64]:
    """Find the `count` rows of the greatest scores above 0, sorted by row; of equals at the end the first are taken."""
    if len(scores) <= count:
        return np.flatnonzero(scores > 0)
    least = np.partition(scores, -count)[-count]
    if least <= 0:
        return np.flatnonzero(scores > 0)
    above = np.flatnonzero(scores > least)
    return np.union1d(above, np.flatnonzero(scores == least)[: count - len(above)])
