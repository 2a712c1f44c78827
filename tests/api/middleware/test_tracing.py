"""What surrounds every request: ids, the limit on a body, and an answer when the application fails."""

import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from api import problems
from api.metrics import Metrics
from api.middleware.tracing import BodyLimit, Tracing


@pytest.fixture(scope="module")
def small() -> Iterator[TestClient]:
    app = FastAPI()
    problems.install(app)
    metrics = Metrics()

    @app.get("/fails")
    async def fails() -> None:
        raise ZeroDivisionError("a secret of the inside")

    @app.get("/metrics")
    async def measured() -> str:
        return metrics.text().decode()

    @app.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.get("/v1/documents/{id:path}")
    async def document(request: Request) -> str:
        return str(request.path_params["id"])

    app.add_middleware(BodyLimit, limit=lambda path: 10 if path == "/length" else 0)
    app.add_middleware(Tracing, metrics=metrics)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def test_a_failure_is_a_problem_without_a_trace_and_the_log_has_the_trace(
    small: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="rujuk"):
        response = small.get("/fails", headers={"X-Request-ID": "mine-1"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail", "request_id"}
    assert response.json()["request_id"] == response.headers["x-request-id"] == "mine-1"
    assert "secret" not in response.text
    assert "mine-1" in caplog.text
    assert "ZeroDivisionError: a secret of the inside" in caplog.text


@pytest.mark.parametrize("sent", ["", "with space", "x" * 65, "<script>", "a/b"])
def test_an_id_that_is_not_sane_is_replaced(small: TestClient, sent: str) -> None:
    received = small.get("/nowhere", headers={"X-Request-ID": sent}).headers["x-request-id"]
    assert received != sent
    assert len(received) == 32


def test_each_request_has_an_id_of_its_own(small: TestClient) -> None:
    first, second = (small.get("/nowhere").headers["x-request-id"] for _ in range(2))
    assert first != second


def test_a_body_at_the_limit_passes(small: TestClient) -> None:
    assert small.post("/length", content=b"x" * 10).json() == 10


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_refused_whether_it_says_its_length_or_not(small: TestClient, declared: bool) -> None:
    content = b"x" * 11 if declared else iter([b"x" * 6, b"x" * 5])
    response = small.post("/length", content=content)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert "larger than 10 bytes" in response.json()["detail"]


def test_a_path_that_is_not_there_and_a_method_that_is_not_taken_are_problems(small: TestClient) -> None:
    missing = small.get("/nowhere")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    refused = small.delete("/length")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert refused.json()["title"] == "Method Not Allowed"


def test_requests_are_measured_by_route_and_status_not_by_path(small: TestClient) -> None:
    for path in ("/v1/documents/secret-1", "/nowhere/secret-2", "/fails"):
        small.get(path)
    small.request("SECRET-3", "/length")
    text = small.get("/metrics").json()
    assert 'rujuk_http_requests_total{method="GET",route="/v1/documents/{id:path}",status="200"}' in text
    assert 'rujuk_http_requests_total{method="GET",route="unmatched",status="404"}' in text
    assert 'rujuk_http_requests_total{method="GET",route="/fails",status="500"}' in text
    assert 'method="other"' in text
    assert "secret" not in text.lower()
