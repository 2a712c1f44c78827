"""Pages of other sites: those that RUJUK_EMBED_ORIGINS lists may ask from their visitors' browsers, and no more."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems

_OPEN = {"/v1/ask": "POST", "/embed.js": "GET"}  # all that a question box needs
_PREFLIGHT_SECONDS = 600


class ListedSites:
    """Let the pages of `origins` read what a question box needs; every other path is as if no site were listed."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._open = {path: _Sharing(app, origins, method) for path, method in _OPEN.items()} if origins else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or pass the request on and say in the response who may read it."""
        app = self._open.get(scope["path"], self._app) if scope["type"] == "http" else self._app
        await app(scope, receive, send)


class _Sharing(CORSMiddleware):
    """Cross-origin sharing of one path. Without credentials, which are cookies: a key is a header that a page sends."""

    def __init__(self, app: ASGIApp, origins: Collection[str], method: str) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=[method],
            allow_headers=["Authorization"],
            expose_headers=["Retry-After"],
            max_age=_PREFLIGHT_SECONDS,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Starlette's own answer, but a refusal is a problem as everywhere."""
        answered = super().preflight_response(request_headers)
        if answered.status_code == 200:
            return answered
        detail = "a page of this origin may not do this; RUJUK_EMBED_ORIGINS lists the sites that may ask"
        return problems.response(403, detail, headers={"Vary": answered.headers["Vary"]})
