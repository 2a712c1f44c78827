"""What routes ask for: the service, the retriever, a document's id, leave to write."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.datastructures import Headers

from api.problems import Refused
from api.service import Service
from api.settings import Settings
from retriever.retriever import Retriever


async def service(request: Request) -> Service:
    """The application's service."""
    found: Service = request.app.state.service
    return found


async def ready(service: "TheService") -> Retriever:
    """The retriever; 503 until the library and the model are loaded."""
    return service.retriever


async def writable(request: Request, service: "TheService") -> None:
    """Refuse to change the library as `refuse_write` does."""
    refuse_write(service.settings, request.headers)


def refuse_write(settings: Settings, headers: Headers) -> None:
    """Raise Refused (403) where the settings allow no change, or another site's page asks through a browser."""
    if settings.read_only:
        raise Refused(HTTPStatus.FORBIDDEN, "this service is read-only (RUJUK_READ_ONLY)")
    if is_foreign(headers):
        raise Refused(HTTPStatus.FORBIDDEN, "pages of another site may not change the library")


def is_foreign(headers: Headers) -> bool:
    """Whether a page of another site asks through a browser."""
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


async def json_only(request: Request) -> None:
    """Raise Refused (415) where the body does not call itself JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send the body with the header Content-Type: application/json")


TheService = Annotated[Service, Depends(service)]
Ready = Annotated[Retriever, Depends(ready)]
DocumentId = Annotated[
    str,
    Path(alias="id", description="the document's id, percent-encoded", examples=["asean-msme-green-transition"]),
]
