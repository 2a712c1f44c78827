"""Ask every question and judge each answer: what was found, at which rank, whether the quote holds the answer."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.errors import InputRefused, QuestionRefused
from retriever.answers import Answer, Passage, Scores, Status
from retriever.evaluation.matching import contains, count_words
from retriever.evaluation.metrics import ndcg, reciprocal_rank
from retriever.evaluation.questions import Question, Relevant

Ask = Callable[[Question], Answer]
Progress = Callable[[int, int], None]

CUTOFF = 10
_DOCUMENTS_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that came, where it stands and what led there; `rank` counts passages from 1.

    `paragraph` counts the document's from 1; `page` is None where there are none.
    """

    rank: int
    document: str
    title: str
    paragraph: int
    headings: tuple[str, ...]
    page: int | None
    quote: str
    scores: Scores


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's answer, judged.

    `ranks` (from 1, ascending) are those at which a relevant item was found first; see `judge` for what an item is.
    `rr` and `ndcg`, both at 10, are None where the question is not answerable; `quote_correct` also where no text is
    expected. `quote` is the first passage's, `quote_words` its length, both None where no passage was given.
    `expected` are texts of which the quote should hold one, `documents` those that answer. `first` is the passage that
    came first, `wanted` the first that answers, each None where there is none; `refusal` is the reason given for one.
    `elapsed` is in seconds.
    """

    id: str
    question: str
    language: str | None
    kind: str | None
    answerable: bool
    status: Status
    confidence: float
    ranks: tuple[int, ...]
    rr: float | None
    ndcg: float | None
    quote: str | None
    quote_words: int | None
    quote_correct: bool | None
    expected: tuple[str, ...]
    elapsed: float
    documents: tuple[str, ...] = ()
    first: Found | None = None
    wanted: Found | None = None
    refusal: str | None = None

    @property
    def first_is_relevant(self) -> bool:
        """Whether the first passage answers: the event that `confidence` foretells."""
        return self.ranks[:1] == (1,)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of all questions, in their order."""

    outcomes: tuple[Outcome, ...]


def depth(question: Question) -> int:
    """How many passages judging `question` needs: 10, or 50 where several may fall together into one document."""
    return CUTOFF if question.by_paragraph or not question.answerable else _DOCUMENTS_DEPTH


def run(ask: Ask, questions: Sequence[Question], *, progress: Progress | None = None) -> Run:
    """Ask `questions` in order, one at a time, and judge the answers.

    `ask` should give `depth(question)` passages; its wall time is what latency means here. `progress` is called after
    each question with how many are done and how many there are. Raises QuestionRefused, naming the question, where
    `ask` raises InputRefused.
    """
    outcomes: list[Outcome] = []
    for question in questions:
        started = time.perf_counter()
        try:
            answer = ask(question)
        except InputRefused as error:
            raise QuestionRefused(f"question {question.id!r} cannot be asked: {error}") from error
        outcomes.append(judge(question, answer, time.perf_counter() - started))
        if progress is not None:
            progress(len(outcomes), len(questions))
    return Run(tuple(outcomes))


def judge(question: Question, answer: Answer, elapsed: float) -> Outcome:
    """Judge one answer, which took `elapsed` seconds.

    What is ranked are paragraphs where relevance is by quote, else documents, each where its first passage stands.
    Each `Relevant` is one item to find and counts at the first rank that satisfies it: a second paragraph with the same
    quote gains nothing more. A rank that satisfies several for the first time gains once, the highest grade among them,
    and they are one item in the ideal ranking too: where two quotes share a paragraph, finding it first is nDCG 1.
    The ideal ranking is thus every item found and every `Relevant` not found, best first. Where each `Relevant` is a
    paragraph or document of its own, this is nDCG as trec_eval has it.
    """
    gains, missing = _gains(question, answer.passages)
    ranks = tuple(rank for rank, gain in enumerate(gains, start=1) if gain)
    quote = answer.passages[0].quote.text if answer.passages else None
    expected = question.expected
    return Outcome(
        id=question.id,
        question=question.text,
        language=question.language,
        kind=question.kind,
        answerable=question.answerable,
        status=answer.status,
        confidence=answer.confidence,
        ranks=ranks,
        rr=reciprocal_rank(ranks, CUTOFF) if question.answerable else None,
        ndcg=ndcg(gains, [*gains, *missing], CUTOFF),
        quote=quote,
        quote_words=None if quote is None else count_words(quote),
        quote_correct=any(contains(quote or "", text) for text in expected) if expected else None,
        expected=expected,
        elapsed=elapsed,
        documents=tuple(dict.fromkeys(relevant.document for relevant in question.relevant)),
        first=_found(answer.passages[:1]),
        wanted=_found(
            [passage for passage in answer.passages if any(_satisfies(passage, each) for each in question.relevant)]
        ),
        refusal=answer.refusal.reason if answer.refusal else None,
    )


def _gains(question: Question, passages: Sequence[Passage]) -> tuple[list[int], list[int]]:
    """What each rank gains, and the grades of what no rank satisfied."""
    if not question.by_paragraph:
        # a dict keeps the place at which a key came first
        passages = list({passage.document.id: passage for passage in passages}.values())
    waiting = question.relevant
    gains = []
    for passage in passages:
        found = [relevant for relevant in waiting if _satisfies(passage, relevant)]
        waiting = tuple(relevant for relevant in waiting if relevant not in found)
        gains.append(max((relevant.grade for relevant in found), default=0))
    return gains, [relevant.grade for relevant in waiting]


def _found(passages: Sequence[Passage]) -> Found | None:
    """The first of the passages, as the report shows it."""
    if not passages:
        return None
    passage = passages[0]
    return Found(
        rank=passage.rank,
        document=passage.document.id,
        title=passage.document.title,
        paragraph=passage.number,
        headings=passage.headings,
        page=passage.page,
        quote=passage.quote.text,
        scores=passage.scores,
    )


def _satisfies(passage: Passage, relevant: Relevant) -> bool:
    return passage.document.id == relevant.document and (
        relevant.quote is None or contains(passage.text, relevant.quote)
    )
