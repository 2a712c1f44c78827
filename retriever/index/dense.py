"""Dense retrieval with FAISS over paragraph and sentence vectors, as int8 codes."""

import math
from collections.abc import Sequence
from concurrent.futures import Executor, wait
from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import LibraryForeign
from corpus.records import IndexedParagraph
from retriever.index.legs import Arrays, Floats, Mask, Restriction, Rows, Scope, Scored, SentenceScores, union
from retriever.query import Query

_DEVIATIONS = 5.0
"""A unit vector's components have a root mean square of 1/sqrt(d). Those beyond this many times that, which models
hardly make, are cut off; the steps below it are fine enough to find all of the ten nearest among the first hundred."""
_LONG = 20_000  # sentences from which on a search is worth a second thread


@dataclass(frozen=True, slots=True)
class Stacked:
    """The vectors of some paragraphs, one paragraph's below the other's.

    `vectors`: float32 (n, d), unit length; `counts`: (paragraphs,), how many are each one's: its own alone, which
    counts as its only sentence's too, or its own and then one a sentence.
    """

    vectors: Floats
    counts: Rows

    @classmethod
    def of(cls, stored: Sequence[bytes], dimension: int) -> "Stacked":
        """Stack vectors as the library stores them, a paragraph's in each item. Raises LibraryForeign if damaged."""
        if any(not each or len(each) % (4 * dimension) for each in stored):
            raise LibraryForeign("vectors in the library are damaged; restore a back-up of it, or make it anew")
        vectors = np.frombuffer(b"".join(stored), dtype="<f4").reshape(-1, dimension)
        return cls(vectors, np.fromiter(map(len, stored), dtype=np.int64, count=len(stored)) // (4 * dimension))

    @property
    def starts(self) -> Rows:
        """Where each paragraph's own vector is."""
        return np.cumsum(self.counts) - self.counts


class DenseLeg:
    """The dense leg: finds paragraphs whose own vector, or a sentence's, is near the question's.

    A vector is kept as one byte a component, scaled alike for every vector of a dimension, so that nothing depends on
    what else is here or on the order in which it came. Codes are compared three to four times as fast as floats and
    take a quarter of their memory; a cosine of one is off by 0.0006 (root mean square; tests hold it to that).
    """

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._scale = 127 * math.sqrt(dimension) / _DEVIATIONS
        self._paragraphs = _codes(dimension)
        self._sentences = _codes(dimension)
        self._owner = np.empty(0, dtype=np.int32)  # a sentence's row

    def __len__(self) -> int:
        return int(self._paragraphs.ntotal)

    def add(self, paragraphs: Sequence[IndexedParagraph]) -> None:
        """Append paragraphs. Raises LibraryForeign where one's vectors are damaged."""
        self.add_stacked(Stacked.of([paragraph.vectors for paragraph in paragraphs], self._dimension))

    def commit(self) -> None:
        """Do nothing: what was added counts already."""

    def add_stacked(self, added: Stacked) -> None:
        """Append paragraphs by their vectors."""
        if not len(added.counts):
            return
        scaled = self._scaled(added.vectors)
        own = np.zeros(len(scaled), dtype=np.bool_)
        own[added.starts] = True
        rows = np.arange(len(self), len(self) + len(added.counts), dtype=np.int32)
        self._paragraphs.add(scaled[own])
        if not own.all():
            self._sentences.add(scaled[~own])
        self._owner = np.append(self._owner, np.repeat(rows, added.counts - 1))

    def to_arrays(self) -> Arrays:
        """Give the codes and whose they are, as arrays by name, for `from_arrays`. Do not write into them."""
        return {
            "paragraph codes": _view(self._paragraphs),
            "sentence codes": _view(self._sentences),
            "sentence rows": self._owner,
        }

    def from_arrays(self, arrays: Arrays) -> None:
        """Hold, while the leg is empty, what another one's `to_arrays` gave. Raises KeyError where one is missing."""
        self._paragraphs.add_sa_codes(arrays["paragraph codes"])
        self._sentences.add_sa_codes(arrays["sentence codes"])
        self._owner = arrays["sentence rows"]

    def remove(self, gone: Mask) -> None:
        """Drop the rows where `gone` (bool, one a row) is true; the others keep their order."""
        left = gone[self._owner]
        self._paragraphs.remove_ids(_selector(gone))
        self._sentences.remove_ids(_selector(left))
        self._owner = (np.cumsum(~gone, dtype=np.int32) - 1)[self._owner[~left]]

    def search(self, query: Query, scope: Scope, count: int) -> "DenseSearch":
        """Propose the rows nearest to the question in its own language, and in each foreign one: see `nearest`."""
        vectors = query.vectors()
        if len(vectors) == 1:
            rows = self.nearest(vectors[0], count, scope.allowed, scope.helper)
            return DenseSearch(self, rows, vectors, scope.places)
        found = [np.empty(0, dtype=np.int64)]
        for place, vector in enumerate(vectors):
            there = scope.places == place
            if there.any():
                rows = there if scope.allowed is None else there & scope.allowed.rows
                found.append(self.nearest(vector, count, Restriction(rows)))
        return DenseSearch(self, union(*found), vectors, scope.places)

    def nearest(
        self,
        question: Floats,
        count: int,
        allowed: Restriction | None = None,
        beside: Executor | None = None,
    ) -> Rows:
        """Find the rows nearest by their own vector, and those nearest by a sentence: up to `count` of each, sorted.

        `question`: float32 (d,), unit length. `allowed`: the rows to search among; None allows all. `beside`: what does
        half of a long search at the same time, where a core is free.
        """
        query = self._scaled(question.reshape(1, -1))
        # Several of the nearest sentences may be of one paragraph: ask for more of them than of paragraphs.
        wanted = 2 * count
        rows_within, within = (None, None) if allowed is None else allowed.derive("dense", self._select)
        if beside is not None and allowed is None and self._sentences.ntotal >= _LONG:
            own, sentences = self._in_halves(query, count, wanted, beside)
        else:
            own = _search(self._paragraphs, query, count, rows_within)
            sentences = _search(self._sentences, query, wanted, within)
        rows = _nearest(own, self._paragraphs, query, count, rows_within)
        return union(rows, self._owner[_nearest(sentences, self._sentences, query, wanted, within)])

    def _select(self, rows: Mask) -> tuple[faiss.IDSelector, faiss.IDSelector]:
        """Make what FAISS asks whether to compare a paragraph, and a sentence."""
        return _selector(rows), _selector(rows[self._owner])

    def _in_halves(
        self, query: Floats, count: int, wanted: int, beside: Executor
    ) -> tuple[tuple[Floats, Rows], tuple[Floats, Rows]]:
        """Search as `nearest` does, half of the sentences in another thread: for paragraphs, and for sentences."""
        end = self._sentences.ntotal
        middle = max(end - len(self), 0) // 2  # this thread searches the paragraphs too
        second = beside.submit(_search, self._sentences, query, wanted, faiss.IDSelectorRange(middle, end))
        try:
            own = _search(self._paragraphs, query, count)
            first = _search(self._sentences, query, wanted, faiss.IDSelectorRange(0, middle))
        finally:
            wait([second])  # or it would go on after the caller may have begun to change what it searches
        scores, numbers = second.result()
        return own, (np.append(first[0], scores), np.append(first[1], numbers))

    def score(self, questions: Floats, asked: Rows, rows: Rows) -> tuple[Floats, SentenceScores]:
        """Compare rows with a question each: give float32 (n,), their own vectors' cosines, and their sentences'.

        `questions`: float32 (k, d), unit length; `asked`: int64 (n,), which of them each of the `rows`, int64 (n,),
        is compared with. A paragraph of one sentence has its own vector's cosine for that one too.
        """
        first, last = np.searchsorted(self._owner, rows), np.searchsorted(self._owner, rows, side="right")
        own = self._compared(self._paragraphs, rows, questions, asked)
        counts = np.maximum(last - first, 1)
        starts = np.cumsum(counts) - counts
        several = np.repeat(last > first, counts)
        places = (np.repeat(first - starts, counts) + np.arange(len(several)))[several]
        sentences = np.repeat(own, counts)
        sentences[several] = self._compared(self._sentences, places, questions, np.repeat(asked, counts)[several])
        return own, SentenceScores(sentences, starts)

    def _compared(self, index: faiss.IndexScalarQuantizer, places: Rows, questions: Floats, asked: Rows) -> Floats:
        if not len(places):
            return np.empty(0, dtype=np.float32)
        codes = _view(index)
        # The codes are 128 greater than what they say: cheaper taken off the sums than off each of them.
        found = codes[places].astype(np.float32) @ questions.T - 128 * questions.sum(axis=1)
        return np.asarray(found[np.arange(len(places)), asked] / np.float32(self._scale), dtype=np.float32)

    def _scaled(self, vectors: Floats) -> Floats:
        scaled = vectors * np.float32(self._scale)
        np.rint(scaled, out=scaled)
        return np.clip(scaled, -127, 127, out=scaled)


@dataclass(frozen=True, slots=True)
class DenseSearch:
    """What the dense leg says of a question: `rows` as proposed; the question's vectors, and which is meant where."""

    leg: DenseLeg
    rows: Rows
    vectors: Floats
    places: Rows

    def score(self, rows: Rows) -> Scored:
        """Score those rows, int64 (n,), sorted."""
        own, sentences = self.leg.score(self.vectors, self.places[rows], rows)
        return Scored({"dense": own, "sentence": sentences.best}, sentences)


def _codes(dimension: int) -> faiss.IndexScalarQuantizer:
    return faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
    )


def _view(index: faiss.IndexScalarQuantizer) -> npt.NDArray[np.uint8]:
    codes = np.asarray(faiss.rev_swig_ptr(index.codes.data(), index.ntotal * index.d), np.uint8)  # of none: floats
    return codes.reshape(index.ntotal, index.d)


def _search(
    index: faiss.IndexScalarQuantizer,
    query: Floats,
    count: int,
    within: faiss.IDSelector | None = None,
) -> tuple[Floats, Rows]:
    """The `count` greatest scores and the one below them, with whose they are; fewer where there are fewer."""
    count = min(count + 1, index.ntotal)
    if count == 0:
        return np.empty(0, dtype=np.float32), np.empty(0, dtype=np.int64)
    scores, numbers = index.search(query, count, params=_parameters(within))
    found = numbers[0] >= 0
    return scores[0][found], np.asarray(numbers[0][found], dtype=np.int64)


def _nearest(
    found: tuple[Floats, Rows],
    index: faiss.IndexScalarQuantizer,
    query: Floats,
    count: int,
    within: faiss.IDSelector | None,
) -> Rows:
    """The `count` of the greatest scores; of equals at the end the first: FAISS keeps any, so it is asked for all."""
    scores, numbers = found
    if len(numbers) <= count:
        return numbers
    least = np.partition(scores, -count - 1)[-count - 1]
    above: Rows = numbers[scores > least]
    if len(above) == count:
        return above
    sought, lowest = count, least
    while lowest == least and sought < index.ntotal:  # until none of them can be left
        sought *= 4
        scores, numbers = _search(index, query, sought, within)
        lowest = scores.min() if len(numbers) > sought else -np.inf
    return np.append(above, np.sort(numbers[scores == least])[: count - len(above)])


def _parameters(within: faiss.IDSelector | None) -> faiss.SearchParameters | None:
    return None if within is None else faiss.SearchParameters(sel=within)  # type: ignore[call-arg]  # the stubs know C++'s constructor only


def _selector(mask: Mask) -> faiss.IDSelectorBitmap:
    return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg, arg-type]  # as above
