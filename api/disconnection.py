"""Clients that leave: what they asked for is not done any more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from anyio import CancelScope
from fastapi import FastAPI, Request
from starlette.responses import Response

Result = TypeVar("Result")

_CLIENT_GONE: Final = 499
"""What the log and the measurements have for a request whose client left; nobody receives it."""


class ClientGone(Exception):
    """The client has closed its connection before it was answered."""


def install(app: FastAPI) -> None:
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
