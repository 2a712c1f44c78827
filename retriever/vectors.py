"""The FAISS leg: paragraph vectors and sentence vectors, searched by cosine."""

from collections.abc import Sequence

import faiss
import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class VectorIndex:
    """Exact search over the vectors of paragraphs and of their sentences.

    A paragraph is a row, numbered from 0 in the order it came; removal closes the gaps. A paragraph of one sentence has
    one vector, which counts as both. Not safe for a change during a search: the caller keeps them apart.
    """

    def __init__(self, dimension: int) -> None:
        self._paragraphs = faiss.IndexFlatIP(dimension)
        self._sentences = faiss.IndexFlatIP(dimension)
        self._first = np.zeros(1, dtype=np.int64)  # row r's sentences are [first[r], first[r + 1])
        self._owner = np.empty(0, dtype=np.int64)  # a sentence's row

    def __len__(self) -> int:
        return int(self._paragraphs.ntotal)

    def add(self, matrices: Sequence[Floats]) -> None:
        """Append paragraphs; each matrix is (1, d), or (1 + sentences, d) with the paragraph's own vector first."""
        if not matrices:
            return
        counts = np.array([len(matrix) - 1 for matrix in matrices], dtype=np.int64)
        rows = np.arange(len(self), len(self) + len(matrices), dtype=np.int64)
        self._paragraphs.add(np.stack([matrix[0] for matrix in matrices]))
        if counts.any():
            self._sentences.add(np.concatenate([matrix[1:] for matrix in matrices]))
        self._owner = np.concatenate([self._owner, np.repeat(rows, counts)])
        self._first = np.concatenate([self._first, self._first[-1] + np.cumsum(counts)])

    def remove(self, gone: npt.NDArray[np.bool_]) -> None:
        """Drop the rows where `gone` (bool, one a row) is true; the others keep their order."""
        counts = np.diff(self._first)[~gone]
        self._paragraphs.remove_ids(_selector(gone))
        self._sentences.remove_ids(_selector(gone[self._owner]))
        self._first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._owner = np.repeat(np.arange(len(counts), dtype=np.int64), counts)

    def nearest(self, question: Floats, count: int, allowed: npt.NDArray[np.bool_] | None = None) -> Rows:
        """Find the rows nearest by their own vector, and those nearest by a sentence: up to `count` of each, sorted.

        `question`: float32 (d,), unit length. `allowed`: bool, one a row; None allows all.
        """
        query = question.reshape(1, -1)
        own = _search(self._paragraphs, query, count, allowed)
        # Several of the nearest sentences may be of one paragraph: ask for more of them than of paragraphs.
        sentences = _search(self._sentences, query, 2 * count, None if allowed is None else allowed[self._owner])
        return np.unique(np.concatenate([own, self._owner[sentences]]))

    def dense(self, question: Floats, rows: Rows) -> Floats:
        """Cosine of the question and each row's own vector: float32 (len(rows),)."""
        return _cosines(_vectors(self._paragraphs)[rows], question)

    def sentences(self, question: Floats, rows: Rows) -> list[Floats]:
        """Cosine of the question and each sentence, for each row; one value for a paragraph of one sentence."""
        vectors, own = _vectors(self._sentences), self.dense(question, rows)
        found = []
        for row, score in zip(rows, own, strict=True):
            first, last = self._first[row], self._first[row + 1]
            found.append(_cosines(vectors[first:last], question) if last > first else np.array([score]))
        return found


def _search(index: faiss.IndexFlatIP, query: Floats, count: int, allowed: npt.NDArray[np.bool_] | None) -> Rows:
    count = min(count, index.ntotal)
    if count == 0:
        return np.empty(0, dtype=np.int64)
    selector = None if allowed is None else _selector(allowed)
    parameters = None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # the stubs know C++'s constructor only
    _, found = index.search(query, count, params=parameters)
    return np.asarray(found[0][found[0] >= 0], dtype=np.int64)


def _selector(mask: npt.NDArray[np.bool_]) -> faiss.IDSelectorBitmap:
    return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg, arg-type]  # as above


def _vectors(index: faiss.IndexFlatIP) -> Floats:
    """The index's own storage as an array (n, d), without a copy; valid until the index changes."""
    if index.ntotal == 0:
        return np.empty((0, index.d), dtype=np.float32)
    flat = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
    return np.asarray(flat, dtype=np.float32).reshape(index.ntotal, index.d)


def _cosines(vectors: Floats, question: Floats) -> Floats:
    # einsum adds each row up on its own, so that a score does not depend on how many others are asked for.
    return np.asarray(np.einsum("ij,j->i", vectors, question, dtype=np.float32))
