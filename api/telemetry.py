"""Traces for OpenTelemetry: a span for each request, and one within it for the work on its answer.

They are made where an `OTEL_` variable is set, and configured by those variables alone.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import request_id
from corpus.errors import SettingRefused

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

_PROTOCOLS: Final = {"grpc": "otlp_proto_grpc", "http/protobuf": "otlp_proto_http"}
_EXTRA: Final = "install Rujuk with its extra: pip install 'rujuk[otel]'"
_tracer: ContextVar["Tracer | None"] = ContextVar("tracer", default=None)


def start(version: str) -> "TracerProvider | None":
    """Begin to export spans as the environment says; None where it says nothing of OpenTelemetry, or to leave it.

    What is given sends what is left when it is shut down. Raises SettingRefused where what the environment asks for
    is not installed.
    """
    environment = {name: value for name, value in os.environ.items() if name.startswith("OTEL_") and value}
    exporters = environment.get("OTEL_TRACES_EXPORTER", "otlp").split(",")
    disabled = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if not environment or disabled or exporters == ["none"]:
        return None
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise SettingRefused(f"the environment sets {min(environment)}, for OpenTelemetry; {_EXTRA}") from None
    named = {} if "OTEL_SERVICE_NAME" in environment else {"service.name": "rujuk"}
    provider = TracerProvider(resource=Resource.create({**named, "service.version": version}))
    for name in exporters:
        provider.add_span_processor(BatchSpanProcessor(_load_exporter(name.strip(), environment)))
    return provider


def _load_exporter(name: str, environment: Mapping[str, str]) -> Any:
    """Make the exporter that OTEL_TRACES_EXPORTER names, from whichever package brings it."""
    if name == "otlp":
        protocol = environment.get("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        protocol = environment.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", protocol)
        name = _PROTOCOLS.get(protocol, protocol)
    for found in entry_points(group="opentelemetry_traces_exporter", name=name):
        return found.load()()
    raise SettingRefused(f"no exporter {name!r} of OpenTelemetry is installed; {_EXTRA}, or name another one")


class Spans:
    """Make a span of each request, with its route and its status, within whatever trace its client has begun."""

    def __init__(self, app: ASGIApp, provider: "TracerProvider") -> None:
        self._app = app
        self._tracer = provider.get_tracer("rujuk")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind, StatusCode

        begun = extract(Headers(scope=scope))
        with self._tracer.start_as_current_span(scope["method"], begun, SpanKind.SERVER) as span:
            _tracer.set(self._tracer)

            async def send_traced(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= 500:
                        span.set_status(StatusCode.ERROR)
                await send(message)

            try:
                await self._app(scope, receive, send_traced)
            finally:
                route = getattr(scope.get("route"), "path_format", None)
                if route is not None:
                    span.update_name(f"{scope['method']} {route}")
                    span.set_attribute("http.route", route)
                span.set_attribute("http.request.method", scope["method"])
                span.set_attribute("rujuk.request_id", request_id())


@contextmanager
def span(name: str) -> Iterator[None]:
    """Make a span of the block, within that of the request; nothing where there are none."""
    tracer = _tracer.get()
    if tracer is None:
        yield
        return
    with tracer.start_as_current_span(name):
        yield
