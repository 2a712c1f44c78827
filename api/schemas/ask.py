"""`POST /v1/ask`: a question in, an answer with its citations out; and whether questions can be answered."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field

from api.schemas import examples
from api.schemas.base import (
    Region,
    RequestList,
    RequestModel,
    RequestText,
    ResponseModel,
    rounded,
    text_url,
    with_examples,
)
from api.schemas.filters import Filter
from corpus.documents import UNSURE_PAGES, Role
from retriever import answers
from retriever.answers import Answer

_NAMED: Final = 5
"""Documents that say the same that are named, at the most: what is on each page of a site is in thousands."""


def _asking(question: str) -> str:
    if not question.strip():
        raise ValueError("is empty; write what you want to know")
    return question


QuestionText = Annotated[RequestText, AfterValidator(_asking)]
"""A question in plain words."""


class Turn(RequestModel):
    """One earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    content: RequestText


class AskRequest(RequestModel):
    """A question, and where to look for its answer."""

    model_config = with_examples(*examples.REQUESTS)

    question: QuestionText = Field(
        description="the question in plain words", json_schema_extra={"minLength": 1, "pattern": r"\S"}
    )
    top_k: int = Field(default=5, ge=1, description="how many passages to give, at most")
    history: RequestList[Turn] = Field(default=[], max_length=100, description="earlier turns, oldest first")
    documents: RequestList[RequestText] | None = Field(
        default=None,
        min_length=1,
        max_length=10_000,
        description="ids of the documents to search within; without it, all",
    )
    filter: Filter | None = Field(default=None, description="which documents to search within; without it, all")


class Scores(ResponseModel):
    """What each leg of the search said of the paragraph; higher is better in all."""

    model_config = ConfigDict(extra="allow")  # a leg that is registered besides adds its score
    __pydantic_extra__: dict[str, float] = Field(init=False)

    dense: float = Field(description="cosine of question and paragraph, [-1, 1]")
    sentence: float = Field(description="cosine of question and the paragraph's best sentence, [-1, 1]")
    lexical: float = Field(description="BM25, from 0")

    @classmethod
    def of(cls, scores: answers.Scores) -> "Scores":
        """The scores, rounded so that they print the same everywhere."""
        return cls(**{name: rounded(score) for name, score in scores.items()})


class CitedDocument(ResponseModel):
    """The document that a passage stands in."""

    id: str
    title: str
    source: str | None = Field(description="where the document is published, where it says so")
    published: str | None = Field(description="when it was published, ISO 8601, where it says so")
    language: str | None = Field(description="its language, BCP 47, where it is known")
    collection: str = Field(description="the collection that it is in")
    media_type: str
    sha256: str = Field(description="SHA-256 of the document's text in UTF-8")


class NamedDocument(ResponseModel):
    """A document by name."""

    id: str
    title: str
    published: str | None = Field(description="when it was published, ISO 8601, where it says so")
    language: str | None = Field(description="its language, BCP 47, where it is known")


class Excerpt(ResponseModel):
    """Words of a document: exactly `text[start:end]` of its text."""

    text: str
    start: int = Field(description="in Unicode code points")
    end: int = Field(description="in Unicode code points, exclusive")

    @classmethod
    def of(cls, excerpt: answers.Excerpt) -> "Excerpt":
        """The words and where they stand."""
        return cls(text=excerpt.text, start=excerpt.span.start, end=excerpt.span.end)


class QuoteContext(Excerpt):
    """What introduces a quote and stands before it."""

    role: Role = Field(description="how it introduces the quote")


class Quote(Excerpt):
    """The sentences that answer."""

    prefix: str = Field(description="up to 32 characters before it")
    suffix: str = Field(description="up to 32 characters after it")
    context: list[QuoteContext] = Field(
        description="what the quote needs to keep its sense: its question, lead-in, table head or heading"
    )
    regions: list[Region] = Field(
        description="where the quote is on the pages of the document's file, where that is kept; empty if not known"
    )
    cells: str | None = Field(description="the cells of a spreadsheet that the quote stands in, such as Fees!A5:D5")

    @classmethod
    def of_quote(cls, quote: answers.Quote) -> "Quote":
        """The quote with what introduces it."""
        return cls(
            text=quote.text,
            start=quote.span.start,
            end=quote.span.end,
            prefix=quote.prefix,
            suffix=quote.suffix,
            context=[
                QuoteContext(text=each.text, start=each.span.start, end=each.span.end, role=each.role)
                for each in quote.context
            ],
            regions=[Region.of(region) for region in quote.regions],
            cells=quote.cells,
        )


class Citation(ResponseModel):
    """Where a passage stands, checkable by anyone who holds the document."""

    number: int = Field(description="the citation's number in this answer: the passage's rank")
    document: CitedDocument
    paragraph: int = Field(description="which of the document's paragraphs, from 1")
    headings: list[str] = Field(description="the headings that it stands under, outermost first")
    page: int | None = Field(description="the page it begins on, from 1, where the format has pages")
    unsure: bool = Field(description="whether letters or the order of lines on its page could not be read for certain")
    start: int = Field(description="where the paragraph begins in the document's text, in Unicode code points")
    end: int = Field(description="where it ends, exclusive")
    quote: Quote
    also_in: list[str] = Field(description="ids of other documents that say the same, newest first")
    also_in_documents: list[NamedDocument] = Field(description="the first few of these by their names")
    href: str = Field(description="the document's text with the quote's place as an RFC 5147 fragment")

    @classmethod
    def of(cls, passage: answers.Passage) -> "Citation":
        """The passage's place and quote."""
        return cls(
            number=passage.rank,
            document=CitedDocument.from_record(passage.document),
            paragraph=passage.number,
            headings=list(passage.headings),
            page=passage.page,
            unsure=_is_unsure(passage),
            start=passage.span.start,
            end=passage.span.end,
            quote=Quote.of_quote(passage.quote),
            also_in=[each.id for each in passage.also_in],
            also_in_documents=[NamedDocument.from_record(each) for each in passage.also_in[:_NAMED]],
            href=text_url(passage.document, passage.quote.span),
        )


def _is_unsure(passage: answers.Passage) -> bool:
    pages = str(passage.document.metadata.get(UNSURE_PAGES, "")).split(", ")
    return "\ufffd" in passage.text or (passage.page is not None and str(passage.page) in pages)


class Passage(ResponseModel):
    """A paragraph that was found."""

    rank: int = Field(description="from 1, best first")
    score: float = Field(description="[0, 1], falls with the rank")
    scores: Scores
    text: str = Field(description="the whole paragraph")
    citation: Citation

    @classmethod
    def of(cls, passage: answers.Passage) -> "Passage":
        """The passage with its citation."""
        return cls(
            rank=passage.rank,
            score=rounded(passage.score),
            scores=Scores.of(passage.scores),
            text=passage.text,
            citation=Citation.of(passage),
        )


class AnswerText(ResponseModel):
    """The answer: words of a document, and which citation they are from."""

    text: str
    span: Excerpt | None = Field(description="the short answer: words of the quote; null where there is none")
    citation: int = Field(description="the `number` of the citation that it quotes")

    @classmethod
    def of(cls, passage: answers.Passage) -> "AnswerText":
        """The answer that a passage gives."""
        words = passage.quote.words
        return cls(text=passage.quote.text, span=Excerpt.of(words) if words else None, citation=passage.rank)


class RankedAnswer(AnswerText):
    """One of several answers, and how sure it is."""

    confidence: float = Field(description="probability, [0, 1], that its passage answers the question")
    differs_from: list[int] = Field(
        description="the `number`s of citations that give another value for the same thing, newest document first"
    )

    @classmethod
    def of_passage(cls, passage: answers.Passage) -> "RankedAnswer":
        """The answer that a passage gives."""
        return cls(
            **dict(AnswerText.of(passage)),
            confidence=rounded(passage.score),
            differs_from=list(passage.differs_from),
        )


class Refusal(ResponseModel):
    """Why there is no answer."""

    reason: str
    missing_terms: list[str] = Field(description="words of the question that the nearest passage does not have")


class LibraryState(ResponseModel):
    """What the answer was made from."""

    generation: int = Field(description="raised by one with each change of the library")
    embedder: str = Field(description="the embedding model")
    left_out: list[str] = Field(
        default_factory=list, description="ids of damaged documents, parts of which were not searched"
    )


class AskResponse(ResponseModel):
    """The answer to a question. From one generation of the library it is always the same, but for `elapsed_ms`."""

    model_config = with_examples(examples.ANSWER)

    question: str
    status: answers.Status = Field(description="`answered`, where the confidence reached the threshold")
    confidence: float = Field(description="probability, [0, 1], that the first passage answers the question")
    answer: AnswerText | None = Field(description="null where the status is `no_answer`")
    answers: list[RankedAnswer] = Field(
        description="up to three answers from different passages that each reach the threshold, the best first; of "
        "those that give different values for the same thing the newest document's"
    )
    passages: list[Passage] = Field(description="best first; the nearest ones where there is no answer")
    refusal: Refusal | None = Field(description="given exactly where the status is `no_answer`")
    context: list[str] = Field(description="earlier questions of `history` that were searched together with this one")
    library: LibraryState
    elapsed_ms: float = Field(description="how long answering took, in milliseconds")

    @classmethod
    def of(cls, answer: Answer, elapsed_seconds: float) -> "AskResponse":
        """The answer as the contract shows it."""
        answered = answer.status == "answered"
        refusal = answer.refusal
        return cls(
            question=answer.question,
            status=answer.status,
            confidence=rounded(answer.confidence),
            answer=AnswerText.of(answer.passages[0]) if answered else None,
            answers=[RankedAnswer.of_passage(each) for each in answer.passages if each.answers][: answers.MOST],
            passages=[Passage.of(passage) for passage in answer.passages],
            refusal=Refusal(reason=refusal.reason, missing_terms=list(refusal.missing_terms)) if refusal else None,
            context=list(answer.context),
            library=LibraryState(
                generation=answer.generation, embedder=answer.embedder, left_out=list(answer.left_out)
            ),
            elapsed_ms=round(elapsed_seconds * 1000, 1),
        )

    def with_passages(self, most: int) -> "AskResponse":
        """The answer with its first passages alone, at least one, and the answers that quote them."""
        answers = [
            each.model_copy(update={"differs_from": [number for number in each.differs_from if number <= most]})
            for each in self.answers
            if each.citation <= most
        ]
        return self.model_copy(update={"passages": self.passages[:most], "answers": answers})


class Health(ResponseModel):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Readiness(ResponseModel):
    """The service can answer questions."""

    status: Literal["ready"] = "ready"
    library: LibraryState
