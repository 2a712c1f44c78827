"""`GET /v1/outlines/{id}`: the headings and pages of a document, for who reads it."""

from http import HTTPStatus as Status

from fastapi import APIRouter

from api.dependencies import DocumentId, Ready
from api.problems import declared
from api.schemas.outline import Outline

router = APIRouter(tags=["documents"])


@router.get(
    "/v1/outlines/{id:path}",
    summary="Get a document's outline",
    response_description="Where its headings and pages are in its text.",
    responses=declared(Status.NOT_FOUND, Status.UNPROCESSABLE_ENTITY, Status.SERVICE_UNAVAILABLE),
)
def get_outline(id_: DocumentId, retriever: Ready) -> Outline:
    """The document's headings, each with its level, and where its pages begin, as offsets into its text."""
    with retriever.library.reading() as snapshot:
        return Outline.of(snapshot.read_document(id_))
