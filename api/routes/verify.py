"""`POST /v1/verify`: does this citation still hold?"""

from fastapi import APIRouter, Depends, Request

from api.dependencies import TheService, json_only, while_connected
from api.problems import declared_of_json
from api.schemas.verify import ClaimedCitation, VerifyResponse

router = APIRouter(tags=["verify"])


@router.post(
    "/v1/verify",
    dependencies=[Depends(json_only)],
    summary="Check a citation",
    response_description="Whether the quote still stands in the document, and where.",
    responses=declared_of_json(),
)
async def verify(citation: ClaimedCitation, request: Request, service: TheService) -> VerifyResponse:
    """Give a citation as an answer gave it; learn whether it is `found`, `moved`, `changed` or `gone`."""
    return await while_connected(request, lambda: service.verify(citation))
