"""Real answers and outcomes, small enough to read in a test."""

from collections.abc import Sequence

from corpus.documents import DocumentRecord, Span
from retriever.answers import Answer, Passage, Quote, Refusal
from retriever.evaluation.judging import Outcome


def passage(rank: int, document: str, text: str, quote: str | None = None) -> Passage:
    quoted = text if quote is None else quote
    start = text.index(quoted)
    record = DocumentRecord(
        key=1,
        id=document,
        title=document.title(),
        media_type="text/plain",
        source=None,
        published=None,
        language="en",
        collection="default",
        sha256="0" * 64,
        md5="0" * 32,
        length=len(text),
        paragraphs=1,
        added="2026-01-01T00:00:00Z",
        generation=1,
        metadata={},
    )
    span = Span(start, start + len(quoted))
    found = Quote(quoted, span, text[max(0, start - 32) : start], text[span.end : span.end + 32])
    return Passage(
        rank,
        1 / rank,
        1 / rank,
        {"dense": 0.5, "sentence": 0.5, "lexical": 1.0},
        text,
        Span(0, len(text)),
        record,
        rank,
        (),
        None,
        found,
    )


def answer(*found: tuple[str, str] | tuple[str, str, str], confidence: float = 0.9, refused: bool = False) -> Answer:
    """An answer whose passages are `found`, best first: (document id, paragraph, quote or else all of it)."""
    return Answer(
        question="?",
        status="no_answer" if refused else "answered",
        confidence=confidence,
        passages=tuple(passage(rank, *parts) for rank, parts in enumerate(found, start=1)),
        refusal=Refusal("nothing close", ()) if refused else None,
        generation=1,
        embedder="none",
    )


def outcome(
    *,
    ranks: Sequence[int] = (1,),
    answerable: bool = True,
    refused: bool = False,
    confidence: float = 0.9,
    quote_correct: bool | None = True,
    language: str | None = "en",
    kind: str | None = None,
    elapsed: float = 0.01,
    id_: str = "q",
) -> Outcome:
    """An outcome that hangs together: what is not given follows from what is."""
    return Outcome(
        id=id_,
        question="?",
        language=language,
        kind=kind,
        answerable=answerable,
        status="no_answer" if refused else "answered",
        confidence=confidence,
        ranks=tuple(ranks) if answerable else (),
        rr=(1 / ranks[0] if ranks else 0.0) if answerable else None,
        ndcg=float(bool(ranks)) if answerable else None,
        quote="four words in it",
        quote_words=4,
        quote_correct=quote_correct if answerable else None,
        expected=("words",) if answerable else (),
        elapsed=elapsed,
        documents=("d",) if answerable else (),
    )
