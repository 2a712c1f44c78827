"""Health, readiness, measurements: honest while the library loads, and when it cannot be loaded."""

import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import bootstrap
from api.app import create_app
from api.settings import Settings
from retriever.models import Embedder
from tests.conftest import Serving


def test_alive_at_once_and_ready_once_loaded(
    library_folder: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_load = threading.Event()

    def load_slowly(_name: str, **_: object) -> Embedder:
        assert may_load.wait(60)
        return embedder

    monkeypatch.setattr(bootstrap, "load", load_slowly)
    loaded = threading.Event()
    app = create_app(Settings.load(library=library_folder), loaded=lambda _service: loaded.set())
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        for response in (
            client.get("/readyz"),
            client.post("/v1/ask", json={"question": "a"}),
            client.get("/v1/documents"),
            client.post("/v1/documents", files={"file": ("a.txt", b"text")}),
        ):
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/problem+json"
            assert int(response.headers["retry-after"]) > 0
        assert client.get("/metrics").status_code == 200
        may_load.set()
        assert loaded.wait(60)
        ready = client.get("/readyz")
        library = {"generation": 1, "embedder": embedder.name, "left_out": []}
        assert ready.json() == {"status": "ready", "library": library}


def test_a_model_that_cannot_be_loaded_is_said_to_whoever_asks(library_folder: Path) -> None:
    loaded = threading.Event()
    settings = Settings.load(library=library_folder, embedder="no-such-model")
    with TestClient(create_app(settings, loaded=lambda _service: loaded.set()), base_url="http://localhost") as client:
        assert loaded.wait(60)
        response = client.post("/v1/ask", json={"question": "a"})
        assert response.status_code == 503
        assert "no-such-model" in response.json()["detail"]
        assert "retry-after" not in response.headers  # waiting does not help
        assert client.get("/healthz").status_code == 200


def test_too_many_questions_at_once_are_asked_to_come_back(serving: Serving) -> None:
    with serving(max_waiting=1) as client:
        service = client.app.state.service  # type: ignore[attr-defined] # it is a FastAPI application
        service._waiting = 1
        response = client.post("/v1/ask", json={"question": "a"})
        assert (response.status_code, response.headers["retry-after"]) == (503, "2")
        citation = {"document": {"id": "a"}, "quote": {"text": "a", "start": 0, "end": 1}}
        assert client.post("/v1/verify", json=citation).status_code == 503
        service._waiting = 0
        assert client.post("/v1/ask", json={"question": "a"}).status_code == 200


def test_a_question_that_waits_too_long_is_asked_to_come_back(serving: Serving) -> None:
    with serving(concurrency=1, max_wait_seconds=0.05) as client:
        places = client.app.state.service._asking  # type: ignore[attr-defined] # it is a FastAPI application
        assert client.portal is not None
        client.portal.call(places.acquire_on_behalf_of, "another")
        response = client.post("/v1/ask", json={"question": "a"})
        assert (response.status_code, response.headers["retry-after"]) == (503, "2")
        assert "0.05 seconds" in response.json()["detail"]
        client.portal.call(places.release_on_behalf_of, "another")
        assert client.post("/v1/ask", json={"question": "a"}).status_code == 200


def test_metrics_count_questions_and_show_the_library(serving: Serving) -> None:
    with serving() as client:
        client.post("/v1/ask", json={"question": "How many MSMEs are there in ASEAN?"})
        client.post("/v1/ask", json={"question": "What is the boiling point of mercury?"})
        client.post("/v1/documents", files={"file": ("a.txt", b"A text.")})
        response = client.get("/metrics")
        assert response.headers["content-type"].startswith("text/plain")
        lines = response.text.splitlines()
        for line in (
            'rujuk_questions_total{status="answered"} 1.0',
            'rujuk_questions_total{status="no_answer"} 1.0',
            "rujuk_library_documents 2.0",
            "rujuk_library_generation 2.0",
            'rujuk_http_requests_total{method="POST",route="/v1/documents",status="201"} 1.0',
        ):
            assert line in lines


def test_two_applications_do_not_share_their_measurements(serving: Serving) -> None:
    with serving() as one, serving() as other:
        one.post("/v1/ask", json={"question": "a"})
        assert 'route="/v1/ask"' in one.get("/metrics").text
        assert 'route="/v1/ask"' not in other.get("/metrics").text


def test_where_the_library_is_kept_is_not_said_to_clients(serving: Serving, shelf: Path) -> None:
    with serving() as client:
        shelf.rename(shelf.with_name("moved"))  # at once: what serves it opens files there meanwhile
        for path in ("/readyz", "/v1/documents"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert "library.sqlite3" in answer.json()["detail"]
            assert str(shelf.parent) not in answer.text
