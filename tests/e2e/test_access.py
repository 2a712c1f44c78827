"""The program with keys: who gets in, what its log, its measurements and its traces say, and what they do not."""

import json
import signal
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from tests.e2e.conftest import Program

pytestmark = pytest.mark.slow

QUESTION = "How many MSMEs does my secret hold?"


@pytest.fixture
def collected() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a collector of traces, and what it was sent."""
    sent: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.path.encode() + self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", sent
        server.shutdown()
        thread.join()


def test_a_server_with_keys_lets_in_who_has_one_and_tells_nobody_what_was_asked(
    rujuk: Program, collected: tuple[str, list[bytes]]
) -> None:
    collector, traces = collected
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    key = rujuk("key", "add", "web", "--rate", "100/second").stdout.strip()
    rujuk.environment |= {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
        "RUJUK_ADDRESS_RATE": "4/day",
        "RUJUK_LOG_FORMAT": "json",
        "RUJUK_METRICS_PORT": str(port),
    }
    with rujuk.serve() as server:
        headers = {"X-Request-ID": "mine-1", "X-Forwarded-For": "192.0.2.1"}

        def ask() -> int:
            return server.client.post("/v1/ask", json={"question": QUESTION}, headers=headers).status_code

        assert ask() == 401
        headers["Authorization"] = f"Bearer {key}"
        assert ask() == 200
        assert server.client.get("/metrics", headers=headers).status_code == 403
        measured = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=60).text
        assert rujuk("key", "revoke", "web").returncode == 0
        assert ask() == 401
        assert ask() == 429
        headers["X-Forwarded-For"] = "192.0.2.2"
        assert ask() == 401
        code, errors = server.stop(signal.SIGTERM)
    assert code == -signal.SIGTERM
    assert 'rujuk_http_requests_total{method="POST",route="/v1/ask",status="200"} 1.0' in measured
    lines = list(map(json.loads, errors.splitlines()))
    assert lines[0]["message"] == "it answers one key alone"
    requests = [entry for entry in lines if "method" in entry]
    assert {entry["request_id"] for entry in requests} == {"mine-1"}
    assert [(entry["status"], entry.get("key"), entry.get("address")) for entry in requests] == [
        (401, None, "192.0.2.1"),
        (200, "web", None),
        (401, None, "192.0.2.1"),
        (429, None, "192.0.2.1"),
        (401, None, "192.0.2.2"),
    ]
    assert any(trace.startswith(b"/v1/traces") and b"POST /v1/ask" in trace for trace in traces)
    for told in (measured, errors, *map(repr, traces)):
        assert "secret" not in told
        assert key not in told


def test_an_extra_that_is_not_there_or_a_port_that_is_taken_ends_the_start(rujuk: Program) -> None:
    rujuk.environment["OTEL_TRACES_EXPORTER"] = "carrier-pigeon"
    ended = rujuk("serve", "--port", "0")
    assert (ended.returncode, "carrier-pigeon" in ended.stderr, "Traceback" in ended.stderr) == (3, True, False)
    del rujuk.environment["OTEL_TRACES_EXPORTER"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        rujuk.environment["RUJUK_METRICS_PORT"] = str(taken.getsockname()[1])
        ended = rujuk("serve", "--port", "0")
    assert (ended.returncode, "RUJUK_METRICS_PORT" in ended.stderr, "Traceback" in ended.stderr) == (3, True, False)
