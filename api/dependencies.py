"""What routes ask for: the service, the retriever, a document's id, leave to write."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Path, Request

from api.problems import Refused
from api.service import Service
from retriever.retriever import Retriever


async def service(request: Request) -> Service:
    """The application's service."""
    found: Service = request.app.state.service
    return found


async def ready(service: "TheService") -> Retriever:
    """The retriever; 503 until the library and the model are loaded."""
    return service.retriever


async def writable(request: Request, service: "TheService") -> None:
    """Refuse to change the library where the settings say so, and where another site's page asks through a browser."""
    if service.settings.read_only:
        raise Refused(HTTPStatus.FORBIDDEN, "this service is read-only (RUJUK_READ_ONLY)")
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise Refused(HTTPStatus.FORBIDDEN, "pages of another site may not change the library")


async def json_only(request: Request) -> None:
    """Refuse a body that does not call itself JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send the body with the header Content-Type: application/json")


TheService = Annotated[Service, Depends(service)]
Ready = Annotated[Retriever, Depends(ready)]
DocumentId = Annotated[
    str,
    Path(alias="id", description="the document's id, percent-encoded", examples=["asean-msme-green-transition"]),
]
