"""Build the indexes of a library in memory, and update them with each change."""

import json
import logging
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from itertools import count as count_from_0
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from corpus.filters import EVERYTHING, DocumentFilter
from corpus.records import IndexedParagraph
from corpus.snapshot import Snapshot
from retriever.idf import EverydayWords, WeighedWord
from retriever.index.copies import Copies, Digests
from retriever.index.inverted_index import as_array, as_strings
from retriever.index.legs import (
    Arrays,
    Doubles,
    Leg,
    Mask,
    Restrictions,
    Rows,
    Scope,
    Search,
    SentenceScores,
    fuse,
    union,
)
from retriever.index.registry import LEGS
from retriever.query import Query

_log = logging.getLogger("rujuk")
_BATCH = 512  # paragraphs taken from the library at a time: the memory of a start stays flat


class SharedLock:
    """Many may hold it shared, or one alone; who waits to be alone goes before those who come after."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sharing = 0
        self._waiting = 0
        self._alone = False

    @property
    def shares(self) -> int:
        """How many hold it now."""
        return self._sharing

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Hold it with others."""
        with self._changed:
            self._changed.wait_for(lambda: not self._alone and not self._waiting)
            self._sharing += 1
        try:
            yield
        finally:
            self._leave(sharing=1)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold it without others."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._alone and not self._sharing)
            self._waiting -= 1
            self._alone = True
        try:
            yield
        finally:
            self._leave(sharing=0)

    def _leave(self, *, sharing: int) -> None:
        with self._changed:
            self._sharing -= sharing
            self._alone = self._alone and bool(sharing)
            self._changed.notify_all()


class IndexMoved(Exception):
    """The indexes are of another generation, or of other languages, than the search."""


@dataclass(frozen=True)
class Candidates:
    """Paragraphs that may answer, in the order of their keys, and what each leg says of every one of them.

    `keys`, `documents`: int64 (n,), theirs and their documents'. `scores`: float (n,) by the name of the score, higher
    is better: "dense" and "sentence" are cosines, [-1, 1], "lexical" is BM25, [0, inf). `sentences`: the cosines of
    all their sentences. `foreign`: bool (n,), whether a paragraph is in a language that the question does not speak, so
    that only words that cross languages count. `copies`: uint64 (n,), equal for paragraphs of the same words. `words`:
    the question's, weighed. `abroad`: as for `fuse`.
    """

    keys: Rows
    documents: Rows
    scores: Mapping[str, npt.NDArray[np.floating]]
    sentences: SentenceScores
    foreign: Mask
    copies: Digests
    words: Sequence[WeighedWord]
    abroad: Mapping[str, float]

    @cached_property
    def fused(self) -> Doubles:
        """The legs' scores in one, float64 (n,); see `fuse`."""
        return fuse(self.scores, self.foreign, self.abroad)


class _Part(Protocol):
    """What follows the library paragraph by paragraph, and can be kept."""

    def commit(self) -> None: ...
    def remove(self, gone: Mask) -> None: ...
    def to_arrays(self) -> Arrays: ...
    def from_arrays(self, arrays: Arrays) -> None: ...


class Index:
    """All legs, at one generation. Safe for many threads: a refresh waits for searches to end.

    `everyday`: what is known of everyday words; None counts them anew.
    """

    def __init__(self, dimension: int, everyday: EverydayWords | None = None) -> None:
        self.languages: tuple[str | None, ...] = ()
        self.opened = 0
        self.dimension = dimension
        self.everyday = everyday or EverydayWords()
        self._lock = SharedLock()
        self._refreshing = threading.Lock()
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="searching")
        self._clear()

    def close(self) -> None:
        """End the thread that helps searches; none may follow."""
        self._helper.shutdown()

    def refresh(self, snapshot: Snapshot) -> None:
        """Bring the indexes to the snapshot's generation, unless they are there or beyond it, or of a later library."""
        if self.opened == snapshot.opened and self.generation >= snapshot.generation:
            return
        with self._refreshing:
            if self.opened < snapshot.opened:  # another library lies in the place of the one that was indexed
                with self._lock.alone():
                    self._clear()
                    self.opened = snapshot.opened
            if self.opened > snapshot.opened or self.generation >= snapshot.generation:
                return
            added = snapshot.added_since(self.generation)
            ahead = list(islice(added, _BATCH))  # of a few, all is read before questions have to wait
            with self._lock.alone():
                try:
                    self._follow(snapshot, chain(ahead, added))
                except BaseException:
                    self._clear()  # half-way is nowhere: the next refresh starts from nothing
                    raise

    def __len__(self) -> int:
        """Count the paragraphs that are indexed."""
        return len(self._keys)

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give all that the indexes hold, as arrays by name, for `from_arrays`. Do not write into them.

        Of n paragraphs: `keys` and `documents` int64 (n,), `spoken` int32 (n,), the numbers of their languages, and
        `languages`, all of these as `as_array` writes them. Each leg's own arrays follow, as `lexical: lengths`.
        """
        own: dict[str, npt.NDArray[Any]] = {
            "keys": self._keys,
            "documents": self._documents,
            "spoken": self._spoken,
            "languages": as_array(json.dumps(language) for language in self._numbers),
        }
        for name, part in self._parts.items():
            own |= {f"{name}: {each}": array for each, array in part.to_arrays().items()}
        return own

    def from_arrays(self, arrays: Arrays, generation: int, languages: tuple[str | None, ...]) -> None:
        """Start, before anything was indexed, from what another one's `to_arrays` gave when it was at that generation.

        `languages`: the documents' then. Raises KeyError where an array is missing.
        """
        with self._refreshing, self._lock.alone():
            try:
                self._keys, self._documents, self._spoken = (arrays[each] for each in ("keys", "documents", "spoken"))
                for name in as_strings(arrays["languages"]):
                    self._numbers[json.loads(name)]  # numbered in this order
                for name, part in self._parts.items():
                    part.from_arrays(_under(name, arrays))
                self.languages = languages
                self.generation = generation
            except BaseException:
                self._clear()
                raise

    def clear(self) -> None:
        """Forget everything: the next refresh starts from nothing."""
        with self._refreshing, self._lock.alone():
            self._clear()

    def _clear(self) -> None:
        self.generation = 0
        self.languages = ()
        self._restrictions = Restrictions()
        self._legs: dict[str, Leg] = {name: each.make(self.dimension, self.everyday) for name, each in LEGS.items()}
        self.damaged: frozenset[int] = frozenset()
        """Keys of the documents of which something is left out, for its vectors or terms are damaged."""
        self._copies: Copies = Copies()
        self._parts: dict[str, _Part] = {**self._legs, "copies": self._copies}
        self._keys = np.empty(0, dtype=np.int64)
        self._documents = np.empty(0, dtype=np.int64)
        self._spoken = np.empty(0, dtype=np.int32)  # each paragraph's language, as its number
        self._numbers: defaultdict[str | None, int] = defaultdict(count_from_0().__next__)

    def _follow(self, snapshot: Snapshot, added: Iterator[IndexedParagraph]) -> None:
        gone = snapshot.removed_since(self.generation)
        removed = np.isin(self._documents, gone)
        if removed.any():
            self._remove(removed)
        self._append(added)
        for document_id in snapshot.ids(snapshot.damaged):
            _log.error("the document %r is damaged, and partly left out of answers: remove and add it", document_id)
        self.damaged = self.damaged.union(snapshot.damaged).difference(gone)
        self._restrictions = Restrictions()
        self.languages = snapshot.languages()
        self.generation = snapshot.generation

    def _append(self, added: Iterator[IndexedParagraph]) -> None:
        keys, documents, spoken = list[int](), list[int](), list[int]()
        while batch := list(islice(added, _BATCH)):
            keys += [paragraph.key for paragraph in batch]
            documents += [paragraph.document for paragraph in batch]
            spoken += [self._numbers[paragraph.language] for paragraph in batch]
            self._copies.add(paragraph.terms for paragraph in batch)
            for leg in self._legs.values():
                leg.add(batch)
        for part in self._parts.values():
            part.commit()
        self._keys = np.append(self._keys, np.array(keys, dtype=np.int64))
        self._documents = np.append(self._documents, np.array(documents, dtype=np.int64))
        self._spoken = np.append(self._spoken, np.array(spoken, dtype=np.int32))

    def _remove(self, gone: Mask) -> None:
        for part in self._parts.values():
            part.remove(gone)
        self._keys, self._documents, self._spoken = (
            each[~gone] for each in (self._keys, self._documents, self._spoken)
        )

    def search(
        self, snapshot: Snapshot, query: Query, *, count: int, within: DocumentFilter = EVERYTHING
    ) -> Candidates:
        """Find up to `count` candidates by each leg, with all of the same words, and score them by every leg.

        Raises IndexMoved where the indexes have gone on to another generation than the snapshot's, or have other
        languages than those that the query was analysed for, UnknownDocument as `Snapshot.find_keys`.
        """
        with self._lock.shared():
            at = self.opened, self.generation
            if at != (snapshot.opened, snapshot.generation) or query.languages != self.languages:
                raise IndexMoved
            allowed = self._restrictions.get(
                within, lambda asked: np.isin(self._documents, np.array(snapshot.find_keys(asked), dtype=np.int64))
            )
            scope = Scope(allowed, self._places(query), self._helper if self._lock.shares == 1 else None)
            searches = [leg.search(query, scope, count) for leg in self._legs.values()]
            rows = self._proposed(searches)
            if allowed is not None:
                rows = rows[allowed.rows[rows]]
            return self._scored(scope, searches, rows)

    def _proposed(self, searches: Sequence[Search]) -> Rows:
        """Give the rows that any search proposes, with all of the same words."""
        return self._copies.of(union(*(search.rows for search in searches)))

    def _scored(self, scope: Scope, searches: Sequence[Search], rows: Rows) -> Candidates:
        scored = [search.score(rows) for search in searches]
        return Candidates(
            keys=self._keys[rows],
            documents=self._documents[rows],
            scores={name: values for each in scored for name, values in each.scores.items()},
            sentences=next(each.sentences for each in scored if each.sentences is not None),
            foreign=scope.places[rows] > 0,
            copies=self._copies.digests[rows],
            words=next((each.words for each in scored if each.words), ()),
            abroad={
                name: registered.abroad
                for registered, each in zip(LEGS.values(), scored, strict=True)
                for name in each.scores
                if registered.abroad is not None
            },
        )

    def _places(self, query: Query) -> Rows:
        """Tell for each row which of the query's vectors is meant there; see `Scope`."""
        places = np.zeros(len(self._numbers) + 1, dtype=np.int64)
        for place, language in enumerate(query.foreign, start=1):
            places[self._numbers.get(language, -1)] = place
        found: Rows = places[self._spoken]
        return found


def _under(name: str, arrays: Arrays) -> Arrays:
    return {each.removeprefix(f"{name}: "): array for each, array in arrays.items() if each.startswith(f"{name}: ")}
