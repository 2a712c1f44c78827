"""Answers to questions about a document itself: which one is meant, and where it says what is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.documents import DocumentRecord, Span
from corpus.filters import DocumentFilter
from corpus.snapshot import Snapshot
from retriever.answers import Passage, Refusal, Turn
from retriever.document_questions import Aspect, DocumentQuestion, named_document
from retriever.index.index import Candidates
from retriever.passages import doubt, passage_at, place_first
from retriever.refusals import explain_silence
from retriever.reranking import Ranked
from retriever.self_description import find_place, known_value

STATED: Final = 0.95
"""How likely a place answers where a document describes itself: not fitted, for such questions are in no set."""

_LOOKED_AT: Final = 3_000
"""Paragraphs of a document in which it may describe itself: a book has more, and says it at its beginning."""

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

    def find_document(
        self, question: str, asked: DocumentQuestion, within: DocumentFilter, history: Sequence[Turn]
    ) -> DocumentRecord | None:
        """Tell which document is meant; None where that is not clear.

        It is the one that the question names, or the only one that passes, or the one that the last question before
        was nearest to. Raises UnknownDocument, IndexMoved.
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
        self, question: str, aspect: Aspect, record: DocumentRecord, count: int
    ) -> tuple[tuple[Passage, ...], Refusal | None] | None:
        """Give up to `count` passages, and a refusal where the document does not say what is asked.

        What was read stands for date and author, unless the document says it elsewhere. None where no paragraph tells
        what the document is about, and where no certainty reaches the threshold. Raises IndexMoved.
        """
        candidates = self.search(question, DocumentFilter(ids=frozenset({record.id})))
        if self.threshold > STATED or not len(candidates.keys):
            return None
        _, passages = self.rank(question, candidates)
        document = self.snapshot.read_document(record.id, _LOOKED_AT)
        place = find_place(document, aspect)
        agrees = place is None or _meets(passages[0].quote.span, place.quote)
        if self.reads and aspect in {"date", "author", "publisher"} and passages[0].answers and agrees:
            return passages, None
        if place is not None:
            first = passage_at(self.snapshot, record, document, place, candidates, STATED)
            return place_first(first, passages, count), None
        if aspect == "about":
            return None
        return doubt(passages, self.threshold / 2), explain_silence(aspect, known_value(document, aspect))


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
