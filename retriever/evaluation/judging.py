"""Ask every question and judge each answer: what was found, at which rank, whether the quote holds the answer."""

import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from icu4py.breakers import WordBreaker

from corpus.errors import InputRefused, QuestionRefused
from retriever.answers import Answer, Passage, Scores, Status
from retriever.evaluation.metrics import hit, mean, ndcg, reciprocal_rank
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
    """Tell how many passages judging `question` needs: 10, or 50 where several may fall together into one document."""
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


def normalize(text: str) -> str:
    """`text` for comparison: case-folded, Unicode NFC, every run of white space one space, none at the ends."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def contains(text: str, wanted: str) -> bool:
    """Tell whether `wanted` stands in `text`, both normalized; perhaps inside a word: not all scripts part words."""
    return normalize(wanted) in normalize(text)


def count_words(text: str) -> int:
    """Tell how many words `text` has, cut as UAX #29 says (Thai, Lao, Khmer and Burmese by ICU's dictionaries).

    A piece without any letter or digit is no word.
    """
    return sum(any(character.isalnum() for character in piece) for piece in WordBreaker(text, "root"))


Grade = Callable[[Outcome], float | None]
"""One question's value; None where the question says nothing of the metric."""


def _hit(k: int) -> Grade:
    return lambda outcome: hit(outcome.ranks, k) if outcome.answerable else None


def _refused(outcome: Outcome) -> bool:
    return outcome.status == "no_answer"


GRADES: Mapping[str, Grade] = {
    "hit@1": _hit(1),
    "hit@3": _hit(3),
    "hit@5": _hit(5),
    "mrr@10": lambda outcome: outcome.rr,
    "ndcg@10": lambda outcome: outcome.ndcg,
    "quote_accuracy": lambda outcome: outcome.quote_correct,
    "quote_length_words": lambda outcome: outcome.quote_words if outcome.answerable else None,
    "answered_rate": lambda outcome: not _refused(outcome) if outcome.answerable else None,
    "refusal_precision": lambda outcome: not outcome.answerable if _refused(outcome) else None,
    "refusal_recall": lambda outcome: None if outcome.answerable else _refused(outcome),
}

YES_OR_NO = frozenset(
    {"hit@1", "hit@3", "hit@5", "quote_accuracy", "answered_rate", "refusal_precision", "refusal_recall"}
)
"""The metrics whose grades are 0 or 1."""


def mean_grade(name: str, group: Sequence[Outcome]) -> float | None:
    """Give the metric of that name over a group; None where no question tells.

    Refusal precision says nothing either where no question is unanswerable: there was nothing to be precise about.
    """
    if name == "refusal_precision" and all(outcome.answerable for outcome in group):
        return None
    return mean(GRADES[name](outcome) for outcome in group)


def _gains(question: Question, passages: Sequence[Passage]) -> tuple[list[int], list[int]]:
    """Tell what each rank gains, and the grades of what no rank satisfied."""
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
    """Give the first of the passages, as the report shows it."""
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
