"""From ranked candidates to passages: the words, the quote, and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.documents import DocumentRecord, Span
from corpus.snapshot import CONTEXT, Snapshot, StoredParagraph
from retriever.answers import Passage, Quote, Scores
from retriever.confidence import Features
from retriever.fusion import chances, fuse
from retriever.index import Candidates
from retriever.lexical import Word
from retriever.quotes import best_sentence, share


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place, with all that its passage and its confidence are made of."""

    rank: int
    scores: Scores
    stored: StoredParagraph
    document: DocumentRecord
    quoted: Span
    terms: frozenset[str]
    features: Features

    def passage(self, confidence: float, first: float) -> Passage:
        """Make the passage; `confidence` is the answer's, and `first` the first candidate's chance."""
        stored = self.stored
        return Passage(
            rank=self.rank,
            score=confidence * (self.features.chance / first),
            scores=self.scores,
            text=stored.text,
            span=stored.span,
            document=self.document,
            number=stored.number,
            headings=stored.headings,
            page=stored.page,
            quote=_quote(stored, self.quoted),
        )


def ranked(snapshot: Snapshot, candidates: Candidates, count: int) -> list[Ranked]:
    """Rank the candidates by their fused scores, read the `count` best, and choose each one's quote."""
    best = [float(cosines.max()) for cosines in candidates.sentences]
    fused = fuse(candidates.dense, best, candidates.lexical)
    order = np.lexsort((candidates.keys, -fused))[:count]  # equals stand in the order in which they came
    likely = chances(fused)
    stored = snapshot.paragraphs(candidates.keys[order].tolist())
    records = snapshot.records(paragraph.document for paragraph in stored.values())
    found = []
    for rank, position in enumerate(order, start=1):
        paragraph = stored[int(candidates.keys[position])]
        found.append(
            _ranked(rank, int(position), candidates, paragraph, records[paragraph.document], float(likely[position]))
        )
    return found


def _ranked(
    rank: int,
    position: int,
    candidates: Candidates,
    stored: StoredParagraph,
    document: DocumentRecord,
    chance: float,
) -> Ranked:
    cosines, question = candidates.sentences[position], candidates.words
    sentences = [frozenset(terms) for terms in stored.terms]
    chosen = best_sentence(cosines, question, sentences)
    everything = frozenset().union(*sentences)
    scores = Scores(float(candidates.dense[position]), float(cosines.max()), float(candidates.lexical[position]))
    features = Features(
        dense=scores.dense,
        sentence=float(cosines[chosen]),
        share=share(question, everything),
        quote_share=share(question, sentences[chosen]),
        chance=chance,
    )
    return Ranked(rank, scores, stored, document, stored.sentences[chosen], everything, features)


def _quote(stored: StoredParagraph, quoted: Span) -> Quote:
    around = stored.before + stored.text + stored.after
    offset = stored.span.start - len(stored.before)
    start, end = quoted.start - offset, quoted.end - offset
    return Quote(
        text=around[start:end],
        span=quoted,
        prefix=around[max(start - CONTEXT, 0) : start],
        suffix=around[end : end + CONTEXT],
    )


def missing(question: Sequence[Word], found: Ranked) -> list[Word]:
    """Tell which of the question's words the passage does not have, in the question's order."""
    return [word for word in question if not word.stands_in(found.terms)]
