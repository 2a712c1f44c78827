"""From ranked candidates to passages: the words, the quote, and where they stand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.documents import DocumentRecord, Span
from corpus.snapshot import CONTEXT, Snapshot, StoredParagraph
from retriever import unsaid
from retriever.answers import Passage, Quote, Scores
from retriever.calibration import Features
from retriever.fusion import chances
from retriever.idf import WeighedWord
from retriever.index.index import Candidates
from retriever.index.legs import Floats, Rows
from retriever.kinds import KINDS
from retriever.quotes import WEIGHTS, Asked, Shares, features, run

_READ = 10
"""How many candidates' words are read and judged: with more of them, hit@1 was the same on every set tried."""


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
    foreign: bool

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


def ranked(snapshot: Snapshot, candidates: Candidates, question: str, count: int) -> list[Ranked]:
    """Rank the candidates and give the `count` best, each with its quote.

    The legs' fused scores choose `_READ` of them, whose sentences are then read: a paragraph's score is what the legs
    say of it, and what its best sentence says.
    """
    fused = candidates.fused
    order = np.lexsort((candidates.keys, -fused))[: max(count, _READ)]  # equals stand in the order in which they came
    stored = snapshot.paragraphs(candidates.keys[order].tolist())
    read = _read(question, candidates, order, [stored[key] for key in candidates.keys[order].tolist()])
    scores = fused[order] + [each.answering for each in read]
    # Those beyond the first few follow in the legs' order: asking for more passages must not change the first ones.
    best = [*np.lexsort((np.arange(len(read))[:_READ], -scores[:_READ])), *range(_READ, len(read))][:count]
    records = snapshot.records(read[place].stored.document for place in best)
    likely = chances(scores[:_READ])
    likely = np.append(likely, np.full(len(read) - len(likely), likely.min()))
    return [
        _ranked(rank, question, candidates, read[place], records[read[place].stored.document], likely[place])
        for rank, place in enumerate(best, start=1)
    ]


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate whose words were read: its place among them, its best sentence's, and how well that answers.

    `cosines`: one a sentence.
    """

    position: int
    stored: StoredParagraph
    cosines: Floats
    chosen: int
    quoted: Span
    answering: float
    terms: frozenset[str]
    kind: float
    foreign: bool


def _read(question: str, candidates: Candidates, order: Rows, stored: Sequence[StoredParagraph]) -> list[_Read]:
    """Read and judge the candidates at those places, all their sentences at once."""
    cosines = [candidates.sentences.of(place) for place in order.tolist()]
    foreign = candidates.foreign[order].tolist()
    judged = features(
        Asked.among(question, candidates.words, candidates.sentences.values),
        np.concatenate(cosines),
        [_words(each, sentence) for each in stored for sentence in each.sentences],
        [held for each in stored for held in each.terms],
        [abroad for each, abroad in zip(stored, foreign, strict=True) for _ in each.sentences],
        [number == 0 for each in stored for number in range(len(each.sentences))],
    )
    answering = judged @ np.array(list(WEIGHTS.values()))
    kinds = judged[:, -len(KINDS) :].sum(axis=1)
    found, start = [], 0
    for place, each in enumerate(stored):
        end = start + len(each.sentences)
        chosen = int(np.argmax(answering[start:end]))
        found.append(
            _Read(
                position=int(order[place]),
                stored=each,
                cosines=cosines[place],
                chosen=chosen,
                quoted=run(answering[start:end], each.sentences),
                answering=float(answering[start + chosen]),
                terms=frozenset().union(*each.terms),
                kind=float(kinds[start + chosen]),
                foreign=foreign[place],
            )
        )
        start = end
    return found


def _ranked(
    rank: int, question: str, candidates: Candidates, read: _Read, document: DocumentRecord, chance: float
) -> Ranked:
    words, stored = candidates.words, read.stored
    scores = Scores(
        dense=float(candidates.scores["dense"][read.position]),
        sentence=float(read.cosines.max()),
        lexical=float(candidates.scores["lexical"][read.position]),
    )
    weight = sum(word.weight for word in words)
    lacking = _lacking(words, read.terms, foreign=read.foreign)
    known = Features(
        dense=scores.dense,
        sentence=float(read.cosines[read.chosen]),
        share=Shares(words, foreign=read.foreign).of(read.terms),
        chance=float(chance),
        candidates=math.log(len(candidates.keys)),
        kind=read.kind,
        foreign=float(read.foreign),
        weight=weight,
        names=unsaid.names(question, lacking, " ".join((document.title, *stored.headings))) / max(weight, 1e-9),
        numbers=unsaid.numbers(lacking),
        negation=unsaid.negation(question, _words(stored, read.quoted)),
    )
    return Ranked(rank, scores, stored, document, read.quoted, read.terms, known, read.foreign)


def _words(stored: StoredParagraph, span: Span) -> str:
    return stored.text[span.start - stored.span.start : span.end - stored.span.start]


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


def missing(question: Sequence[WeighedWord], found: Ranked) -> list[WeighedWord]:
    """Tell which of the question's words the passage does not have, in the question's order.

    Of a passage in another language that is told of words that cross only: of the others it says nothing.
    """
    return [
        word for word in _lacking(question, found.terms, foreign=found.foreign) if word.crosses or not found.foreign
    ]


def _lacking(question: Sequence[WeighedWord], terms: frozenset[str], *, foreign: bool) -> list[WeighedWord]:
    return [word for word in question if not ((word.crosses or not foreign) and word.stands_in(terms))]
