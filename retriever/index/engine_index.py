"""Search a library too large for memory: PostgreSQL retrieves candidates, and the legs score only those."""

from collections.abc import Mapping, Sequence
from typing import cast

from corpus.filters import EVERYTHING, DocumentFilter
from corpus.library import Library
from corpus.postgres import engine
from corpus.postgres.engine import Counts, Languages
from corpus.records import IndexedParagraph
from corpus.snapshot import Snapshot
from retriever.idf import EverydayWords, WeighedWord
from retriever.index.bm25 import BM25Leg
from retriever.index.index import Candidates, Index, IndexMoved
from retriever.index.inverted_index import SHORTEST, Spellings, how_far
from retriever.index.legs import Scope
from retriever.query import Query

_COMMON = 1 / 8
"""The share of all paragraphs from which on a word proposes none, where another does: it is scored all the same."""
_FEW = 10_000
"""Paragraphs of a word that are walked through in milliseconds: such a word proposes, however large its share is."""


def prepare(library: Library) -> None:
    """Make the database's indexes, where they are not there. Takes long the first time; raises LibraryError."""
    with library.reading() as snapshot:
        there = engine.is_there(snapshot.connection)
    if not there:
        with library.writing() as connection:
            engine.prepare(cast("engine.Copying", connection))  # a database's, as it has just answered as one


class EngineIndex(Index):
    """Holds nothing of the library but its languages; each search reads what it needs in its own snapshot.

    What is here in memory is made of a question's candidates and thrown away with it. Scores are those of the legs, by
    the counts of the whole library.
    """

    def refresh(self, snapshot: Snapshot) -> None:
        """Look which languages there are: the database's indexes are of the snapshot's generation already."""
        if self.opened == snapshot.opened and self.generation >= snapshot.generation:
            return
        languages, paragraphs = snapshot.languages(), engine.read_counts(snapshot.connection).paragraphs
        with self._refreshing:
            self.languages, self.generation, self.opened = languages, snapshot.generation, snapshot.opened
            self._count = paragraphs

    def __len__(self) -> int:
        """Count the paragraphs that are indexed."""
        return self._count

    def _clear(self) -> None:
        super()._clear()
        self._count = 0

    def search(
        self, snapshot: Snapshot, query: Query, *, count: int, within: DocumentFilter = EVERYTHING
    ) -> Candidates:
        """Find candidates as `Index.search` does; those by vectors are nearly the nearest.

        Raises IndexMoved where the snapshot is of another generation, or the query of other languages.
        """
        at = self.opened, self.generation
        if at != (snapshot.opened, snapshot.generation) or query.languages != self.languages:
            raise IndexMoved
        connection = snapshot.connection
        engine.set_up_search(connection)
        documents = None if within == EVERYTHING else snapshot.find_keys(within)
        leg = _leg(snapshot, query, self.everyday)
        proposed = self._near(snapshot, query, count, documents) + _matching(snapshot, query, leg, count, documents)
        keys = engine.with_copies(connection, proposed, documents)
        few = _Few(self.dimension, self.everyday, leg, list(engine.read(connection, keys)), self.languages)
        return few.score(query, count)

    def _near(self, snapshot: Snapshot, query: Query, count: int, documents: Sequence[int] | None) -> list[int]:
        found = list[int]()
        for place, vector in enumerate(query.vectors()):
            languages = Languages(only=query.foreign[place - 1 : place]) if place else Languages(without=query.foreign)
            for sentences in (False, True):
                # Several of the nearest sentences may be of one paragraph: as the dense leg asks for more of them.
                wanted = 2 * count if sentences else count
                statement = engine.near(vector, wanted, sentences=sentences, documents=documents, languages=languages)
                found += engine.find(snapshot.connection, statement)
        return found


class CountedLeg(BM25Leg):
    """BM25 of some paragraphs by what is counted in all of the library.

    `frequencies`: in how many paragraphs the terms stand that a question's words may stand for.
    """

    def __init__(self, everyday: EverydayWords, counts: Counts, frequencies: Mapping[str, int]) -> None:
        super().__init__(everyday)
        self.counts = counts
        self._frequencies = frequencies
        self._spellings = Spellings()
        self._spellings.add(frequencies)

    def frequency(self, term: str) -> int:
        """In how many paragraphs of the library a term stands."""
        return self._frequencies.get(term, 0)

    def spellings(self) -> Spellings:
        """Give those terms."""
        return self._spellings

    def total(self) -> int:
        """How many paragraphs the library has."""
        return self.counts.paragraphs

    def mean_length(self) -> float:
        """The mean length of the library's paragraphs."""
        return self.counts.mean_length

    def proposing(self, words: Sequence[WeighedWord]) -> dict[str, float]:
        """Give the terms, with their weights, by which paragraphs are proposed."""
        terms = {each.term: each.weight for word in words for each in word.terms if self.frequency(each.term)}
        common = max(_COMMON * self.total(), _FEW)
        rare = {term: weight for term, weight in terms.items() if self.frequency(term) <= common}
        return rare or terms


class _Few(Index):
    """The legs over a few paragraphs."""

    def __init__(
        self,
        dimension: int,
        everyday: EverydayWords,
        leg: CountedLeg,
        paragraphs: Sequence[IndexedParagraph],
        languages: tuple[str | None, ...],
    ) -> None:
        super().__init__(dimension, everyday)
        self.languages = languages
        self._legs["lexical"] = self._parts["lexical"] = leg
        self._append(iter(paragraphs))

    def score(self, query: Query, count: int) -> Candidates:
        """Propose and score them as an index of the whole library would."""
        scope = Scope(None, self._places(query))
        searches = [each.search(query, scope, count) for each in self._legs.values()]
        return self._scored(scope, searches, self._proposed(searches))


def _leg(snapshot: Snapshot, query: Query, everyday: EverydayWords) -> CountedLeg:
    """Read what is counted of a question's terms, and of those that they may stand for."""
    connection, counts = snapshot.connection, engine.read_counts(snapshot.connection)
    terms = [term for word in query.words for term in word.terms]
    known = engine.read_frequencies(connection, terms)
    leg = CountedLeg(everyday, counts, known)
    unknown = {term for word in query.words if leg.is_unknown(word, query) for term in word.terms}
    also = engine.read_accented(connection, terms) if query.text.isascii() else {}
    reach: dict[str, tuple[int, int]] = {}
    for term in unknown:
        if far := how_far(term):
            least, most = reach.get(term[0], (len(term), len(term)))
            reach[term[0]] = min(least, max(len(term) - far, SHORTEST)), max(most, len(term) + far)
    for letter, lengths in sorted(reach.items()):
        also |= engine.read_alike(connection, letter, *lengths)
    return CountedLeg(everyday, counts, known | also) if also else leg


def _matching(
    snapshot: Snapshot, query: Query, leg: CountedLeg, count: int, documents: Sequence[int] | None
) -> list[int]:
    words = leg.weigh_query(query)
    found = list[int]()
    for some in (words, [word for word in words if word.crosses]) if query.foreign else (words,):
        if terms := leg.proposing(some):
            statement = engine.matching(terms, count, leg.mean_length(), documents)
            found += engine.find(snapshot.connection, statement)
    return found
