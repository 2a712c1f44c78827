"""`POST /retrieval`: the library as an external knowledge base of Dify."""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from pydantic import ConfigDict, Field

from api import access
from api.dependencies import TheService, json_only, while_connected
from api.problems import declared_of_json
from api.routes.compatible.links import base_url, page_url
from api.schemas.ask import AskRequest, AskResponse, Passage, QuestionText
from api.schemas.base import RequestModel, RequestText, ResponseModel, with_examples
from api.schemas.examples import RETRIEVAL, RETRIEVAL_REQUEST
from api.schemas.filters import Filter
from api.service import Service
from corpus.filters import DocumentFilter

router = APIRouter(tags=["compatible"])
_TOLERANT = ConfigDict(extra="ignore")


class RetrievalSetting(RequestModel):
    """How much to bring."""

    model_config = _TOLERANT

    top_k: int = Field(default=5, ge=1, description="how many records to give, at most")
    score_threshold: float | None = Field(default=None, description="the score that a record must have at least")


class RetrievalRequest(RequestModel):
    """A question of Dify's. Conditions on metadata are not read."""

    model_config = _TOLERANT | with_examples(RETRIEVAL_REQUEST)

    knowledge_id: RequestText = Field(default="", description="a collection; any other text means the whole library")
    query: QuestionText = Field(description="the question in plain words")
    retrieval_setting: RetrievalSetting = RetrievalSetting()


class Record(ResponseModel):
    """A passage as Dify takes it."""

    content: str = Field(description="the whole paragraph")
    score: float = Field(description="[0, 1], falls with the rank")
    title: str
    metadata: dict[str, Any] = Field(description="where it stands, and what it quotes; no value is null")


class RetrievalResponse(ResponseModel):
    """The passages that were found, best first."""

    model_config = with_examples(RETRIEVAL)

    records: list[Record]


@router.post(
    "/retrieval",
    dependencies=[Depends(json_only)],
    summary="Retrieve for Dify",
    response_model=RetrievalResponse,
    response_description="The passages, best first.",
    responses=declared_of_json(),
)
async def retrieve(wanted: RetrievalRequest, request: Request, service: TheService) -> Response:
    """The nearest passages as Dify's external knowledge API wants them, none of a score below `score_threshold`."""
    base, setting = base_url(service.settings, request), wanted.retrieval_setting
    within = await to_thread.run_sync(_find_collection, service, wanted.knowledge_id)
    question = AskRequest(question=wanted.query, top_k=setting.top_k, filter=within)

    def write(answer: AskResponse) -> bytes:
        least = setting.score_threshold or 0
        records = [_record(passage, base) for passage in answer.passages if passage.score >= least]
        return RetrievalResponse(records=records).model_dump_json().encode()

    body = await while_connected(request, lambda: service.ask(question, write))
    return Response(body, media_type="application/json")


def _find_collection(service: Service, name: str) -> Filter | None:
    """Give the filter of the collection of that name; None where whoever asks sees no document in one."""
    collection, reached = DocumentFilter(collections=frozenset({name})), access.current().collections
    with service.retriever.library.reading() as snapshot:
        found = snapshot.find_keys(collection if reached is None else collection.narrow(reached))
    return Filter(collection=[name]) if found else None


def _record(passage: Passage, base: str | None) -> Record:
    citation, document = passage.citation, passage.citation.document
    metadata = {
        "document_id": document.id,
        "url": page_url(base, document, citation.quote),
        "quote": citation.quote.text,
        "paragraph": citation.paragraph,
        "page": citation.page,
        "headings": " > ".join(citation.headings) or None,
        "source": document.source,
        "published": document.published,
        "language": document.language,
    }
    known = {name: value for name, value in metadata.items() if value is not None}
    return Record(content=passage.text, score=passage.score, title=document.title, metadata=known)
