"""Retrieve and score paragraphs by BM25, over the terms of `retriever.analysis`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from corpus.records import IndexedParagraph
from retriever.analysis import QuestionWord
from retriever.idf import EverydayWords, WeighedTerm, WeighedWord, weight
from retriever.index.inverted_index import PostingRows, Postings, Spellings
from retriever.index.legs import Arrays, Floats, Mask, Rows, Scope, Scored
from retriever.query import Query

_K1, _B = 1.2, 0.75
_COMMON = 1 / 8  # the share of all paragraphs from which on a term is common
_COMMON_BYTES = 4 << 20
_SPELLINGS = 6  # of a word that count at the most
_CORRECTED = 16  # words of a question at the most: each is compared with all of its first letter


class BM25Leg:
    """A leg: BM25 (Robertson and Zaragoza 2009; k1 = 1.2, b = 0.75) over paragraphs given as terms.

    A paragraph is a row, as in `Postings`. Its score is a sum of its own in the order of the question's words, and
    what is counted for it is counted exactly: nothing depends on how paragraphs came or on what else was here once.
    """

    def __init__(self, everyday: EverydayWords) -> None:
        self._everyday = everyday
        self._postings = Postings()
        # By which a paragraph's length damps how often a term stands in it.
        self._damping: Floats = np.empty(0, dtype=np.float32)
        self._common: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self._damping)

    def add(self, paragraphs: Sequence[IndexedParagraph]) -> None:
        """Append paragraphs; they count from the next `commit` on."""
        self.add_terms(paragraph.terms for paragraph in paragraphs)

    def add_terms(self, paragraphs: Iterable[str]) -> None:
        """Append paragraphs, each as its terms with white space between them; they count from the next `commit` on."""
        self._postings.add(paragraphs)

    def commit(self) -> None:
        """Make what was added count."""
        self._postings.commit()
        self._measure()

    def to_arrays(self) -> Arrays:
        """Give all that the leg holds, as arrays by name, for `from_arrays`. Do not write into them."""
        return self._postings.to_arrays()

    def from_arrays(self, arrays: Arrays) -> None:
        """Hold, while the leg is empty, what another one's `to_arrays` gave. Raises KeyError where one is missing."""
        self._postings.from_arrays(arrays)
        self._measure()

    def remove(self, gone: Mask) -> None:
        """Drop the rows where `gone` (bool, one a row) is true; the others keep their order."""
        self._postings.remove(gone)
        self._measure()

    def _measure(self) -> None:
        self._damping = (_K1 * (1 - _B + _B * self._postings.lengths / self.mean_length())).astype(np.float32)
        self._common = {}

    def frequency(self, term: str) -> int:
        """In how many paragraphs a term stands."""
        return self._postings.frequency(term)

    def total(self) -> int:
        """How many paragraphs there are."""
        return len(self)

    def mean_length(self) -> float:
        """The mean length of the paragraphs, in terms; 1 at the least."""
        lengths = self._postings.lengths
        return max(float(lengths.sum(dtype=np.int64)) / max(len(lengths), 1), 1.0)

    def spellings(self) -> Spellings:
        """Give the terms that a misspelt word may stand for."""
        return self._postings.spellings

    def is_unknown(self, word: QuestionWord, query: Query) -> bool:
        """Tell whether neither the library nor everyday language knows a word."""
        if word.everyday or any(map(self.frequency, word.terms)):
            return False
        return not any(self._everyday.chance(term, query.languages) for term in word.terms)

    def weigh_query(self, query: Query) -> list[WeighedWord]:
        """Weigh a query's words."""
        unaccented = query.text.isascii()
        unknown = (place for place, word in enumerate(query.words) if self.is_unknown(word, query))
        corrected = set(islice(unknown, _CORRECTED))
        words = [
            self._respell(word, correct=place in corrected, unaccented=unaccented)
            for place, word in enumerate(query.words)
        ]
        return self.weigh(words, lambda term: self._everyday.chance(term, query.languages))

    def search(self, query: Query, scope: Scope, count: int) -> "BM25Search":
        """Propose up to `count` rows of the greatest scores above 0.

        In languages that the question does not speak only the words that cross languages count. A word weighs the same
        in whatever scope: in a few documents nothing sure could be said of how common it is.
        """
        words = self.weigh_query(query)
        spoken = self.score(words)
        abroad = self.score([word for word in words if word.crosses]) if query.foreign else spoken
        matched = abroad if query.is_foreign_everywhere else spoken
        rows = best(matched if scope.allowed is None else matched * scope.allowed.rows, count)
        return BM25Search(rows, words, spoken, abroad, scope.places)

    def weigh(self, question: Sequence[QuestionWord], everyday: Callable[[str], float]) -> list[WeighedWord]:
        """Weigh a question's words; `everyday` tells the chance of a term as `idf.weight` takes it."""

        def weighed(term: str, emphasis: float) -> WeighedTerm:
            return WeighedTerm(term, emphasis * weight(self.frequency(term), self.total(), everyday(term)))

        return [
            WeighedWord(
                surface=word.surface,
                terms=tuple(weighed(term, word.emphasis) for term in word.terms),
                crosses=word.crosses,
                everyday=word.everyday,
            )
            for word in question
        ]

    def _respell(self, word: QuestionWord, *, correct: bool, unaccented: bool) -> QuestionWord:
        """Add to a word's terms those that it stands for where it is to be corrected, or typed without accents."""
        spellings = self.spellings()
        accented = [other for term in word.terms for other in spellings.accented(term)] if unaccented else []
        held = [term for term in (*word.terms, *accented) if self.frequency(term)]
        if not held and correct:
            near = [(far, other) for term in word.terms for far, other in spellings.nearest(term)]
            near = [(far, other) for far, other in sorted(near) if self.frequency(other)]
            held = [other for far, other in near if far == near[0][0]]
        return replace(word, terms=tuple(dict.fromkeys(held[:_SPELLINGS]))) if held else word

    def score(self, question: Sequence[WeighedWord]) -> Floats:
        """Give BM25 of every paragraph, float32 (rows,), [0, inf); 0 for those that hold no term of the question."""
        total = np.zeros(len(self), dtype=np.float32)
        for word in question:
            if len(word.terms) == 1:
                self._add(word.terms[0], total)
                continue
            greatest = np.zeros_like(total)
            for term in word.terms:
                alone = np.zeros_like(total)
                self._add(term, alone)
                np.maximum(greatest, alone, out=greatest)
            total += greatest
        return total

    def _add(self, term: WeighedTerm, total: Floats) -> None:
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

    def _damped(self, term: str) -> Iterator[tuple[PostingRows, Floats]]:
        """The rows that hold a term, with what BM25 makes of how often: in pieces."""
        for rows, counts in self._postings.of(term):
            times = counts.astype(np.float32)
            yield rows, np.float32(_K1 + 1) * times / (times + self._damping[rows])


@dataclass(frozen=True, slots=True)
class BM25Search:
    """What BM25 says of a question: `rows` as proposed, the weighed words, and every paragraph's score.

    `spoken`, `abroad`: float32 (all rows,), by all words and by those that cross languages; `places`: as in `Scope`.
    """

    rows: Rows
    words: Sequence[WeighedWord]
    spoken: Floats
    abroad: Floats
    places: Rows

    def score(self, rows: Rows) -> Scored:
        """Score those rows, int64 (n,), sorted."""
        scores = np.where(self.places[rows] > 0, self.abroad[rows], self.spoken[rows])
        return Scored({"lexical": scores.astype(np.float64)}, words=self.words)


def best(scores: Floats, count: int) -> Rows:
    """Find the `count` rows of the greatest scores above 0, int64 (k,), sorted; of equals at the end the first.

    `scores`: float32 (rows,).
    """
    if len(scores) <= count:
        return np.flatnonzero(scores > 0)
    least = np.partition(scores, -count)[-count]
    if least <= 0:
        return np.flatnonzero(scores > 0)
    above = np.flatnonzero(scores > least)
    return np.union1d(above, np.flatnonzero(scores == least)[: count - len(above)])
