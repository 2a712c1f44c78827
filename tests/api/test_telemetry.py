"""Traces: a span for each request in its client's trace, and none where nobody asked for one."""

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import format_span_id, format_trace_id
from starlette.testclient import TestClient

from api import telemetry
from api.settings import Settings
from corpus.errors import SettingRefused
from tests.conftest import serve

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture(autouse=True)
def _nothing_of_opentelemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_TRACES_EXPORTER", "OTEL_SDK_DISABLED", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(exporter: InMemorySpanExporter, library_folder: Path, _loaded_once: None) -> Iterator[TestClient]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with serve(Settings.load(library=library_folder, read_only=True), spans=provider) as client:
        yield client


def test_a_span_has_the_route_and_no_question_and_belongs_to_its_clients_trace(
    traced: TestClient, exporter: InMemorySpanExporter
) -> None:
    sent = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "mine-1"}
    traced.post("/v1/ask", json={"question": "Is my secret safe?"}, headers=sent)
    traced.get("/v1/documents/asean-msme-green-transition?secret=1")
    traced.get("/nowhere/secret")
    answer, asked, read, missing = exporter.get_finished_spans()
    assert [span.name for span in (asked, read, missing)] == ["POST /v1/ask", "GET /v1/documents/{id}", "GET"]
    assert asked.context is not None
    assert asked.parent is not None
    assert answer.parent is not None
    assert format_trace_id(asked.context.trace_id) == TRACE
    assert format_span_id(asked.parent.span_id) == PARENT
    assert answer.parent.span_id == asked.context.span_id
    assert asked.attributes == {
        "http.request.method": "POST",
        "http.route": "/v1/ask",
        "http.response.status_code": 200,
        "rujuk.request_id": "mine-1",
    }
    assert "secret" not in "".join(span.to_json() for span in exporter.get_finished_spans())


class _Stuck(SimpleSpanProcessor):
    """Sends to a receiver that does not answer."""

    def __init__(self) -> None:
        super().__init__(InMemorySpanExporter())
        self.answered = threading.Event()

    def shutdown(self) -> None:
        self.answered.wait(60)


@pytest.mark.usefixtures("_loaded_once")
def test_a_receiver_that_does_not_answer_keeps_no_service_from_stopping(
    library_folder: Path,
) -> None:
    stuck, provider = _Stuck(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(stuck)
    with serve(Settings.load(library=library_folder, read_only=True), spans=provider):
        began = time.monotonic()
    assert time.monotonic() - began < 30
    stuck.answered.set()


@pytest.mark.parametrize(
    "environment", [{}, {"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}, {"OTEL_SERVICE_NAME": ""}]
)
def test_nothing_is_traced_unless_it_is_asked_for(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert telemetry.start("1") is None


def test_the_environment_names_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "console")
    for named, shown in (("", "rujuk"), ("shelf", "shelf")):
        monkeypatch.setenv("OTEL_SERVICE_NAME", named)
        provider = telemetry.start("1")
        assert provider is not None
        provider.shutdown()
        assert provider.resource.attributes["service.name"] == shown
        assert provider.resource.attributes["service.version"] == "1"


def test_an_exporter_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "carrier-pigeon")
    with pytest.raises(SettingRefused, match=r"no exporter 'carrier-pigeon'.*rujuk\[otel\]"):
        telemetry.start("1")


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    with pytest.raises(SettingRefused, match=r"sets OTEL_EXPORTER_OTLP_ENDPOINT.*pip install 'rujuk\[otel\]'"):
        telemetry.start("1")
