"""Answer questions about a document itself: find which one is meant, and where it says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from corpus.documents import DocumentRecord, Span
from corpus.filters import DocumentFilter
from corpus.snapshot import Snapshot
from retriever.answers import Passage, Refusal, Turn
from retriever.index.index import Candidates
from retriever.passages import doubt, passage_at, place_first
from retriever.refusals import explain_silence
from retriever.reranking import Ranked
from retriever.self_description import DocumentQuestion, find_part, find_place, is_part, known_value, named_document

STATED: Final = 0.95
"""How likely a place answers where a document describes itself: not fitted, for such questions are in no set."""

_LOOKED_AT: Final = 3_000
"""Paragraphs of a document in which it may describe itself: a book has more, and says it at its beginning."""

_NEAREST: Final = 3
"""Documents in which a part is looked for that is asked about without naming one."""

Search = Callable[[str, DocumentFilter], Candidates]
Rank = Callable[[str, Candidates], tuple[list[Ranked], tuple[Passage, ...]]]


@dataclass(frozen=True, slots=True)
class SelfAnswers:
    """Answers within one snapshot.

    `search` searches for a text within the documents that pass; `rank` makes passages of candidates.
    `threshold` in [0, 1]: the confidence from which a question counts as answered. `reads`: whether a reader ranks.
    """

    snapshot: Snapshot
    search: Search
    rank: Rank
    threshold: float
    reads: bool

    def describe(
        self, question: str, asked: DocumentQuestion, within: DocumentFilter, history: Sequence[Turn], count: int
    ) -> tuple[tuple[Passage, ...], Refusal | None] | None:
        """Answer with up to `count` passages, or refuse; None where that is left to the ordinary way.

        Raises UnknownDocument, IndexMoved.
        """
        record = self.find_document(question, asked, within, history)
        if record:
            return self.answer(question, asked, record, count)
        return self.answer_part(question, asked, within, count)

    def find_document(
        self, question: str, asked: DocumentQuestion, within: DocumentFilter, history: Sequence[Turn]
    ) -> DocumentRecord | None:
        """Find which document is meant; None where that is not clear.

        It is the one that the question names, the only one that passes the filter, or the one nearest to the previous
        question. Raises UnknownDocument, IndexMoved.
        """
        snapshot = self.snapshot
        chosen = snapshot.newest(2, within)
        if len(chosen) == 1 and asked.name is None:
            return chosen[0]
        before = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
        text = question if asked.name else before[-1] if before else None
        if text is None or not chosen:
            return None
        candidates = self.search(text, within)
        records = snapshot.records(set(map(int, candidates.documents)))
        if asked.name:
            return named_document(asked.name, records.values())
        return records[int(candidates.documents[candidates.fused.argmax()])] if records else None

    def answer(
        self, question: str, asked: DocumentQuestion, record: DocumentRecord, count: int
    ) -> tuple[tuple[Passage, ...], Refusal | None] | None:
        """Give up to `count` passages, and a refusal where the document does not say what is asked.

        What was read stands for date and author, unless the document says it elsewhere, and for the publisher of what
        is named: "who issues permits?" reads as if it named a document. None where no paragraph tells
        what the document is about, and where no certainty reaches the threshold. Raises IndexMoved.
        """
        aspect = asked.aspect
        candidates = self.search(question, DocumentFilter(ids=frozenset({record.id})))
        if self.threshold > STATED or not len(candidates.keys):
            return None
        _, passages = self.rank(question, candidates)
        document = self.snapshot.read_document(record.id, _LOOKED_AT)
        place = find_place(document, aspect)
        named = asked.name is not None and aspect == "publisher"
        agrees = named or place is None or _meets(passages[0].quote.span, place.quote)
        if self.reads and aspect in {"date", "author", "publisher"} and passages[0].answers and agrees:
            return passages, None
        if place is not None:
            first = passage_at(self.snapshot, record, document, place, candidates, STATED)
            return place_first(first, passages, count), None
        if aspect == "about":
            return None
        return doubt(passages, self.threshold / 2), explain_silence(aspect, known_value(document, aspect))

    def answer_part(
        self, question: str, asked: DocumentQuestion, within: DocumentFilter, count: int
    ) -> tuple[tuple[Passage, ...], None] | None:
        """Give what a numbered part of a document says ("What does Article 2 say?"), with up to `count` passages.

        None where another thing is asked, where none of the documents that are nearest has such a part, and where no
        certainty reaches the threshold. Raises UnknownDocument, IndexMoved.
        """
        if asked.aspect != "about" or asked.name is None or not is_part(asked.name) or self.threshold > STATED:
            return None
        candidates = self.search(question, within)
        order = np.lexsort((candidates.keys, -candidates.fused))
        nearest = list(dict.fromkeys(candidates.documents[order].tolist()))[:_NEAREST]
        records = self.snapshot.records(nearest)
        for record in (records[key] for key in nearest):
            document = self.snapshot.read_document(record.id, _LOOKED_AT)
            if place := find_part(document, asked.name):
                _, passages = self.rank(question, candidates)
                first = passage_at(self.snapshot, record, document, place, candidates, STATED)
                return place_first(first, passages, count), None
        return None


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
