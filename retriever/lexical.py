"""The BM25 leg: tantivy over terms that we cut ourselves."""

import math
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from retriever.terms import QuestionWord
from retriever.weights import weight

_HEAP = 50_000_000  # bytes for the writer's buffer; tantivy wants at least 15 MB a thread


@dataclass(frozen=True, slots=True)
class Weighted:
    """A term, how much it tells (`weights.weight`), and the factor that makes tantivy's own idf that."""

    term: str
    weight: float
    boost: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: as it was typed, its alternative terms (the best counts), whether it crosses languages."""

    surface: str
    terms: tuple[Weighted, ...]
    crosses: bool = True

    @property
    def weight(self) -> float:
        """How much the word tells: as much as its most common term, so that a stem unknown here does not exceed it."""
        return min(term.weight for term in self.terms)

    def stands_in(self, terms: Container[str]) -> bool:
        """Whether any of its terms is among the given ones."""
        return any(each.term in terms for each in self.terms)


class LexicalIndex:
    """BM25 (k1 = 1.2, b = 0.75: tantivy's) over paragraphs given as terms.

    Grows only: tantivy counts removed paragraphs in its statistics until it merges, so that scores after a removal
    would depend on history. Whoever removes builds a new one, which takes about 10 microseconds a paragraph.
    Searches may run while paragraphs are added; they see all of an `add` or nothing.
    """

    def __init__(self) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("key", indexed=True, fast=True)
        builder.add_unsigned_field("document", indexed=True)
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        self._searcher = self._index.searcher()

    def add(self, paragraphs: Iterable[tuple[int, int, Iterable[str]]]) -> None:
        """Add paragraphs, each as its key, its document's key and its terms."""
        for key, document, terms in paragraphs:
            entry = tantivy.Document()
            entry.add_unsigned("key", key)
            entry.add_unsigned("document", document)
            entry.add_text("terms", " ".join(terms))
            self._writer.add_document(entry)
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def weigh(self, question: Sequence[QuestionWord], background: Callable[[str], float]) -> list[Word]:
        """Weigh a question's words; `background` as in `weights.weight`."""
        return [
            Word(
                word.surface,
                tuple(self._weighted(term, background(term), word.emphasis) for term in word.terms),
                word.crosses,
            )
            for word in question
        ]

    def search(self, question: Sequence[Word], count: int, documents: Sequence[int] | None = None) -> dict[int, float]:
        """Find the `count` best paragraphs, as key -> BM25; `documents` restricts to the documents of those keys."""
        query = self._query(question)
        if documents is not None:
            query = _within(query, Query.term_set_query(self._schema, "document", list(documents)))
        return self._scores(query, count)

    def scores(self, question: Sequence[Word], keys: Sequence[int]) -> dict[int, float]:
        """BM25 of those of the given paragraphs that hold a term of the question, as key -> score."""
        if not keys:
            return {}
        within = Query.term_set_query(self._schema, "key", list(keys))
        return self._scores(_within(self._query(question), within), len(keys))

    def _weighted(self, term: str, background: float, emphasis: float) -> Weighted:
        paragraphs, frequency = self._searcher.num_docs, self._searcher.doc_freq("terms", term)
        plain = math.log(1 + (paragraphs - frequency + 0.5) / (frequency + 0.5))  # what tantivy itself multiplies by
        telling = emphasis * weight(frequency, paragraphs, background)
        return Weighted(term, telling, telling / plain)

    def _query(self, question: Sequence[Word]) -> Query:
        return Query.boolean_query([(Occur.Should, self._any(word)) for word in question])

    def _any(self, word: Word) -> Query:
        queries = [
            Query.boost_query(Query.term_query(self._schema, "terms", each.term, index_option="freq"), each.boost)
            for each in word.terms
        ]
        return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries)

    def _scores(self, query: Query, count: int) -> dict[int, float]:
        if count == 0:
            return {}
        hits = self._searcher.search(query, count, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in hits])
        return {int(key or 0): float(score) for key, (score, _) in zip(keys, hits, strict=True)}


def _within(query: Query, restriction: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(restriction, 0.0))])
