"""The derived indexes over a library: built in memory, brought up to date by what changed since."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from itertools import count as count_from_0
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.records import IndexedParagraph
from corpus.snapshot import Snapshot
from retriever.analysis import QuestionWord
from retriever.idf import background
from retriever.index.bm25 import LexicalIndex, Word, best
from retriever.index.dense import Cosines, Floats, Rows, Stacked, VectorIndex, union
from retriever.index.inverted_index import as_array, as_strings

_BATCH = 512  # paragraphs taken from the library at a time: the memory of a start stays flat


@dataclass(frozen=True, slots=True)
class Candidates:
    """Paragraphs that may answer, and what each leg says of every one of them.

    `keys` and `lexical` (BM25): (n,); `cosines`: theirs; `foreign`: (n,), whether it is in a language that the question
    does not speak, so that only words that cross count; `words`: the weighed question.
    """

    keys: npt.NDArray[np.int64]
    cosines: Cosines
    lexical: npt.NDArray[np.float64]
    foreign: npt.NDArray[np.bool_]
    words: list[Word]


class Index:
    """Both legs, at one generation. Safe for many threads: a refresh waits for searches to end."""

    def __init__(self, dimension: int) -> None:
        self.languages: tuple[str | None, ...] = ()
        self.dimension = dimension
        self._lock = _SharedLock()
        self._refreshing = threading.Lock()
        self._helping = ThreadPoolExecutor(1, thread_name_prefix="searching")
        self._clear()

    def refresh(self, snapshot: Snapshot) -> None:
        """Bring the indexes to the snapshot's generation, unless they are there or beyond it."""
        if self.generation >= snapshot.generation:
            return
        with self._refreshing:
            if self.generation >= snapshot.generation:
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
        """How many paragraphs are indexed."""
        return len(self._keys)

    def parts(self) -> dict[str, npt.NDArray[Any]]:
        """Give all that the indexes hold, as arrays: what `take` takes."""
        names = [json.dumps(language) for language in self._numbers]
        own = {
            "keys": self._keys,
            "documents": self._documents,
            "spoken": self._spoken,
            "languages": as_array(names),
        }
        return own | self._vectors.parts() | self._lexical.parts()

    def take(self, parts: Mapping[str, npt.NDArray[Any]], generation: int, languages: tuple[str | None, ...]) -> None:
        """Start, before anything was indexed, from what another one's `parts` gave when it was at that generation.

        `languages`: the documents' then. Raises KeyError where a part is missing.
        """
        with self._refreshing, self._lock.alone():
            try:
                self._keys, self._documents, self._spoken = (parts[each] for each in ("keys", "documents", "spoken"))
                for name in as_strings(parts["languages"]):
                    self._numbers[json.loads(name)]  # numbered in this order
                self._vectors.take(parts)
                self._lexical.take(parts)
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
        self._vectors: VectorIndex = VectorIndex(self.dimension)
        self._lexical: LexicalIndex = LexicalIndex()
        self._keys = np.empty(0, dtype=np.int64)
        self._documents = np.empty(0, dtype=np.int64)
        self._spoken = np.empty(0, dtype=np.int32)  # each paragraph's language, as its number
        self._numbers: defaultdict[str | None, int] = defaultdict(count_from_0().__next__)

    def _follow(self, snapshot: Snapshot, added: Iterator[IndexedParagraph]) -> None:
        removed = np.isin(self._documents, snapshot.removed_since(self.generation))
        if removed.any():
            self._vectors.remove(removed)
            self._lexical.remove(removed)
            self._keys, self._documents = self._keys[~removed], self._documents[~removed]
            self._spoken = self._spoken[~removed]
        keys, documents, languages = list[int](), list[int](), list[str | None]()
        while batch := list(islice(added, _BATCH)):
            keys += [paragraph.key for paragraph in batch]
            documents += [paragraph.document for paragraph in batch]
            languages += [paragraph.language for paragraph in batch]
            self._lexical.add([paragraph.terms for paragraph in batch])
            self._vectors.add(Stacked.of([paragraph.vectors for paragraph in batch], self.dimension))
        self._lexical.commit()
        self._keys = np.append(self._keys, np.array(keys, dtype=np.int64))
        self._documents = np.append(self._documents, np.array(documents, dtype=np.int64))
        self._spoken = np.append(self._spoken, np.array([self._numbers[each] for each in languages], dtype=np.int32))
        self.languages = snapshot.languages()
        self.generation = snapshot.generation

    def candidates(
        self,
        snapshot: Snapshot,
        vectors: Callable[[], Sequence[Floats]],
        words: Sequence[QuestionWord],
        foreign: Collection[str | None] = (),
        *,
        languages: tuple[str | None, ...] | None = None,
        count: int,
        documents: Sequence[int] | None = None,
    ) -> Candidates | None:
        """Find up to `count` candidates by each leg, and score them all by every leg, in the order of their keys.

        None where the indexes have gone on to another generation than the snapshot's, or their languages are not those
        that the words were looked up for. `foreign`: languages that the question does not speak. `vectors`, called
        once the words are looked up, gives the question's vector, and in their order one to look for in each of those
        languages. `documents` restricts to the documents of those keys.
        """
        with self._lock.shared():
            if self.generation != snapshot.generation or languages not in (None, self.languages):
                return None
            allowed = None if documents is None else np.isin(self._documents, documents)
            weighed = self._lexical.weigh(words, lambda term: background(term, self.languages))
            everywhere = self._lexical.scores(weighed)
            abroad = self._lexical.scores(_crossing(weighed)) if foreign else everywhere
            matched = everywhere if set(self.languages) - set(foreign) else abroad
            matching = best(matched if allowed is None else matched * allowed, count)
            within, questions = self._within(foreign), np.stack(vectors())
            rows = union(matching, self._nearest(questions, within, count, allowed))
            strange = within[rows] > 0
            return Candidates(
                keys=self._keys[rows],
                cosines=self._vectors.cosines(questions, within[rows], rows),
                lexical=np.where(strange, abroad[rows], everywhere[rows]).astype(np.float64),
                foreign=strange,
                words=weighed,
            )

    def _within(self, foreign: Collection[str | None]) -> Rows:
        """For each row, which vector is looked for there: 0 the question's own, n the nth of the foreign languages'."""
        places = np.zeros(len(self._numbers) + 1, dtype=np.int64)
        for place, language in enumerate(foreign, start=1):
            places[self._numbers.get(language, -1)] = place
        found: Rows = places[self._spoken]
        return found

    def _nearest(self, vectors: Floats, within: Rows, count: int, allowed: npt.NDArray[np.bool_] | None) -> Rows:
        if len(vectors) == 1:
            # A lone search takes two threads. Where there are others the cores have work.
            return self._vectors.nearest(vectors[0], count, allowed, self._helping if self._lock.shares == 1 else None)
        found = []
        for place, vector in enumerate(vectors):
            there = within == place
            if there.any():
                found.append(self._vectors.nearest(vector, count, there if allowed is None else there & allowed))
        return np.concatenate(found)


def _crossing(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.crosses]


class _SharedLock:
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
        with self._changed:
            self._changed.wait_for(lambda: not self._alone and not self._waiting)
            self._sharing += 1
        try:
            yield
        finally:
            self._leave(sharing=1)

    @contextmanager
    def alone(self) -> Iterator[None]:
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
