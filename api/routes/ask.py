"""`POST /v1/ask`: one question, one answer with its citations; `POST /v1/verify`: does a citation still hold?"""

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import TheService, json_only, while_connected
from api.problems import declared_of_json
from api.schemas.ask import AskRequest, AskResponse
from api.schemas.verify import ClaimedCitation, VerifyResponse

router = APIRouter()


@router.post(
    "/v1/ask",
    tags=["ask"],
    dependencies=[Depends(json_only)],
    summary="Ask a question",
    response_model=AskResponse,
    response_description="The answer, or an honest `no_answer` with the nearest passages.",
    responses=declared_of_json(),
)
async def ask(question: AskRequest, request: Request, service: TheService) -> Response:
    """The exact sentence that answers, in its paragraph, with a citation that anyone can check.

    No words of the answer are made up: each stands in a document, at the place that the citation names. Where the
    documents do not say, the status is `no_answer`.
    """
    answer = await while_connected(request, lambda: service.ask(question))
    return Response(answer, media_type="application/json")


@router.post(
    "/v1/verify",
    tags=["verify"],
    dependencies=[Depends(json_only)],
    summary="Check a citation",
    response_description="Whether the quote still stands in the document, and where.",
    responses=declared_of_json(),
)
async def verify(citation: ClaimedCitation, request: Request, service: TheService) -> VerifyResponse:
    """Give a citation as an answer gave it; learn whether it is `found`, `moved`, `changed` or `gone`."""
    return await while_connected(request, lambda: service.verify(citation))
