"""Find paragraphs with identical words: editions of one text, boilerplate."""

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from retriever.index.legs import Arrays, Mask, Rows, union

Digests = npt.NDArray[np.uint64]


class Copies:
    """Finds the rows whose paragraphs have the same terms in the same order, as their digests tell.

    Terms tell no punctuation: who shows one paragraph for another compares their words. `digests`: uint64 (rows,).
    """

    def __init__(self) -> None:
        self.digests: Digests = np.empty(0, dtype=np.uint64)
        self._order: Rows = np.empty(0, dtype=np.int64)  # the rows by their digests, equal ones by row
        self._sorted: Digests = np.empty(0, dtype=np.uint64)  # in that order, for a binary search
        self._pending: list[int] = []

    def add(self, stored: Iterable[str]) -> None:
        """Append paragraphs by their terms as the library stores them, a line for the context before the sentences'.

        They count from the next `commit` on.
        """
        self._pending += map(_digest, stored)

    def commit(self) -> None:
        """Make what was added count."""
        if not self._pending:
            return
        added = np.array(self._pending, dtype=np.uint64)
        rows = np.argsort(added, kind="stable")
        places = np.searchsorted(self._sorted, added[rows], side="right")
        self._order = np.insert(self._order, places, rows + len(self.digests))
        self._sorted = np.insert(self._sorted, places, added[rows])
        self.digests = np.append(self.digests, added)
        self._pending = []

    def remove(self, gone: Mask) -> None:
        """Drop the rows where `gone`, bool (rows,), is true; the others keep their order."""
        kept = self._order[~gone[self._order]]
        self._order = (np.cumsum(~gone) - 1)[kept]
        self.digests = self.digests[~gone]
        self._sorted = self.digests[self._order]

    def of(self, rows: Rows) -> Rows:
        """Give those rows and all that have the same words as one of them: int64 (n,), each once, sorted."""
        wanted = np.unique(self.digests[rows])
        first = np.searchsorted(self._sorted, wanted)
        last = np.searchsorted(self._sorted, wanted, side="right")
        several = last - first > 1
        pairs = zip(first[several].tolist(), last[several].tolist(), strict=True)
        return union(rows, *(self._order[start:end] for start, end in pairs))

    def to_arrays(self) -> Arrays:
        """Give the digests and their order, as arrays by name, for `from_arrays`."""
        return {"digests": self.digests, "order": self._order}

    def from_arrays(self, arrays: Arrays) -> None:
        """Hold what another one's `to_arrays` gave. Raises KeyError where one is missing."""
        self.digests, self._order = arrays["digests"], arrays["order"]
        self._sorted = self.digests[self._order]


def _digest(stored: str) -> int:
    words = " ".join(stored.partition("\n")[2].split())
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "little")
