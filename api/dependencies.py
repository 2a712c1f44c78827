"""What routes ask for: the service, the retriever, a document's id, leave to write, work that ends with its client."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Final, TypeVar

from anyio import CancelScope
from fastapi import Depends, FastAPI, Path, Request
from starlette.datastructures import Headers
from starlette.responses import Response

from api.problems import Refused
from api.service import Service
from api.settings import Settings
from retriever.retriever import Retriever

DocumentId = Annotated[
    str,
    Path(alias="id", description="the document's id, percent-encoded", examples=["asean-msme-green-transition"]),
]
Result = TypeVar("Result")
_CLIENT_GONE: Final = 499
"""What the log and the measurements have for a request whose client left; nobody receives it."""


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


class ClientGone(Exception):
    """The client has closed its connection before it was answered."""


def install_disconnection(app: FastAPI) -> None:
    """Answer nobody, with 499 for the log, where a client has gone."""
    app.add_exception_handler(ClientGone, _answer_nobody)


async def while_connected(request: Request, work: Callable[[], Awaitable[Result]]) -> Result:
    """Do the work while the client waits for it; the request's body has been read. Raises ClientGone."""
    with CancelScope() as scope:
        watching = asyncio.create_task(_cancel_when_gone(request, scope))
        try:
            return await work()
        finally:
            watching.cancel()
    raise ClientGone


async def _cancel_when_gone(request: Request, scope: CancelScope) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


async def _answer_nobody(_request: Request, _error: Exception) -> Response:
    return Response(status_code=_CLIENT_GONE)
