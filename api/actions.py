"""What HTTP and the command line do alike: ask a question, verify a citation, add documents."""

import time
from collections.abc import Iterable, Iterator

from api.schemas.ask import AskRequest, AskResponse
from api.schemas.documents import AddedDocument
from api.schemas.verify import ClaimedCitation, VerifyResponse
from api.settings import Settings
from corpus.citations import verify
from corpus.documents import Document
from corpus.errors import InputRefused, QuestionRefused, UnknownDocument
from corpus.library import Library
from ingest import Refused
from retriever.answers import Turn
from retriever.retriever import Retriever


def check_question(request: AskRequest, settings: Settings) -> None:
    """Raise QuestionRefused, which names the field, where the question is beyond what the settings allow."""
    length = len(request.question)
    if length > settings.max_question_chars:
        most = settings.max_question_chars
        raise QuestionRefused(f"the question has {length:,} characters; the most is {most:,}", field="question")
    for turn in request.history:
        if turn.role == "user" and len(turn.content) > settings.max_question_chars:
            raise QuestionRefused(
                f"an earlier question has more than the {settings.max_question_chars:,} characters that it may have",
                field="history",
            )
    if request.top_k > settings.max_top_k:
        raise QuestionRefused(f"top_k is {request.top_k:,}; the most is {settings.max_top_k:,}", field="top_k")


def answer_question(retriever: Retriever, request: AskRequest) -> AskResponse:
    """Answer a question that `check_question` let pass.

    Raises QuestionRefused, for an unknown id in `documents` too.
    """
    began = time.perf_counter()
    history = [Turn(turn.role, turn.content) for turn in request.history]
    try:
        found = retriever.ask(request.question, top_k=request.top_k, documents=request.documents, history=history)
    except UnknownDocument as error:
        raise QuestionRefused(str(error), field="documents") from error
    return AskResponse.of(found, time.perf_counter() - began)


def verify_citation(library: Library, citation: ClaimedCitation) -> VerifyResponse:
    """Say whether the citation still holds; a document that is gone is an answer too, not an error."""
    claim = citation.claim()
    try:
        text = library.text(claim.document)
    except UnknownDocument:
        text = None
    return VerifyResponse.of(claim.document, verify(claim, text))


def add_documents(
    retriever: Retriever, items: Iterable[Document | Refused], path: str, label: str
) -> Iterator[AddedDocument]:
    """Add what was read from `path` as `label`; each outcome comes when its document is durable.

    One refusal stops no other, and names its line where the file has several documents.
    """
    for item in items:
        if isinstance(item, Refused):
            yield AddedDocument(
                path=path + item.where.removeprefix(label), id=None, status="refused", detail=item.reason
            )
            continue
        try:
            added = retriever.add(item)
        except InputRefused as error:
            yield AddedDocument(path=path, id=None, status="refused", detail=str(error))
        else:
            said = [added.detail] if added.detail else []
            said += item.remarks if added.status != "unchanged" else ()
            yield AddedDocument(path=path, id=added.id, status=added.status, detail="; ".join(said) or None)
