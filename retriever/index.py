"""The derived indexes over a library: built in memory, brought up to date by what changed since."""

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from corpus.snapshot import IndexedParagraph, Snapshot
from retriever.lexical import LexicalIndex, Word
from retriever.terms import QuestionWord
from retriever.vectors import Floats, Rows, VectorIndex
from retriever.weights import background

_BATCH = 4096  # paragraphs taken from the library at a time: the memory of a start stays flat


@dataclass(frozen=True, slots=True)
class Candidates:
    """Paragraphs that may answer, and what each leg says of every one of them.

    `keys`, `dense` and `lexical`: (n,); `sentences`: n arrays, a cosine a sentence; `foreign`: (n,), whether it is in a
    language that the question does not speak, so that only words that cross count; `words`: the weighed question.
    """

    keys: npt.NDArray[np.int64]
    dense: npt.NDArray[np.float32]
    lexical: npt.NDArray[np.float64]
    sentences: list[npt.NDArray[np.float32]]
    foreign: npt.NDArray[np.bool_]
    words: list[Word]


class Index:
    """Both legs, at one generation. Safe for many threads: a refresh waits for searches to end."""

    def __init__(self, dimension: int) -> None:
        self.languages: tuple[str | None, ...] = ()
        self._dimension = dimension
        self._lock = _SharedLock()
        self._clear()

    def refresh(self, snapshot: Snapshot) -> None:
        """Bring the indexes to the snapshot's generation, unless they are there or beyond it."""
        if self.generation >= snapshot.generation:
            return
        with self._lock.alone():
            if self.generation >= snapshot.generation:
                return
            try:
                self._follow(snapshot)
            except BaseException:
                self._clear()  # half-way is nowhere: the next refresh starts from nothing
                raise

    def clear(self) -> None:
        """Forget everything: the next refresh starts from nothing."""
        with self._lock.alone():
            self._clear()

    def _clear(self) -> None:
        self.generation = 0
        self.languages = ()
        self._vectors = VectorIndex(self._dimension)
        self._lexical = LexicalIndex()
        self._keys = np.empty(0, dtype=np.int64)
        self._documents = np.empty(0, dtype=np.int64)
        self._spoken = np.empty(0, dtype=object)  # each paragraph's language

    def _follow(self, snapshot: Snapshot) -> None:
        removed = np.isin(self._documents, snapshot.removed_since(self.generation))
        added = snapshot.added_since(self.generation)
        if removed.any():
            self._vectors.remove(removed)
            self._keys, self._documents = self._keys[~removed], self._documents[~removed]
            self._spoken = self._spoken[~removed]
            self._lexical = LexicalIndex()
            self._lexical.add(snapshot.terms_of(self._keys.tolist()))
        while batch := list(islice(added, _BATCH)):
            self._append(batch)
        self.languages = snapshot.languages()
        self.generation = snapshot.generation

    def candidates(
        self,
        vector: Floats,
        words: Sequence[QuestionWord],
        foreign: Collection[str | None] = (),
        *,
        generation: int,
        count: int,
        documents: Sequence[int] | None = None,
    ) -> Candidates | None:
        """Find up to `count` candidates by each leg, and score them all by every leg, in the order of their keys.

        None where the indexes have gone on to another generation. `foreign`: languages that the question does not
        speak; `documents` restricts to the documents of those keys.
        """
        with self._lock.shared():
            if self.generation != generation:
                return None
            allowed = None if documents is None else np.isin(self._documents, documents)
            weighed = self._lexical.weigh(words, lambda term: background(term, self.languages))
            rows = self._vectors.nearest(vector, count, allowed)
            spoken = weighed if set(self.languages) - set(foreign) else _crossing(weighed)
            matched = self._lexical.search(spoken, count, documents)
            rows = np.union1d(rows, np.searchsorted(self._keys, sorted(matched)))
            return self._scored(
                vector, weighed, rows, np.array([self._spoken[row] in foreign for row in rows], dtype=np.bool_)
            )

    def _scored(self, vector: Floats, words: list[Word], rows: Rows, foreign: npt.NDArray[np.bool_]) -> Candidates:
        keys = self._keys[rows]
        bm25 = self._lexical.scores(words, keys[~foreign].tolist())
        bm25 |= self._lexical.scores(_crossing(words), keys[foreign].tolist())
        return Candidates(
            keys=keys,
            dense=self._vectors.dense(vector, rows),
            lexical=np.array([bm25.get(int(key), 0.0) for key in keys]),
            sentences=self._vectors.sentences(vector, rows),
            foreign=foreign,
            words=words,
        )

    def _append(self, batch: list[IndexedParagraph]) -> None:
        self._vectors.add([paragraph.encoded.vectors for paragraph in batch])
        self._lexical.add((each.key, each.document, chain(each.encoded.context, *each.encoded.terms)) for each in batch)
        self._keys = np.append(self._keys, [paragraph.key for paragraph in batch])
        self._documents = np.append(self._documents, [paragraph.document for paragraph in batch])
        self._spoken = np.append(self._spoken, [paragraph.language for paragraph in batch])


def _crossing(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.crosses]


class _SharedLock:
    """Many may hold it shared, or one alone; who waits to be alone goes before those who come after."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sharing = 0
        self._waiting = 0
        self._alone = False

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
