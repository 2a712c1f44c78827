"""`POST /v1/verify`: does this citation still hold?"""

from http import HTTPStatus as Status

from fastapi import APIRouter, Depends

from api.actions import verify_citation
from api.dependencies import Ready, json_only
from api.problems import declared
from api.schemas.verify import ClaimedCitation, VerifyResponse

router = APIRouter(tags=["verify"])


@router.post(
    "/v1/verify",
    dependencies=[Depends(json_only)],
    summary="Check a citation",
    response_description="Whether the quote still stands in the document, and where.",
    responses=declared(
        Status.BAD_REQUEST,
        Status.REQUEST_ENTITY_TOO_LARGE,
        Status.UNSUPPORTED_MEDIA_TYPE,
        Status.UNPROCESSABLE_ENTITY,
        Status.SERVICE_UNAVAILABLE,
    ),
)
def verify(citation: ClaimedCitation, retriever: Ready) -> VerifyResponse:
    """Give a citation as an answer gave it; learn whether it is `found`, `moved`, `changed` or `gone`."""
    return verify_citation(retriever.library, citation)
