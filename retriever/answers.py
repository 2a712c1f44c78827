"""What the retriever gives back: an answer, its passages, and where each stands."""

from dataclasses import dataclass
from typing import Literal

from corpus.documents import DocumentRecord, Span

Status = Literal["answered", "no_answer"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Scores:
    """What each leg said of a paragraph; higher is better in all three.

    `dense`: cosine of question and paragraph, [-1, 1]. `sentence`: cosine of question and the paragraph's best
    sentence, [-1, 1]. `lexical`: BM25, [0, inf).
    """

    dense: float
    sentence: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that answer: `text` is exactly the document's text at `span`.

    `prefix` and `suffix` are up to 32 code points before and after it (W3C TextQuoteSelector).
    """

    text: str
    span: Span
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that was found, and where it stands. `number` counts the document's paragraphs from 1.

    `score` in [0, 1] falls with the rank; the first passage's is the answer's confidence.
    """

    rank: int
    score: float
    scores: Scores
    text: str
    span: Span
    document: DocumentRecord
    number: int
    headings: tuple[str, ...]
    page: int | None
    quote: Quote


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
    questions that counted, in the order in which they were asked.
    """

    question: str
    status: Status
    confidence: float
    passages: tuple[Passage, ...]
    refusal: Refusal | None
    generation: int
    embedder: str
    context: tuple[str, ...] = ()
