"""The FAISS leg: paragraph vectors and sentence vectors, searched and scored as int8 codes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import LibraryForeign

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_DEVIATIONS = 5.0
"""A unit vector's components have a root mean square of 1/sqrt(d). Those beyond this many times that, which models
hardly make, are cut off; the steps below it are fine enough to find all of the ten nearest among the first hundred."""


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


@dataclass(frozen=True, slots=True)
class Cosines:
    """What a question and some paragraphs have in common, to the fineness of a code.

    `own`: (n,), each paragraph's own vector's; `sentences`: (m,), those of its sentences, which follow those of the
    paragraph before: from `starts`, (n,), on. That of a paragraph of one sentence is its own vector's.
    """

    own: Floats
    sentences: Floats
    starts: Rows

    @property
    def best(self) -> Floats:
        """The best sentence's, (n,)."""
        return np.maximum.reduceat(self.sentences, self.starts) if len(self.own) else self.own

    def of(self, place: int) -> Floats:
        """The sentences' of one of the paragraphs."""
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.sentences)
        return self.sentences[self.starts[place] : end]


class VectorIndex:
    """Finds the paragraphs that are near a question by their own vector or by a sentence's, to the fineness of a code.

    A vector is kept as one byte a component, scaled alike for every vector of a dimension, so that nothing depends on
    what else is here or on the order in which it came. Codes are compared three to four times as fast as floats and
    take a quarter of their memory; a cosine of one is off by 0.0006 (root mean square; tests hold it to that).
    A paragraph is a row, numbered from 0 in the order it came; removal closes the
    gaps. Not safe for a change during a search: the caller keeps them apart.
    """

    def __init__(self, dimension: int) -> None:
        self._scale = 127 * math.sqrt(dimension) / _DEVIATIONS
        self._paragraphs = _codes(dimension)
        self._sentences = _codes(dimension)
        self._owner = np.empty(0, dtype=np.int32)  # a sentence's row

    def __len__(self) -> int:
        return int(self._paragraphs.ntotal)

    def add(self, added: Stacked) -> None:
        """Append paragraphs."""
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

    def parts(self) -> dict[str, npt.NDArray[Any]]:
        """Give its codes and whose they are, as arrays: what `take` takes. Do not write into them."""
        return {
            "paragraph codes": _view(self._paragraphs),
            "sentence codes": _view(self._sentences),
            "sentence rows": self._owner,
        }

    def take(self, parts: Mapping[str, npt.NDArray[Any]]) -> None:
        """Hold, while nothing is here, what another one's `parts` gave. Raises KeyError where one is missing."""
        self._paragraphs.add_sa_codes(parts["paragraph codes"])
        self._sentences.add_sa_codes(parts["sentence codes"])
        self._owner = parts["sentence rows"]

    def remove(self, gone: npt.NDArray[np.bool_]) -> None:
        """Drop the rows where `gone` (bool, one a row) is true; the others keep their order."""
        left = gone[self._owner]
        self._paragraphs.remove_ids(_selector(gone))
        self._sentences.remove_ids(_selector(left))
        self._owner = (np.cumsum(~gone, dtype=np.int32) - 1)[self._owner[~left]]

    def nearest(self, question: Floats, count: int, allowed: npt.NDArray[np.bool_] | None = None) -> Rows:
        """Find the rows nearest by their own vector, and those nearest by a sentence: up to `count` of each, sorted.

        `question`: float32 (d,), unit length. `allowed`: bool, one a row; None allows all.
        """
        query = self._scaled(question.reshape(1, -1))
        own = _search(self._paragraphs, query, count, allowed)
        # Several of the nearest sentences may be of one paragraph: ask for more of them than of paragraphs.
        sentences = _search(self._sentences, query, 2 * count, None if allowed is None else allowed[self._owner])
        return np.union1d(own, self._owner[sentences])

    def cosines(self, questions: Floats, asked: Rows, rows: Rows) -> Cosines:
        """Compare those rows with a question each: `asked`, (rows,), says which of the `questions`, float32 (k, d)."""
        first, last = np.searchsorted(self._owner, rows), np.searchsorted(self._owner, rows, side="right")
        own = self._compared(self._paragraphs, rows, questions, asked)
        counts = np.maximum(last - first, 1)
        starts = np.cumsum(counts) - counts
        several = np.repeat(last > first, counts)
        places = (np.repeat(first - starts, counts) + np.arange(len(several)))[several]
        sentences = np.repeat(own, counts)
        sentences[several] = self._compared(self._sentences, places, questions, np.repeat(asked, counts)[several])
        return Cosines(own, sentences, starts)

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


def _codes(dimension: int) -> faiss.IndexScalarQuantizer:
    return faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
    )


def _view(index: faiss.IndexScalarQuantizer) -> npt.NDArray[np.uint8]:
    codes: npt.NDArray[np.uint8] = faiss.rev_swig_ptr(index.codes.data(), index.ntotal * index.d)
    return codes.reshape(index.ntotal, index.d)


def _search(
    index: faiss.IndexScalarQuantizer, query: Floats, count: int, allowed: npt.NDArray[np.bool_] | None
) -> Rows:
    count = min(count, index.ntotal)
    if count == 0:
        return np.empty(0, dtype=np.int64)
    selector = None if allowed is None else _selector(allowed)
    parameters = None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # the stubs know C++'s constructor only
    _, found = index.search(query, count, params=parameters)
    return np.asarray(found[0][found[0] >= 0], dtype=np.int64)


def _selector(mask: npt.NDArray[np.bool_]) -> faiss.IDSelectorBitmap:
    return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg, arg-type]  # as above
