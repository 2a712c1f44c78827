"""`/healthz`, `/readyz`, `/metrics`: for whoever keeps the service running."""

from http import HTTPStatus as Status

from fastapi import APIRouter, Response

from api.dependencies import Ready, TheService
from api.problems import declared
from api.schemas.ask import Health, LibraryState, Readiness

router = APIRouter(tags=["operations"])


@router.get("/healthz", summary="Is the process alive?", response_description="It is.")
async def healthz() -> Health:
    """Answers as soon as the process listens."""
    return Health()


@router.get(
    "/readyz",
    summary="Can it answer questions?",
    response_description="It can.",
    responses=declared(Status.SERVICE_UNAVAILABLE),
)
def readyz(retriever: Ready) -> Readiness:
    """200 once the library and the model are loaded; 503 until then, and once it was re-embedded for another model."""
    library = LibraryState(generation=retriever.check(), embedder=retriever.embedder.name)
    return Readiness(library=library)


@router.get(
    "/metrics",
    summary="Measurements for Prometheus",
    response_class=Response,
    response_description="Prometheus's text format.",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(service: TheService) -> Response:
    """Requests, questions by what became of them, and what the library holds."""
    return Response(service.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
