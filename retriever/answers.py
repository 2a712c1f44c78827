"""Define what the retriever returns: an answer with its passages and their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from corpus.documents import DocumentRecord, Role, Span
from corpus.places import Region

MOST: Final = 3
"""Answers of a question that are given at the most."""

Status = Literal["answered", "no_answer"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    content: str


Scores = Mapping[str, float]
"""What the legs said of a paragraph, by the score's name; higher is better in all.

`dense`: cosine of question and paragraph, [-1, 1]. `sentence`: cosine of question and the paragraph's best sentence,
[-1, 1]. `lexical`: BM25, [0, inf). A leg that is registered besides adds its own.
"""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a document: `text` is exactly its text at `span`."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class QuoteContext(Excerpt):
    """What introduces a quote and stands before it, and how."""

    role: Role


@dataclass(frozen=True, slots=True)
class Quote(Excerpt):
    """The sentences that answer.

    `prefix` and `suffix` are up to 32 code points before and after it (W3C TextQuoteSelector). `words`: those within
    it that are the answer itself; None where no words alone answer. `context`: what the quote needs to keep its sense,
    in the order of the text. `regions`: where it stands on the pages of the document's file; none where that is not
    kept or not known. `cells`: of a spreadsheet, the range that it stands in.
    """

    prefix: str
    suffix: str
    words: Excerpt | None = None
    context: tuple[QuoteContext, ...] = ()
    regions: tuple[Region, ...] = ()
    cells: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that was found, and where it stands. `number` counts the document's paragraphs from 1.

    `score` in [0, 1] falls with the rank; the first passage's is the answer's confidence. `answers`: whether the
    passage answers by itself, as its own `confidence` says. `also_in`: other documents that say the same, newest
    first.
    `differs_from`: ranks of passages that answer too and give another value, newest document first.
    """

    rank: int
    score: float
    confidence: float
    scores: Scores
    text: str
    span: Span
    document: DocumentRecord
    number: int
    headings: tuple[str, ...]
    page: int | None
    quote: Quote
    answers: bool = False
    also_in: tuple[DocumentRecord, ...] = ()
    differs_from: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer. `missing_terms`: words of the question that the nearest passage does not have."""

    reason: str
    missing_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, from one generation of the library.

    `confidence` in [0, 1] is the probability that the first passage answers; `passages` are best first, and stand there
    (as the nearest) when the status is `no_answer` too; `refusal` is given exactly then. `context` holds the earlier
    questions that counted, in the order in which they were asked. `left_out`: ids of documents that are damaged, and of
    which parts could not be looked at.
    """

    question: str
    status: Status
    confidence: float
    passages: tuple[Passage, ...]
    refusal: Refusal | None
    generation: int
    embedder: str
    context: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
