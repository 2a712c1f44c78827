"""An inverted index of paragraphs, and a search for terms of similar spelling.

It uses sorted arrays and stays exact when paragraphs come and go.
"""

import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from corpus.scripts import is_unspaced, strip_accents

SHORTEST: Final = 4
"""Letters below which a word is taken as it is typed: too many others are one letter away."""
_LONG: Final = 8
"""Letters from which on two letters may differ."""
_PENDING = 1 << 20  # terms that are held as they came before they are sorted: 4 MB
_FEW_TERMS = 1 << 17  # 10 MB
PostingRows = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint16]


class Spellings:
    """Finds terms by a spelling near theirs, in the order of the alphabet: when they came does not count."""

    def __init__(self) -> None:
        self._count = 0
        self._by_letter: defaultdict[str, list[str]] = defaultdict(list)
        self._unaccented: defaultdict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        """Count the terms that were added."""
        return self._count

    def add(self, terms: Iterable[str]) -> None:
        """Add terms, each once."""
        for term in terms:
            self._count += 1
            if _is_word(term):
                self._by_letter[term[0]].append(term)
                if not term.isascii():
                    self._unaccented[strip_accents(term)].append(term)

    def accented(self, term: str) -> list[str]:
        """Give the terms that one without accents may stand for: "ngày" for "ngay"."""
        return sorted(self._unaccented.get(term, ()))

    def nearest(self, term: str) -> list[tuple[int, str]]:
        """Give the terms of which one letter differs, or two in a long term, the nearest first, with that number.

        Letters that changed places differ as one (OSA distance). The first letter must be the same. Nothing is near a
        short word, or one with a digit: another number is another fact.
        """
        farthest = how_far(term)
        if not farthest:
            return []
        others = [each for each in self._by_letter.get(term[0], ()) if len(each) >= SHORTEST]
        found = extract(term, others, scorer=OSA.distance, processor=None, score_cutoff=farthest, limit=None)
        return sorted((int(distance), other) for other, distance, _ in found)


def how_far(term: str) -> int:
    """Tell in how many letters another term may differ from one to be near it; 0 where nothing is near."""
    if len(term) < SHORTEST or not _is_word(term):
        return 0
    return 2 if len(term) >= _LONG else 1


def _is_word(term: str) -> bool:
    return term[:1].isalpha() and not is_unspaced(term) and not any(map(str.isdigit, term))


class Postings:
    """An inverted index of paragraphs, each a row: numbered from 0 in the order it came; removal closes the gaps.

    `lengths`, (rows,): how many terms each one has. What was added counts from the next `commit` on. Not safe for a
    change during a search: the caller keeps them apart.
    """

    def __init__(self) -> None:
        self.lengths = np.empty(0, dtype=np.int32)
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._spellings, self._spelling = Spellings(), threading.Lock()
        self._runs: list[_Run] = []
        self._pending = array("i")
        self._pending_lengths: list[int] = []
        self._most_terms = _FEW_TERMS  # beyond it, those that nothing holds any more are let go

    def add(self, paragraphs: Iterable[str]) -> None:
        """Append paragraphs, each as its terms with white space between them."""
        apart = [paragraph.split() for paragraph in paragraphs]
        self._pending.extend(map(self._numbers.__getitem__, chain.from_iterable(apart)))
        self._pending_lengths.extend(map(len, apart))
        if len(self._pending) >= _PENDING:
            self._sort_pending()

    def commit(self) -> None:
        """Make what was added count. Runs of like sizes are merged, so that there are few of them at any time."""
        self._sort_pending()
        first, size = len(self._runs), 0
        while first and (size == 0 or self._runs[first - 1].size <= 2 * size):
            first -= 1
            size += self._runs[first].size
        if len(self._runs) - first > 1:
            self._runs[first:] = [_merged(self._runs[first:])]

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give all that counts, as arrays, in one run, for `from_arrays`. Do not write into them.

        `lengths`: int32 (rows,). `terms`: as `as_array` writes them. Then by term: `starts`, where its postings begin;
        `rows` int32 and `counts` uint16 (postings,), which rows have it and how often.
        """
        run = self._runs[0] if len(self._runs) == 1 else _merged(self._runs)
        return {
            "lengths": self.lengths,
            "terms": as_array(self._numbers),
            "starts": run.starts,
            "rows": run.rows,
            "counts": run.counts,
        }

    def from_arrays(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Hold, while nothing is here, what another one's `to_arrays` gave. Raises KeyError where one is missing."""
        self.lengths = arrays["lengths"]
        self._number_from(as_strings(arrays["terms"]))
        self._runs = [_Run(arrays["starts"], arrays["rows"], arrays["counts"])]

    def remove(self, gone: npt.NDArray[np.bool_]) -> None:
        """Drop the rows where `gone` (bool, one a row) is true; the others keep their order."""
        self.lengths = self.lengths[~gone]
        numbers = np.cumsum(~gone, dtype=np.int32) - 1
        self._runs = [run.without(gone, numbers) for run in self._runs]
        if len(self._numbers) > self._most_terms:
            self._renumber()

    def frequency(self, term: str) -> int:
        """How many paragraphs hold a term."""
        return sum(len(rows) for rows, _ in self.of(term))

    @property
    def spellings(self) -> Spellings:
        """The terms by their spelling; some of them may be held by no paragraph any more."""
        if len(self._spellings) < len(self._numbers):
            with self._spelling:  # searches of many threads ask at once
                self._spellings.add(islice(self._numbers, len(self._spellings), None))  # in the order of numbers
        return self._spellings

    def of(self, term: str) -> Iterator[tuple[PostingRows, Counts]]:
        """The rows that hold a term, each once, with how often: in pieces."""
        number = self._numbers.get(term)
        if number is not None:
            yield from (run.of(number) for run in self._runs)

    def _renumber(self) -> None:
        """Let the terms go that no paragraph holds any more: as documents come and go, they would fill the memory."""
        self._sort_pending()
        held = np.zeros(len(self._numbers), dtype=np.bool_)
        for run in self._runs:
            held[: len(run.starts) - 1] |= np.diff(run.starts) > 0
        self._runs = [
            _Run(np.append(run.starts[:-1][held[: len(run.starts) - 1]], run.starts[-1]), run.rows, run.counts)
            for run in self._runs
        ]
        kept = [term for term, number in self._numbers.items() if held[number]]  # in the order of their numbers
        self._number_from(kept)

    def _number_from(self, kept: list[str]) -> None:
        self._numbers = defaultdict(count(len(kept)).__next__, zip(kept, count()))
        self._spellings = Spellings()
        self._most_terms = max(2 * len(kept), _FEW_TERMS)

    def _sort_pending(self) -> None:
        if not self._pending_lengths:
            return
        lengths = np.array(self._pending_lengths, dtype=np.int32)
        rows = np.arange(len(self.lengths), len(self.lengths) + len(lengths), dtype=np.int64)
        numbers = np.frombuffer(self._pending, dtype=np.intc)
        self._runs.append(_sorted(numbers, np.repeat(rows, lengths)))
        self.lengths = np.append(self.lengths, lengths)
        self._pending, self._pending_lengths = array("i"), []


@dataclass(frozen=True, slots=True)
class _Run:
    """Postings in the order of terms, then rows: those of term t are at [starts[t], starts[t + 1])."""

    starts: npt.NDArray[np.int64]
    rows: PostingRows
    counts: Counts

    @property
    def size(self) -> int:
        return len(self.rows)

    @property
    def terms(self) -> npt.NDArray[np.int32]:
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    def of(self, term: int) -> tuple[PostingRows, Counts]:
        first, last = self.starts[term : term + 2] if term < len(self.starts) - 1 else (0, 0)
        return self.rows[first:last], self.counts[first:last]

    def without(self, gone: npt.NDArray[np.bool_], numbers: PostingRows) -> "_Run":
        kept = ~gone[self.rows]
        if kept.all():
            return _Run(self.starts, numbers[self.rows], self.counts)
        before = np.concatenate([[0], np.cumsum(kept)])
        return _Run(before[self.starts], numbers[self.rows[kept]], self.counts[kept])


def _sorted(terms: npt.NDArray[np.intc], rows: npt.NDArray[np.int64]) -> _Run:
    """Make a run of terms as they stand in paragraphs, each beside its paragraph's row."""
    pairs = np.sort((terms.astype(np.int64) << 32) | rows)
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    times = np.diff(first, append=len(pairs))
    distinct = pairs[first]
    counts = np.minimum(times, np.iinfo(np.uint16).max).astype(np.uint16)
    return _Run(_starts(distinct >> 32), (distinct & 0xFFFFFFFF).astype(np.int32), counts)


def _merged(runs: Sequence[_Run]) -> _Run:
    terms = np.concatenate([run.terms for run in runs])
    order = np.argsort(terms, kind="stable")  # a later run's rows are greater: they stay in order
    return _Run(
        _starts(terms),
        np.concatenate([run.rows for run in runs])[order],
        np.concatenate([run.counts for run in runs])[order],
    )


def _starts(terms: npt.NDArray[np.signedinteger]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.bincount(terms))])


def as_array(strings: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Give strings without line breaks as their UTF-8, uint8 (bytes,): `as_strings` reads it."""
    return np.frombuffer("\n".join(strings).encode(), dtype=np.uint8)


def as_strings(stored: npt.NDArray[np.uint8]) -> list[str]:
    """Give the strings that `as_array` wrote as uint8 (bytes,)."""
    return stored.tobytes().decode().split("\n") if len(stored) else []
