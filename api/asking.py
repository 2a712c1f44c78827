"""Asking: the limits on a question, and its answer as the contract shows it, the same over HTTP and on a terminal."""

import time

from api.schemas.ask import AskRequest, AskResponse
from api.settings import Settings
from corpus.errors import QuestionRefused, UnknownDocument
from retriever.answers import Turn
from retriever.retriever import Retriever


def check(request: AskRequest, settings: Settings) -> None:
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


def answer(retriever: Retriever, request: AskRequest) -> AskResponse:
    """Answer a question that `check` let pass. Raises QuestionRefused, for an unknown id in `documents` too."""
    began = time.perf_counter()
    history = [Turn(turn.role, turn.content) for turn in request.history]
    try:
        found = retriever.ask(request.question, top_k=request.top_k, documents=request.documents, history=history)
    except UnknownDocument as error:
        raise QuestionRefused(str(error), field="documents") from error
    return AskResponse.of(found, time.perf_counter() - began)
