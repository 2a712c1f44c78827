"""Make passages of ranked candidates: text, quote with context, and confidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from corpus import cells
from corpus.documents import Document, DocumentRecord, Span
from corpus.errors import LibraryForeign
from corpus.records import CONTEXT, StoredParagraph, number_paragraphs
from corpus.snapshot import Snapshot
from retriever.answers import Excerpt, Passage, Quote, QuoteContext
from retriever.calibration import Calibration
from retriever.idf import Overlap
from retriever.index.index import Candidates
from retriever.quotes import context_of
from retriever.reranking import Ranked
from retriever.self_description import Place

_SHEETS: Final = frozenset(("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
"""Media types of spreadsheets; other documents' metadata may say anything."""


def signs_of(ranked: Ranked, candidates: Candidates) -> Mapping[str, float]:
    """Return the features of a candidate that the calibration uses."""
    if ranked.reading is not None:
        return {"answers": ranked.reading.answers}
    unit = ranked.unit
    foreign = bool(candidates.foreign[unit.place])
    terms = frozenset().union(*unit.paragraph.terms)
    return {
        "dense": float(candidates.scores["dense"][unit.place]),
        "sentence": float(candidates.scores["sentence"][unit.place]),
        "share": Overlap(candidates.words, foreign=foreign).of(terms),
    }


def passages_of(
    ranked: Sequence[Ranked], candidates: Candidates, calibration: Calibration, threshold: float
) -> tuple[Passage, ...]:
    """Make passages; a passage's score is its own confidence, but no greater than that of the one before.

    A candidate that was not read scores half of the one before.
    """
    passages: list[Passage] = []
    reads = any(each.reading is not None for each in ranked)
    score = 1.0
    for rank, each in enumerate(ranked, start=1):
        known = each.reading is not None or not reads
        own = calibration.confidence(signs_of(each, candidates)) if known else score / 2
        score = min(score, own)
        passages.append(_passage(rank, each, candidates, score, own, answers=known and own >= threshold))
    return tuple(passages)


def passage_at(
    snapshot: Snapshot, record: DocumentRecord, document: Document, place: Place, candidates: Candidates, sure: float
) -> Passage:
    """Make the passage of a place where a document describes itself; `sure`, [0, 1], is its confidence."""
    paragraph, text, quoted = document.paragraphs[place.paragraph], document.text, place.quote
    stored = snapshot.paragraphs([int(key) for key in candidates.keys])
    keys = {each.span: key for key, each in stored.items() if each.document == record.key}
    found = np.flatnonzero(candidates.keys == keys.get(paragraph.span, -1))
    return Passage(
        rank=1,
        score=sure,
        confidence=sure,
        scores={name: float(values[found[0]]) if len(found) else 0.0 for name, values in candidates.scores.items()},
        text=paragraph.span.of(text),
        span=paragraph.span,
        document=record,
        number=number_paragraphs(document.paragraphs)[place.paragraph],
        headings=paragraph.headings,
        page=paragraph.page,
        quote=Quote(
            text=quoted.of(text),
            span=quoted,
            prefix=text[max(quoted.start - CONTEXT, 0) : quoted.start],
            suffix=text[quoted.end : quoted.end + CONTEXT],
            words=Excerpt(place.words.of(text), place.words) if place.words else None,
        ),
        answers=True,
    )


def with_regions(snapshot: Snapshot, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Give passages with where their quotes stand: on pages of files that are kept, in cells of spreadsheets."""
    return tuple(replace(each, quote=_placed(snapshot, each)) for each in passages)


def _placed(snapshot: Snapshot, passage: Passage) -> Quote:
    quote = passage.quote
    if passage.page is not None:
        return replace(quote, regions=snapshot.find_regions(passage.document.key, quote.span, quote.text))
    if cells.KEY not in passage.document.metadata or passage.document.media_type not in _SHEETS:
        return quote
    try:
        text = snapshot.text(passage.document.id)
    except LibraryForeign:  # it is damaged, and said to be
        return quote
    return replace(quote, cells=cells.cells_of(passage.document.metadata, text, quote.span))


def keep_first(passages: Sequence[Passage], count: int) -> tuple[Passage, ...]:
    """Give the best `count` passages, which name only each other."""
    return tuple(
        replace(each, differs_from=tuple(rank for rank in each.differs_from if rank <= count))
        for each in passages[:count]
    )


def place_first(first: Passage, others: Sequence[Passage], count: int) -> tuple[Passage, ...]:
    """Give a passage and the best others after it, `count` together, of which only the first answers."""
    rest = [each for each in others if each.span != first.span or each.document.key != first.document.key]
    return (
        first,
        *(
            replace(each, rank=rank, score=min(each.score, first.score), answers=False)
            for rank, each in enumerate(rest[: count - 1], start=2)
        ),
    )


def doubt(passages: Sequence[Passage], most: float) -> tuple[Passage, ...]:
    """Give passages of which none answers, and none scores more than `most`."""
    return tuple(replace(each, score=min(each.score, most), answers=False) for each in passages)


def _passage(rank: int, ranked: Ranked, candidates: Candidates, score: float, own: float, *, answers: bool) -> Passage:
    paragraph, place = ranked.unit.paragraph, ranked.unit.place
    return Passage(
        rank=rank,
        score=score,
        confidence=own,
        scores={name: float(values[place]) for name, values in candidates.scores.items()},
        text=paragraph.text,
        span=paragraph.span,
        document=ranked.unit.document,
        number=paragraph.number,
        headings=paragraph.headings,
        page=paragraph.page,
        quote=_quote(ranked),
        answers=answers,
        also_in=ranked.unit.also_in,
    )


def _quote(ranked: Ranked) -> Quote:
    paragraph, quoted = ranked.unit.paragraph, ranked.quote
    around = paragraph.before + paragraph.text + paragraph.after
    offset = paragraph.span.start - len(paragraph.before)
    start, end = quoted.start - offset, quoted.end - offset
    return Quote(
        text=around[start:end],
        span=quoted,
        prefix=around[max(start - CONTEXT, 0) : start],
        suffix=around[end : end + CONTEXT],
        words=_excerpt(paragraph, ranked.words) if ranked.words else None,
        context=tuple(
            QuoteContext(each.text, each.piece.span, each.piece.role)
            for each in context_of(quoted, ranked.unit.introduced)
        ),
    )


def _excerpt(paragraph: StoredParagraph, span: Span) -> Excerpt:
    return Excerpt(paragraph.text[span.start - paragraph.span.start : span.end - paragraph.span.start], span)
