"""The application: routes, what surrounds them, and a service that loads while it already listens."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

import api
from api import problems
from api.access import required_scope
from api.dependencies import install_disconnection
from api.metrics import Metrics
from api.middleware.access import Access, ListedSites, TrustedHosts
from api.middleware.pacing import Pacing
from api.middleware.tracing import BodyLimit, Tracing
from api.middleware.uploads import EarlyRefusal
from api.process import run_in_background
from api.routes import ask, documents, operations, originals, pages
from api.routes.compatible import dify, mcp, openai
from api.routes.compatible.errors import TranslatedProblems
from api.schemas.base import RequestModel, ResponseModel
from api.service import Service
from api.settings import Settings
from api.telemetry import Spans
from ingest import Sandbox

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_log = logging.getLogger("rujuk")
_DESCRIPTION = """\
Ask a library of documents a question in plain words; get the exact sentence that answers it, in its paragraph, with a
citation that anyone can check, or an honest *the documents do not say*.

- **Offsets** are Unicode code points into the document's text, end exclusive: `text[start:end]` is the quoted text.
- **Errors** are problem details (RFC 9457, `application/problem+json`), each with the `request_id` that the log has.
- **Keys**, where the service has some, are sent as `Authorization: Bearer KEY`. Their scopes: `ask`, `write`, `admin`.
- From one generation of the library, a question always has the same answer.
"""
_JSON_BYTES = 1 << 20
_BYTES_A_CHARACTER = 12  # a character of two surrogates, each written \\uXXXX
_MULTIPART_BYTES = 1 << 16
_SENDING_SECONDS = 2
"""What the last spans have to get to a receiver that may not answer."""


def _say_failure(service: Service) -> None:
    if service.failure is not None:
        _log.error("the service cannot answer", exc_info=service.failure)


def create_app(
    settings: Settings,
    *,
    loaded: Callable[[Service], None] = _say_failure,
    sandbox: Sandbox | None = None,
    spans: "TracerProvider | None" = None,
) -> FastAPI:
    """The application for these settings. It loads its library and model in the background once it has started.

    `loaded` is called (in the event loop) when that is through; `Service.failure` says whether it failed.
    Uploads are parsed in `sandbox`, by default one of its own. `spans` takes what there is to trace, if it is traced.
    """
    metrics = Metrics()
    service = Service(settings, metrics, sandbox)
    app = FastAPI(
        title="Rujuk",
        summary="Answers that are quotations, each with a citation that anyone can check.",
        description=_DESCRIPTION,
        version=api.version(),
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=_lifespan(service, loaded, spans),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    problems.install(app)
    install_disconnection(app)
    for routes in (ask, originals, documents, openai, mcp, dify, operations, pages):
        app.include_router(routes.router)
    _add_middleware(app, service, spans, metrics)
    _describe(app, settings)
    return app


def _add_middleware(app: FastAPI, service: Service, spans: "TracerProvider | None", metrics: Metrics) -> None:
    """Surround the routes; what is added last sees a request first."""
    app.add_middleware(EarlyRefusal, service=service)
    app.add_middleware(BodyLimit, limit=_body_limit(service.settings))
    app.add_middleware(Access, settings=service.settings)
    app.add_middleware(ListedSites, origins=service.settings.embed_origins)
    app.add_middleware(TrustedHosts, address=service.settings.host, names=service.settings.allowed_hosts)
    app.add_middleware(TranslatedProblems)
    app.add_middleware(Pacing)
    if spans is not None:
        app.add_middleware(Spans, provider=spans)
    app.add_middleware(Tracing, metrics=metrics)


def _lifespan(
    service: Service, loaded: Callable[[Service], None], spans: "TracerProvider | None"
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    async def load() -> None:
        await asyncio.to_thread(service.load)
        loaded(service)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(load())
        yield
        await loading
        service.close()
        if spans is not None:  # here, for a signal ends the process once the server has stopped
            sending = asyncio.wrap_future(run_in_background(spans.shutdown, "sending spans"))
            await asyncio.wait([sending], timeout=_SENDING_SECONDS)

    return lifespan


def _body_limit(settings: Settings) -> Callable[[str], int]:
    upload = settings.max_upload_bytes + _MULTIPART_BYTES
    other = _JSON_BYTES + settings.max_question_chars * _BYTES_A_CHARACTER
    return lambda path: upload if path == "/v1/documents" else other


def _describe(app: FastAPI, settings: Settings) -> None:
    """Complete the OpenAPI document: limits that settings give, keys, and the problem that every error is."""
    made: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        described = made()
        schemas = described["components"]["schemas"]
        schemas["AskRequest"]["properties"]["question"]["maxLength"] = settings.max_question_chars
        schemas["AskRequest"]["properties"]["top_k"]["maximum"] = settings.max_top_k
        problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
        _describe_keys(described)
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for model in (*RequestModel.__subclasses__(), *ResponseModel.__subclasses__()):
            if (shown := model.model_config.get("json_schema_extra")) and model.__name__ in schemas:
                schemas[model.__name__].update(shown)  # again: FastAPI has dropped each null in them
        return described

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to extend it


def _describe_keys(described: dict[str, Any]) -> None:
    """Say of each operation which scope its key must have, and what comes of one that has not."""
    said = "made by `rujuk key add`; not needed where the service has none"
    described["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": said}}
    refusals = problems.declared(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            scope = required_scope(method.upper(), path)
            if scope is not None:
                operation["security"] = [{}, {"key": [scope.value]}]
                operation["responses"] |= {str(status): told for status, told in refusals.items()}
